/**
 * Changing which graph is served.
 *
 * Changes of one namespace happen one after the other, in the order in which they were asked for; at
 * most `waitingMax` may wait. A swap verifies the staged graph, moves it to its place, opens it, links
 * it (see publishing in @gkg/graph-store), sends new calls to it, waits until the calls on the old one
 * have ended, closes and removes that, and then answers. A failure before the link leaves the old graph
 * served. A failure after it does not undo the swap: the new graph is served, on disk and from memory,
 * and what could not be drained or removed is left to the next start.
 */
import { basename, dirname, join } from 'node:path';
import { realpath } from 'node:fs/promises';
import { finishDrop, publishedDirectory, publishStaged, setAside, unpublish } from '@gkg/graph-store';
import type { GraphPool, GraphVersion, Publisher, UnlinkedGraphs } from '@gkg/graph-store';
import { GkgError } from '@gkg/protocol';
import type { RebuildReason, RebuildWish } from '@gkg/protocol';
import { failpoint, stagedRoot } from '@gkg/runtime';
import type { Logger } from '@gkg/runtime';

export interface GraphSwaps {
  swap(namespaceId: number, staged: string): Promise<GraphVersion>;
  drop(namespaceId: number): Promise<void>;
  /** Takes a version that must not be served out of service, if it still is the served one. */
  /** Removes versions that no link names and that nobody can still use; answers how many. */
  removeUnlinked(graphs: UnlinkedGraphs): Promise<number>;
  setAside(version: Pick<GraphVersion, 'namespaceId' | 'directory'>, reason: RebuildReason): Promise<void>;
}

export interface GraphSwapsOptions {
  readonly publisher: Publisher;
  readonly pool: GraphPool;
  /** For opening the new graph, and again for draining the old one. */
  readonly timeoutMs: number;
  readonly waitingMax: number;
  readonly logger: Logger;
  readonly onSetAside: (wish: RebuildWish) => void;
}

export function createGraphSwaps(options: GraphSwapsOptions): GraphSwaps {
  const { publisher, pool, timeoutMs } = options;
  const inTurn = createTurns(options.waitingMax);
  const lingering = createLingering();
  return {
    swap: (namespaceId, staged) =>
      inTurn(namespaceId, async () => {
        const directory = await stagedDirectory(publisher.dataDir, staged);
        const { version, retired } = await publishStaged(publisher, namespaceId, directory, (fresh) =>
          pool.prepare(fresh, timeoutMs),
        );
        await retire(options, version, retired, lingering);
        return version;
      }),
    drop: (namespaceId) =>
      inTurn(namespaceId, () =>
        unpublish(publisher, namespaceId, async () => {
          const isWished = pool.rebuild().some((wish) => wish.namespace_id === namespaceId);
          if (isWished || pool.has(namespaceId)) await pool.drop(namespaceId, timeoutMs);
        }),
      ),
    removeUnlinked: ({ namespaceId, versions, dropped }) =>
      inTurn(namespaceId, async () => {
        for (const link of dropped) await finishDrop(publisher.lease, link);
        // Asked again in turn: meanwhile one of them may have been linked.
        const linked = await publishedDirectory(publisher.dataDir, namespaceId);
        const dead = versions.filter((path) => path !== linked && !lingering.mayBeUsed(path));
        for (const path of dead) await publisher.lease.remove(path);
        return dead.length + dropped.length;
      }),
    setAside: ({ namespaceId, directory }, reason) =>
      inTurn(namespaceId, async () => {
        if ((await publishedDirectory(publisher.dataDir, namespaceId)) !== directory) return;
        const wish = await setAside(publisher, namespaceId, directory, reason);
        options.onSetAside(wish);
        await pool.drop(namespaceId, timeoutMs, wish);
      }),
  };
}

/** Versions that were not drained in time. No query lasts as long as they are kept. */
interface Lingering {
  add(directory: string): void;
  mayBeUsed(directory: string): boolean;
}

const lingeringMs = 600_000;

function createLingering(): Lingering {
  const sinceMs = new Map<string, number>();
  return {
    add: (directory) => void sinceMs.set(directory, performance.now()),
    mayBeUsed(directory) {
      const since = sinceMs.get(directory);
      if (since === undefined) return false;
      if (performance.now() - since < lingeringMs) return true;
      sinceMs.delete(directory);
      return false;
    },
  };
}

async function retire(
  { publisher, pool, timeoutMs, logger }: GraphSwapsOptions,
  version: GraphVersion,
  retired: string | null,
  lingering: Lingering,
): Promise<void> {
  try {
    failpoint('reopen');
    await pool.swap(version, timeoutMs);
    failpoint('retire.before');
    if (retired !== null) await publisher.lease.remove(retired);
    failpoint('retire.after');
  } catch (error) {
    if (retired !== null) lingering.add(retired);
    logger.error({ error, namespace_id: version.namespaceId }, 'old graph was not drained or removed');
  }
}

/** Only what lies directly in the data directory's `staged/` may be served, whatever links are on the way. */
async function stagedDirectory(dataDir: string, staged: string): Promise<string> {
  const root = await realpath(stagedRoot(dataDir)).catch(() => null);
  const parent = await realpath(dirname(staged)).catch(() => null);
  const name = basename(staged);
  const direct = root !== null && parent === root && /^[\w-]+$/.test(name);
  if (direct && (await isItself(join(root, name)))) return join(root, name);
  throw new GkgError('invalid_request', 'file: must be a directory in staged/ of the data directory.', {
    detail: { field: 'file' },
  });
}

/** Also true of a path where nothing is: it may have been published already. */
async function isItself(path: string): Promise<boolean> {
  return realpath(path).then(
    (real) => real === path,
    () => true,
  );
}

type InTurn = <Result>(namespaceId: number, work: () => Promise<Result>) => Promise<Result>;

function createTurns(waitingMax: number): InTurn {
  const lines = new Map<number, { last: Promise<unknown>; length: number }>();
  return async (namespaceId, work) => {
    const line = lines.get(namespaceId) ?? { last: Promise.resolve(), length: 0 };
    if (line.length > waitingMax) {
      throw new GkgError('overloaded', 'Too many changes of this graph wait for their turn.', {
        detail: { waitingMax },
      });
    }
    const mine = line.last.then(work, work);
    line.last = mine;
    line.length += 1;
    lines.set(namespaceId, line);
    try {
      return await mine;
    } finally {
      line.length -= 1;
      if (line.length === 0) lines.delete(namespaceId);
    }
  };
}
