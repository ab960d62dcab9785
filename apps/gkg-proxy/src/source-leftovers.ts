import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { backoffMs, sourcesRoot, type Lease, type Logger } from '@gkg/runtime';
import type { IndexerClient } from './indexer-client.ts';
import { createWakeUp } from './wake-up.ts';

/*
 * Working trees whose tasks died with the process before; their tasks are delivered again. The indexer did not
 * die with them: a job of it may be reading such a tree, and if that were removed under it, it would make a
 * graph that names the commit and lacks files. So the jobs of a namespace are canceled first, then its trees
 * are removed. While the indexer cannot be asked, nothing is removed, and nothing else may begin.
 */

export interface LeftoverParts {
  readonly dataDir: string;
  readonly indexer: Pick<IndexerClient, 'cancelJobs'>;
  readonly lease: Pick<Lease, 'remove'>;
  readonly logger: Logger;
}

const retryPause = { firstDelayMs: 200, delayMsMax: 5000 };

/** Resolves when no tree is left, or when the signal is aborted. */
export async function settleLeftovers(parts: LeftoverParts, signal: AbortSignal): Promise<void> {
  const wakeUp = createWakeUp();
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      return await settle(parts, signal);
    } catch (error) {
      if (signal.aborted) return;
      parts.logger.warn({ error }, 'working trees of a process that died cannot be removed yet');
      await wakeUp.wait(backoffMs(attempt, retryPause), signal);
    }
  }
}

async function settle({ dataDir, indexer, lease }: LeftoverParts, signal: AbortSignal): Promise<void> {
  const root = sourcesRoot(dataDir);
  const trees = (await readdir(root)).filter((name) => /^\d+-/.test(name));
  if (trees.length === 0) return;
  await indexer.cancelJobs(new Set(trees.map((name) => Number.parseInt(name, 10))), signal);
  for (const tree of trees) await lease.remove(join(root, tree));
}
