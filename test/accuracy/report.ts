import type { CaseScore } from './compare.ts';

interface Totals {
  truePositives: number;
  missing: number;
  extra: number;
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
  const totals = { truePositives: 0, missing: 0, extra: 0, apart: 0 };
  for (const score of scores) {
    totals.truePositives += score.truePositives;
    totals.missing += score.missing.length;
    totals.extra += score.extra.length;
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

const header = ['family', 'cases', 'expected', 'found', 'false', 'precision', 'recall', 'apart'];

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

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
  return `${rows.map((row) => line(row).join('  ').trimEnd()).join('\n')}\n`;
}
