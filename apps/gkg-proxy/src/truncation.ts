import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { backoffMs, listStaged, readJson, writeFileAtomic, type Config, type Logger } from '@gkg/runtime';
import type { WebserverClient } from './webserver-client.ts';
import { createWakeUp } from './wake-up.ts';

/*
 * Rails says `truncate` once: in the answer to the first heartbeat of a node that it does not know. Whatever
 * lies on the volume then belongs to nobody that Rails knows of, perhaps to another GitLab whose namespaces
 * have the same numbers; it must not answer anybody (docs/decisions/019-truncate.md).
 *
 * - kept: the operator wants the data kept whatever Rails says. It is logged, and nothing else happens.
 * - ordered: the order is written to the volume first, since Rails does not repeat it, and the tasks that run
 *   are broken off. None begins until the end; Rails delivers them again and again.
 * - wiping: callbacks, remembered addresses, caches, and, through the webserver, every graph, whether served,
 *   set aside or staged; fetched trees went with their tasks. It begins again from the start, after a growing
 *   pause, until all of it has worked in one go; a restart goes on here.
 * - done: the order is removed from the volume, and tasks begin.
 */

export interface TruncationParts {
  readonly config: Pick<Config, 'dataDir' | 'truncate'>;
  readonly webserver: WebserverClient;
  readonly logger: Logger;
  /** Breaks off what runs and begins nothing more. */
  hold(): Promise<void>;
  letGo(): void;
  /** Forgets what the node itself remembers of its tasks. */
  forget(): Promise<void>;
}

export interface Truncation {
  /** Resolves once the order cannot be lost any more, and no task runs. */
  order(): Promise<void>;
  /** Carries out what was ordered, until the signal is aborted. */
  run(signal: AbortSignal): Promise<void>;
}

const retryPause = { firstDelayMs: 500, delayMsMax: 30_000 };
const idleMs = 3_600_000;

/** Reads whether an order is left over from the process before. */
export async function openTruncation(parts: TruncationParts): Promise<Truncation> {
  const { config, logger } = parts;
  const orderFile = join(config.dataDir, 'truncate.json');
  const wakeUp = createWakeUp();
  let isOrdered = (await readJson(orderFile).catch(() => ({}))) !== undefined;
  if (isOrdered) await parts.hold();
  return {
    async order() {
      if (config.truncate === 'keep') {
        return logger.warn('Rails does not know this node; its graphs are kept, as GKG_TRUNCATE says');
      }
      isOrdered = true;
      try {
        await writeFileAtomic(orderFile, JSON.stringify({ ordered_at: new Date().toISOString() }));
      } finally {
        // On a full volume too: then only a restart in the next moments could forget it.
        await parts.hold();
        wakeUp.wake();
      }
    },
    async run(signal) {
      for (let failures = 0; !signal.aborted;) {
        if (isOrdered && (await wiped(parts, signal))) {
          await rm(orderFile, { force: true });
          isOrdered = false;
          parts.letGo();
        }
        failures = isOrdered ? failures + 1 : 0;
        await wakeUp.wait(isOrdered ? backoffMs(failures, retryPause) : idleMs, signal);
      }
    },
  };
}

async function wiped(parts: TruncationParts, signal: AbortSignal): Promise<boolean> {
  const { config, logger } = parts;
  try {
    await parts.forget();
    await removeContent(join(config.dataDir, 'cache'));
    const graphs = await dropGraphs(parts, signal);
    if (graphs > 0) logger.warn({ graphs }, 'Rails does not know this node; all its graphs were dropped');
    else logger.info('Rails did not know this node; it had no graphs');
    return true;
  } catch (error) {
    if (!signal.aborted) logger.error({ error }, 'graphs cannot be dropped yet');
    return false;
  }
}

async function dropGraphs({ config, webserver }: TruncationParts, signal: AbortSignal): Promise<number> {
  const { graphs, rebuild } = await webserver.list(signal);
  const staged = await listStaged(config.dataDir);
  const namespaces = new Set([
    ...[...graphs, ...rebuild].map(({ namespace_id: id }) => id),
    ...staged.map(({ namespaceId }) => namespaceId),
  ]);
  for (const namespaceId of namespaces) await webserver.drop(namespaceId, signal);
  return namespaces.size;
}

/** Only what belongs to a namespace: a lock of a running process may lie beside it. */
async function removeContent(root: string): Promise<void> {
  const names = (await readdir(root).catch(() => [])).filter((name) => /^\d/.test(name));
  for (const name of names) await rm(join(root, name), { recursive: true, force: true, maxRetries: 3 });
}
