import type { CaseScore } from './compare.ts';

interface Totals {
  truePositives: number;
  missing: number;
  extra: number;
  /** Of the missing and of the extra ones, those that are a matter of opinion. */
  disputedMissing: number;
  disputedExtra: number;
  apart: number;
}

export interface FamilyScore extends Totals {
  readonly family: string;
  readonly cases: readonly CaseScore[];
  readonly modes: ReadonlyMap<string, { readonly found: number; readonly expected: number }>;
}

export function byFamily(scores: readonly CaseScore[]): FamilyScore[] {
  const families = Map.groupBy(scores, (score) => score.case.family);
  return [...families].map(([family, cases]) => ({ family, cases, ...sum(cases), modes: sumModes(cases) }));
}

function sum(scores: readonly CaseScore[]): Totals {
  const totals = { truePositives: 0, missing: 0, extra: 0, disputedMissing: 0, disputedExtra: 0, apart: 0 };
  for (const score of scores) {
    totals.truePositives += score.truePositives;
    totals.missing += score.missing.length;
    totals.extra += score.extra.length;
    totals.disputedMissing += score.disputed.missing;
    totals.disputedExtra += score.disputed.extra;
    totals.apart += score.apart;
  }
  return totals;
}

function sumModes(scores: readonly CaseScore[]) {
  const modes = new Map<string, { found: number; expected: number }>();
  for (const [mode, { found, expected }] of scores.flatMap((score) => [...score.modes])) {
    const count = modes.get(mode) ?? { found: 0, expected: 0 };
    modes.set(mode, { found: count.found + found, expected: count.expected + expected });
  }
  return modes;
}

/** Recall of each technique over all families. */
export function techniques(families: readonly FamilyScore[]): Record<string, ModeCount> {
  const all = new Map<string, ModeCount>();
  for (const [mode, { found, expected }] of families.flatMap(({ modes }) => [...modes])) {
    const count = all.get(mode) ?? { found: 0, expected: 0 };
    all.set(mode, { found: count.found + found, expected: count.expected + expected });
  }
  return Object.fromEntries(all);
}

export interface ModeCount {
  readonly found: number;
  readonly expected: number;
}

/** What the author of the first suite published for his own tool, over all of its languages. */
export const published = { precision: 95.2, recall: 70.3, receiverTypedRecall: 40 } as const;

export function techniqueTable(families: readonly FamilyScore[]): string {
  const counts = Object.entries(techniques(families)).filter(([mode]) => mode !== 'any');
  const rows = counts.map(([mode, { found, expected }]) => {
    const theirs = mode === 'receiver-typed' ? `${published.receiverTypedRecall.toFixed(1)} %` : '–';
    return [mode, String(expected), String(found), percent(found, expected), theirs];
  });
  const sumOf = (field: keyof ModeCount) => counts.reduce((sum, [, count]) => sum + count[field], 0);
  const [found, expected] = [sumOf('found'), sumOf('expected')];
  const theirs = `${published.recall.toFixed(1)} %`;
  const all = ['all of call-edges', String(expected), String(found), percent(found, expected), theirs];
  return table([['technique', 'expected', 'found', 'recall', 'published'], ...rows, all]);
}

const header = [
  'family',
  'cases',
  'expected',
  'found',
  'false',
  'precision',
  'recall',
  'apart',
  'undisputed precision',
  'recall',
];

export function familyTable(families: readonly FamilyScore[]): string {
  const rows = families.map((family) => [
    family.family,
    String(family.cases.length),
    String(family.truePositives + family.missing),
    String(family.truePositives),
    String(family.extra),
    percent(family.truePositives, family.truePositives + family.extra),
    percent(family.truePositives, family.truePositives + family.missing),
    String(family.apart),
    ...undisputed(family).map((each) => `${each.toFixed(1)} %`),
  ]);
  return table([header, ...rows]);
}

export function modeTable(families: readonly FamilyScore[]): string {
  const rows = families.flatMap(({ family, modes }) =>
    [...modes].map(([mode, { found, expected }]) => [
      family,
      mode,
      String(expected),
      String(found),
      percent(found, expected),
    ]),
  );
  return table([['family', 'mode', 'expected', 'found', 'recall'], ...rows]);
}

export function mismatches(scores: readonly CaseScore[]): string {
  const faulty = scores.filter((score) => score.missing.length + score.extra.length > 0);
  return faulty
    .map((score) => {
      const lines = [
        ...score.missing.map(({ edge, note }) => `  missing  ${edge}  (${note})`),
        ...score.extra.map(({ edge, note }) => `  false    ${edge}  (${note})`),
      ];
      return `${score.case.family}/${score.case.name}\n${lines.join('\n')}\n`;
    })
    .join('\n');
}

/** Precision and recall without the edges that are a matter of opinion. */
export function undisputed(totals: Totals): readonly [precision: number, recall: number] {
  const { truePositives, missing, extra, disputedMissing, disputedExtra } = totals;
  return [
    share(truePositives, truePositives + extra - disputedExtra),
    share(truePositives, truePositives + missing - disputedMissing),
  ];
}

/** In percent with one digit; the whole of nothing. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.round((1000 * part) / whole) / 10;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${share(part, whole).toFixed(1)} %`;
}

export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
  return `${rows.map((row) => line(row).join('  ').trimEnd()).join('\n')}\n`;
}
