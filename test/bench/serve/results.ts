/** What was measured last, kept beside this file, and the document that is written from it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../source-files.ts';
import type { Machine } from '../compare.ts';
import type { Distribution } from './distribution.ts';
import { serveDocument } from './document.ts';
import type { LoadReport } from './load-messages.ts';
import type { ToolFigures } from './measure-serving.ts';

export interface ServeResults {
  readonly date: string;
  readonly machine: Machine;
  readonly graph: { readonly source: string; readonly definitions: number; readonly bytes: number };
  readonly keyLookUp: Distribution;
  readonly tools: readonly ToolFigures[];
  readonly rate: {
    readonly perSecond: number;
    readonly seconds: number;
    readonly direct: LoadReport;
    readonly proxy: LoadReport;
    /** All tools in turn instead of look-ups. */
    readonly everything: LoadReport;
  };
  readonly openings: { readonly large: Distribution; readonly small: Distribution };
  readonly manyGraphs: ManyGraphs;
}

export interface ManyGraphs {
  readonly open: number;
  readonly graphBytes: number;
  readonly bytesEach: number;
  /** Asked in turn, far more than may be open; resident memory after each round. */
  readonly cycle: {
    readonly graphs: number;
    readonly openMax: number;
    readonly rounds: readonly { readonly residentBytes: number; readonly report: LoadReport }[];
  };
}

const file = join(import.meta.dirname, 'results.json');
const serveDocumentPath = 'docs/benchmarks-serve.md';

export function readServeResults(): ServeResults | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ServeResults) : null;
}

export async function keepServeResults(results: ServeResults): Promise<void> {
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(root, serveDocumentPath), await serveDocument(results));
}
