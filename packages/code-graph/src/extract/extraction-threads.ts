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

/** A thread that has had nothing to do for so long ends; one stays, with its grammars loaded. */
const idleMs = 10_000;

export interface ThreadLimits {
  /** 0: one a core. */
  readonly threads: number;
  /** Heap of a thread; the file that takes more is skipped. */
  readonly threadHeapBytesMax: number;
}

export interface ExtractionOptions {
  /** Longest extraction of a file; it is skipped then. */
  readonly fileTimeoutMs: number;
  readonly onDone: (files: number) => void;
}

/** Worker threads that extract files, started when there are files; they stay until `close`. */
export interface ExtractionThreads {
  /** The results stand in the order of `files`. */
  extract(
    directory: string,
    files: readonly ScannedFile[],
    options: ExtractionOptions,
    signal?: AbortSignal,
  ): Promise<ExtractedFile[]>;
  close(): Promise<void>;
}

export function createExtractionThreads(limits: ThreadLimits): ExtractionThreads {
  const threadsMax = limits.threads || availableParallelism();
  let pool: ThreadPool | undefined;
  return {
    async extract(directory, files, { fileTimeoutMs, onDone }, signal) {
      if (files.length === 0) return [];
      const threads = (pool ??= startThreads(threadsMax, limits.threadHeapBytesMax));
      const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      const runners = Math.max(1, Math.min(threadsMax, Math.ceil(bytes / threadBytes)));
      return runBatches(
        { run: (batch, deadline) => threads.run(batch, { signal: deadline }) },
        makeBatches(files),
        { directory, runners, timeoutMs: fileTimeoutMs, onDone },
        signal,
      );
    },
    async close() {
      await pool?.destroy();
      pool = undefined;
    },
  };
}

type ThreadPool = Piscina<ExtractionBatch, ExtractedFile[]>;

function startThreads(threadsMax: number, heapBytesMax: number): ThreadPool {
  return new Piscina({
    filename: new URL('./worker.ts', import.meta.url).href,
    name: 'extractBatch',
    minThreads: 1,
    maxThreads: threadsMax,
    idleTimeout: idleMs,
    resourceLimits: {
      stackSizeMb: stackMb,
      maxOldGenerationSizeMb: Math.ceil(heapBytesMax / (1024 * 1024)),
    },
  });
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
