import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { ScannedFile } from '../scan/list-files.ts';
import type { ExtractedFile } from './extract-file.ts';
import type { ExtractionBatch } from './worker.ts';

/** Source bytes of one batch: large enough that messages are few, small enough to keep threads even. */
const batchBytes = 192 * 1024;
/** What a thread extracts in about the time that it takes to start: for less, one more is no gain. */
const threadBytes = 384 * 1024;
/** Extraction recurses along the syntax tree. */
const stackMb = 64;
const heapMb = 2048;

/** Extracts all files in worker threads; the results stand in the order of `files`. */
export async function extractAll(
  directory: string,
  files: readonly ScannedFile[],
  options: { readonly threads: number; readonly onDone: (files: number) => void },
  signal?: AbortSignal,
): Promise<ExtractedFile[]> {
  const batches = makeBatches(files);
  const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const worthwhile = Math.ceil(bytes / threadBytes);
  const threads = Math.max(1, Math.min(options.threads || availableParallelism(), worthwhile));
  const pool = new Piscina<ExtractionBatch, ExtractedFile[]>({
    filename: new URL('./worker.ts', import.meta.url).href,
    name: 'extractBatch',
    minThreads: threads,
    maxThreads: threads,
    resourceLimits: { stackSizeMb: stackMb, maxOldGenerationSizeMb: heapMb },
  });
  try {
    const results = await Promise.all(
      batches.map(async (paths) => {
        const done = await pool.run({ directory, paths }, signal === undefined ? {} : { signal });
        options.onDone(done.length);
        return done;
      }),
    );
    return results.flat();
  } finally {
    await pool.destroy();
  }
}

function makeBatches(files: readonly ScannedFile[]): string[][] {
  const batches: string[][] = [];
  let bytes = batchBytes;
  for (const { path, sizeBytes } of files) {
    if (bytes >= batchBytes) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)!.push(path);
    bytes += sizeBytes;
  }
  return batches;
}
