/**
 * The floor, a program of its own: `node floor.ts directory settings`. It lists the directory, and its worker
 * threads read, parse and walk every file, noting the kind of every node. Nothing is resolved, nothing is
 * written. That is what no indexer built on this parser can be faster than.
 */
import { lstatSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FloorTask, FloorTotals } from './floor-worker.ts';

export interface FloorSettings {
  readonly threads: number;
  /** Address of the parser's module. */
  readonly parser: string;
  /** Grammar file of every extension that is parsed. */
  readonly grammars: Readonly<Record<string, string>>;
}

const batchBytes = 192 * 1024;

const [directory = '.', given = '{}'] = process.argv.slice(2);
const settings = JSON.parse(given) as FloorSettings;
const batches = makeBatches(listFiles(directory));
const threads = Math.max(1, Math.min(settings.threads, batches.length));
const totals = await Promise.all(Array.from({ length: threads }, () => runWorker(batches)));
const sum = (pick: (part: FloorTotals) => number) => totals.reduce((all, part) => all + pick(part), 0);
process.stdout.write(
  `${JSON.stringify({ files: sum((part) => part.files), nodes: sum((part) => part.nodes) })}\n`,
);

function listFiles(root: string): { path: string; bytes: number }[] {
  const found: { path: string; bytes: number }[] = [];
  const pending = [root];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) pending.push(path);
      else if (extname(path).slice(1) in settings.grammars) found.push({ path, bytes: lstatSync(path).size });
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function makeBatches(files: readonly { path: string; bytes: number }[]): string[][] {
  const made: string[][] = [];
  let bytes = batchBytes;
  for (const file of files) {
    if (bytes >= batchBytes) {
      made.push([]);
      bytes = 0;
    }
    made.at(-1)!.push(file.path);
    bytes += file.bytes;
  }
  return made.reverse();
}

/** Gives a thread one batch after the other, until none is left. */
function runWorker(left: string[][]): Promise<FloorTotals> {
  const worker = new Worker(new URL('./floor-worker.ts', import.meta.url), { workerData: settings });
  return new Promise((resolve, reject) => {
    worker.on('message', (totals: FloorTotals) => {
      const next = left.pop();
      worker.postMessage({ paths: next ?? null } satisfies FloorTask);
      if (next === undefined) resolve(totals);
    });
    worker.once('error', reject);
  });
}
