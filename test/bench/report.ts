/** Figures as text: what stdout and the document share. */
import { type Figures, isFigures, type Outcome } from './compare.ts';
import type { ContenderName } from './contenders.ts';
import type { CorpusResult } from './results.ts';

const missing = '–';

export function seconds(value: number | null | undefined): string {
  if (value === null || value === undefined) return missing;
  return value < 10 ? value.toFixed(2) : value.toFixed(1);
}

export function megabytes(bytes: number | null | undefined): string {
  return bytes === null || bytes === undefined ? missing : (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}

export function count(value: number | undefined): string {
  return value === undefined ? missing : String(value).replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, ' ');
}

export function ratio(part: number | null | undefined, whole: number | null | undefined): string {
  if (part === null || part === undefined || whole === null || whole === undefined) return missing;
  return (part / whole).toFixed(2);
}

export function figuresOf(outcomes: CorpusResult['outcomes'], name: ContenderName): Figures | undefined {
  const outcome = outcomes[name];
  return isFigures(outcome) ? outcome : undefined;
}

export const timeHeader = [
  'corpus',
  'language',
  'lines',
  'gkg',
  'floor',
  'codegraph',
  '/ codegraph',
  '/ floor',
];

/** One row of the comparison: medians of wall seconds and what `gkg` takes of the others' time. */
export function timeRow({ name, language, sources, outcomes }: CorpusResult): string[] {
  const [gkg, floor, codegraph] = (['gkg', 'floor', 'codegraph'] as const).map((who) =>
    figuresOf(outcomes, who),
  );
  return [
    name,
    language,
    count(sources?.lines),
    seconds(gkg?.wallSeconds),
    seconds(floor?.wallSeconds),
    seconds(codegraph?.wallSeconds),
    ratio(gkg?.wallSeconds, codegraph?.wallSeconds),
    ratio(gkg?.wallSeconds, floor?.wallSeconds),
  ];
}

export const costHeader = ['corpus', 'gkg cpu s', 'floor', 'codegraph', 'gkg MB', 'floor', 'codegraph'];

export function costRow({ name, outcomes }: CorpusResult): string[] {
  const all = (['gkg', 'floor', 'codegraph'] as const).map((who) => figuresOf(outcomes, who));
  return [
    name,
    ...all.map((figures) => seconds(figures?.cpuSeconds)),
    ...all.map((figures) => megabytes(figures?.peakBytes)),
  ];
}

export const graphHeader = [
  'corpus',
  'files',
  'gkg files',
  'nodes',
  'edges',
  'MB',
  'codegraph files',
  'nodes',
  'edges',
  'MB',
];

export function graphRow({ name, sources, outcomes }: CorpusResult): string[] {
  const of = (who: ContenderName) => {
    const made = figuresOf(outcomes, who)?.made;
    return [count(made?.files), count(made?.nodes), count(made?.edges), megabytes(made?.graphBytes)];
  };
  return [name, count(sources?.files), ...of('gkg'), ...of('codegraph')];
}

/** What could not be measured, a sentence each. */
export function problems(result: CorpusResult): string[] {
  if (result.problem !== null) return [`${result.name}: not reachable (${result.problem})`];
  return Object.entries(result.outcomes)
    .filter((entry): entry is [string, Extract<Outcome, { failure: string }>] => !isFigures(entry[1]))
    .map(([who, { failure }]) => `${result.name}: ${who} ${failure}`);
}

/** A table for a terminal: the first columns to the left, figures to the right. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const cells = (row: readonly string[]) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0)));
  return `${rows.map((row) => cells(row).join('  ').trimEnd()).join('\n')}\n`;
}
