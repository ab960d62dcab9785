import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { ScannedFile } from '../scan/list-files.ts';
import type { ExtractedFile } from './extract-file.ts';
import { runBatches } from './run-batches.ts';
import type { ExtractionBatch } from './worker.ts';

/** Source bytes of one batch: large enough that messages are few, small enough to keep threads even. */
const batchBytes = 192 * 1024;
/** What a thread extracts in about the time that it takes to start: for less, one more is no gain. */
const threadBytes = 384 * 1024;
/** Extraction recurses along the syntax tree. */
const stackMb = 64;

export interface ExtractionOptions {
  /** 0: one a core. */
  readonly threads: number;
  /** Longest extraction of a file; it is skipped then. */
  readonly fileTimeoutMs: number;
  /** Heap of a thread; the file that takes more is skipped. */
  readonly threadHeapBytesMax: number;
  readonly onDone: (files: number) => void;
}

/** Extracts all files in worker threads; the results stand in the order of `files`. */
export async function extractAll(
  directory: string,
  files: readonly ScannedFile[],
  options: ExtractionOptions,
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
    resourceLimits: {
      stackSizeMb: stackMb,
      maxOldGenerationSizeMb: Math.ceil(options.threadHeapBytesMax / (1024 * 1024)),
    },
  });
  const { fileTimeoutMs, onDone } = options;
  try {
    return await runBatches(
      { run: (batch, deadline) => pool.run(batch, { signal: deadline }) },
      batches,
      { directory, runners: threads, timeoutMs: fileTimeoutMs, onDone },
      signal,
    );
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
