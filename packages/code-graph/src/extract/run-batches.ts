import { type ExtractedFile, skippedFile } from './extract-file.ts';
import type { ExtractionBatch } from './worker.ts';

/**
 * Batches of files, given to worker threads so that no file can stop the others:
 *   A batch has a deadline. When it passes, or when the thread dies, the thread is replaced and the batch's
 *   files are extracted one at a time, each with the same deadline.
 *   A file that fails by itself is skipped: `timeout`, `out_of_memory`, or `extraction_failed`.
 * Each runner waits for its batch before it takes the next: a deadline begins when the work does.
 */
export interface BatchRunner {
  /** Rejects when the signal is aborted, and its thread stops; also when the thread dies. */
  run(batch: ExtractionBatch, signal: AbortSignal): Promise<ExtractedFile[]>;
}

export interface BatchOptions {
  readonly directory: string;
  /** Batches at the same time. */
  readonly runners: number;
  readonly timeoutMs: number;
  readonly onDone: (files: number) => void;
}

/** @returns what became of every file, in the order of the batches. */
export async function runBatches(
  runner: BatchRunner,
  batches: readonly (readonly string[])[],
  options: BatchOptions,
  signal?: AbortSignal,
): Promise<ExtractedFile[]> {
  const results: ExtractedFile[][] = [];
  let next = 0;
  const work = async () => {
    while (next < batches.length) {
      const at = next++;
      results[at] = await extractBatch(runner, batches[at]!, options, signal);
      options.onDone(batches[at]!.length);
    }
  };
  await Promise.all(Array.from({ length: options.runners }, work));
  return results.flat();
}

async function extractBatch(
  runner: BatchRunner,
  paths: readonly string[],
  options: BatchOptions,
  signal?: AbortSignal,
): Promise<ExtractedFile[]> {
  const outcome = await attempt(runner, paths, options, signal);
  if (Array.isArray(outcome)) return outcome;
  if (paths.length === 1) return [skippedFile(paths[0]!, outcome)];
  const files: ExtractedFile[] = [];
  for (const path of paths) files.push(...(await extractBatch(runner, [path], options, signal)));
  return files;
}

type Failure = 'timeout' | 'out_of_memory' | 'extraction_failed';

async function attempt(
  runner: BatchRunner,
  paths: readonly string[],
  { directory, timeoutMs }: BatchOptions,
  signal?: AbortSignal,
): Promise<ExtractedFile[] | Failure> {
  signal?.throwIfAborted();
  const deadline = new AbortController();
  const stop = () => deadline.abort();
  const timer = setTimeout(stop, timeoutMs);
  signal?.addEventListener('abort', stop);
  try {
    return await runner.run({ directory, paths }, deadline.signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (deadline.signal.aborted) return 'timeout';
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'out_of_memory' : 'extraction_failed';
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}
