/** Entry of the process that indexing jobs of a namespace run in: parser and database engine are loaded only here. */
import { indexWithMemory, openMemory } from '@gkg/indexing';
import type { IndexingMemory } from '@gkg/indexing';
import type { JobOrder } from './job-messages.ts';
import { serveJobs } from './serve-job.ts';

let memory: IndexingMemory | undefined;

/** What is known from the job before, unless this one is to know nothing. */
async function memoryFor(order: JobOrder): Promise<IndexingMemory> {
  if (order.force) await memory?.close();
  if (memory === undefined || order.force)
    memory = openMemory(order, { keptSourceBytesMax: order.keptSourceBytesMax });
  return memory;
}

serveJobs(async (order, onProgress, signal, logger) => {
  const facts = { job: order.job, namespace_id: order.namespaceId };
  const onGivenUp = (error: unknown) => {
    logger.warn({ ...facts, error }, 'graph file before could not be used; a new one is made');
  };
  return indexWithMemory(await memoryFor(order), order, { onProgress, onGivenUp }, signal);
});
