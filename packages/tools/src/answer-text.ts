import type { RowText } from './tool.ts';

/** Definitions or files to choose from, when what was asked for is not one thing. */
interface CandidateRow {
  readonly id: string;
  readonly kind: string;
  readonly line?: number;
}

export const candidateText: RowText<object> = {
  line: (row) => {
    const { id, kind, line } = row as CandidateRow;
    return `  ${id} (${kind}${line === undefined ? '' : `, line ${line}`})`;
  },
};

/** The lines of one row; its heading only where it differs from that of the row before. */
export function rowLines(text: RowText<object>, row: object, before: object | undefined): string {
  const heading = text.heading?.(row) ?? '';
  const same = before !== undefined && text.heading?.(before) === heading;
  return heading === '' || same ? text.line(row) : `${heading}\n${text.line(row)}`;
}

export function factLines(facts: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(facts)
    .map(([name, value]) => [name.replaceAll('_', ' '), wordsOf(value)] as const)
    .filter(([, words]) => words !== '')
    .map(([name, words]) => `${name}: ${words}`);
}

function wordsOf(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return `${value}`;
  if (Array.isArray(value))
    return value.map(wordsOf).join(value.some((item) => `${item}`.length > 60) ? '; ' : ', ');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, item]) => `${name} ${wordsOf(item)}`)
      .join(', ');
  }
  return value === true ? 'yes' : '';
}
