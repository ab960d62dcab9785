/** What was measured last, kept beside this file so that each command replaces its own part of the document. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../source-files.ts';
import type { Machine, Outcome } from './compare.ts';
import type { ContenderName } from './contenders.ts';
import type { CorpusSize } from './corpora.ts';
import type { SourceSize } from './corpus-files.ts';
import { benchmarksDocument } from './document.ts';
import { growthPlot } from './growth-plot.ts';

export interface CorpusResult {
  readonly name: string;
  readonly language: string;
  readonly size: CorpusSize;
  /** Package and version. */
  readonly source: string;
  readonly runs: number;
  /** Null when the corpus could not be had; `problem` says why. */
  readonly sources: SourceSize | null;
  readonly problem: string | null;
  readonly outcomes: Partial<Record<ContenderName, Outcome>>;
}

interface Session {
  readonly date: string;
  readonly machine: Machine;
}

export interface GrowthPoint {
  readonly lines: number;
  readonly files: number;
  readonly outcomes: Partial<Record<ContenderName, Outcome>>;
}

export interface GrowthSeries {
  readonly language: string;
  readonly corpus: string;
  readonly points: readonly GrowthPoint[];
}

export interface Results {
  readonly comparison?: Session & { readonly corpora: readonly CorpusResult[] };
  readonly growth?: Session & { readonly series: readonly GrowthSeries[] };
  readonly kernel?: Session & { readonly result: CorpusResult; readonly residentBytesMax: number };
}

const file = join(import.meta.dirname, 'results.json');
export const documentPath = 'docs/benchmarks.md';
const plotPath = 'docs/benchmarks-growth.svg';

export function readResults(): Results {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : {};
}

/** Replaces the given parts, and writes the document and the plot anew. */
export async function keepResults(parts: Results): Promise<void> {
  const results = { ...readResults(), ...parts };
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(root, documentPath), await benchmarksDocument(results));
  if (results.growth !== undefined) writeFileSync(join(root, plotPath), growthPlot(results.growth.series));
}
