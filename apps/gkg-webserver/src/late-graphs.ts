/*
 * Staged graphs that nobody offers any more: no webserver answered for so long that the indexer gave up,
 * or the indexer died before it asked. They are looked for at the start and with each sweep, and taken like
 * offered ones; one that its indexer offers at the same time is published once, and both learn of it. One
 * that is older than what is served, or that is invalid, is removed.
 */
import { readManifest } from '@gkg/graph-store';
import type { GraphPool, Publisher } from '@gkg/graph-store';
import { toGkgError } from '@gkg/protocol';
import { listStaged } from '@gkg/runtime';
import type { Logger } from '@gkg/runtime';
import type { GraphSwaps } from './graph-swaps.ts';

export interface LateGraphsParts {
  readonly publisher: Publisher;
  readonly pool: GraphPool;
  readonly swaps: GraphSwaps;
  readonly logger: Logger;
}

/** Takes what is staged and complete. */
export async function takeLateGraphs(parts: LateGraphsParts): Promise<void> {
  for (const { namespaceId, directory, isComplete } of await listStaged(parts.publisher.dataDir)) {
    if (isComplete) await takeOrRemove(parts, namespaceId, directory);
  }
}

async function takeOrRemove(
  { publisher, pool, swaps, logger }: LateGraphsParts,
  namespaceId: number,
  directory: string,
): Promise<void> {
  const remove = () => publisher.lease.remove(directory);
  try {
    const { finished_at: finishedAt } = await readManifest(directory);
    const served = pool.has(namespaceId) ? pool.get(namespaceId).manifest.finished_at : '';
    if (finishedAt <= served) return await remove();
    await swaps.swap(namespaceId, directory);
    logger.info({ namespace_id: namespaceId }, 'late graph is served');
  } catch (error) {
    logger.error({ error, namespace_id: namespaceId }, 'late graph was not taken');
    if (toGkgError(error).kind === 'graph_invalid') await remove();
  }
}
