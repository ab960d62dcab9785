import { markdownTable } from '../../../scripts/markdown-table.ts';
import type { Corpus } from '../corpora.ts';
import type { SourceSize } from '../corpus-files.ts';
import { count } from '../report.ts';

export interface Measured {
  readonly name: string;
  readonly goalSeconds: number | null;
  readonly isMissed: boolean;
  readonly minimum: number;
  readonly median: number;
  readonly maximum: number;
  /** Seconds of the phases in the run that gave the median. */
  readonly phases: Readonly<Record<string, number>>;
  /** Runs in which the graph file before was changed instead of made anew. */
  readonly updates: number;
  readonly runs: number;
  readonly isCompared: boolean;
  /** Runs after which the graph was another one than that of a clean build. */
  readonly differing: number;
}

const shownPhases = ['scan', 'parse', 'resolve', 'load', 'checkpoint', 'stage', 'notify'];

/** One row a kind of change; times in seconds. */
export function kindTable(measured: readonly Measured[]): string {
  const header = [
    'change',
    'runs',
    'min',
    'median',
    'max',
    'goal',
    ...shownPhases,
    'updated in place',
    'equal',
  ];
  const rows = measured.map((each) => [
    each.name,
    String(each.runs),
    ...[each.minimum, each.median, each.maximum].map((value) => value.toFixed(2)),
    each.goalSeconds === null ? '–' : String(each.goalSeconds),
    ...shownPhases.map((phase) => (each.phases[phase] ?? 0).toFixed(2)),
    `${String(each.updates)} of ${String(each.runs)}`,
    each.isCompared ? `${String(each.runs - each.differing)} of ${String(each.runs)}` : 'not compared',
  ]);
  return markdownTable(header, rows).join('\n');
}

export function incrementalDocument(result: {
  readonly corpus: Corpus;
  readonly size: SourceSize;
  readonly machine: string;
  readonly measured: readonly Measured[];
}): string {
  const { corpus, size, machine, measured } = result;
  return `# Keeping a graph fresh

Written by \`npm run bench:incremental\`; how it measures is at the top of \`test/bench/incremental/main.ts\`.

${corpus.name} ${corpus.version}: ${count(size.files)} files, ${count(size.lines)} lines. ${machine}

Seconds from the request to the indexer until the new graph is served, over HTTP, with indexer and webserver as
processes of their own. The phases are those of the run that gave the median; what they leave of the whole is
HTTP, and waiting for each other.

${kindTable(measured)}
`;
}
