import { expect, test } from 'vitest';
import { type ExtractedFile, skippedFile } from './extract-file.ts';
import { type BatchRunner, runBatches } from './run-batches.ts';

const read = (path: string): ExtractedFile => ({ path, blob: 'b', lineCount: 1, facts: null, skip: null });

/** Runs batches on a thread that `hangs` never ends and `dies` ends at once. */
async function run(batches: readonly string[][], signal?: AbortSignal, runners = 2) {
  const runner: BatchRunner = {
    run: ({ paths }, deadline) =>
      new Promise((resolve, reject) => {
        deadline.addEventListener('abort', () => reject(new Error('The task has been aborted')));
        if (paths.includes('memory'))
          reject(Object.assign(new Error('heap'), { code: 'ERR_WORKER_OUT_OF_MEMORY' }));
        else if (paths.includes('dies')) reject(new Error('Worker exited'));
        else if (!paths.includes('hangs')) resolve(paths.map(read));
      }),
  };
  let done = 0;
  const onDone = (files: number) => (done += files);
  const files = await runBatches(
    runner,
    batches,
    { directory: '/d', runners, timeoutMs: 30, onDone },
    signal,
  );
  return { files: files.map(({ path, skip }) => `${path} ${skip ?? 'read'}`), done };
}

test('files that hang, take too much or end the thread are skipped; those beside them are read', async () => {
  const batches = [['a', 'hangs', 'b'], ['c'], ['dies', 'd'], ['memory']];
  expect(await run(batches)).toEqual({
    files: [
      'a read',
      'hangs timeout',
      'b read',
      'c read',
      'dies extraction_failed',
      'd read',
      'memory out_of_memory',
    ],
    done: 7,
  });
});

test('an abort ends the run with its reason, not with files that are skipped', async () => {
  const canceled = new AbortController();
  const reason = new Error('canceled');
  setTimeout(() => canceled.abort(reason), 5);
  await expect(run([['hangs', 'a']], canceled.signal)).rejects.toBe(reason);
});

test('more runners than batches, and no batch at all', async () => {
  expect((await run([['a']], undefined, 8)).files).toEqual(['a read']);
  expect((await run([])).files).toEqual([]);
  expect(skippedFile('x', 'timeout')).toMatchObject({ facts: null, skip: 'timeout' });
});
