/**
 * The graphs that are served, and the processes that hold them open.
 *
 * Databases are opened in child processes only: a native crash kills a child, not the HTTP process, and
 * memory that the engine does not give back goes with the child. A namespace belongs to the process
 * that its id selects; which graph it has is looked up when a call is sent, not when it arrives.
 *
 * Swapping: `prepare` opens the new version in its process while the old one still serves; `swap` makes it
 * the one that calls are sent with, from one statement to the next, and then has the process close the
 * old version. The channel keeps the order, so every call sent with the old version is before that
 * request, and the process answers it when the last of them has ended. Calls that a process which is being
 * replaced still has are waited for beside it.
 */
import { GkgError } from '@gkg/protocol';
import type { RebuildWish } from '@gkg/protocol';
import { failpoint, originOfWork } from '@gkg/runtime';
import type { GraphProcessLoad } from './graph-process.ts';
import type { GraphVersion } from './graph-version.ts';
import { isOutdated } from './manifest-file.ts';
import { addressOf, createPart, opening } from './pool-part.ts';
import type { PartOptions, PoolPart } from './pool-part.ts';
import type { CallLimits } from './process-messages.ts';
import { createServedGraphs } from './served-graphs.ts';
import type { OnCorrupt } from './served-graphs.ts';

export interface GraphPoolOptions extends PartOptions {
  readonly onCorrupt?: OnCorrupt;
}

export interface PoolCall {
  readonly namespaceId: number;
  /** Who asks; those who ask for the same namespace take turns. */
  readonly caller: string;
  readonly name: string;
  readonly args: unknown;
  readonly limits: CallLimits;
}

export interface GraphPool {
  /** Has the process of the namespace run a call next to its graph. */
  call(call: PoolCall, signal?: AbortSignal): Promise<unknown>;
  /** Opens the namespace's graph and keeps it open: calls will follow. */
  warm(namespaceId: number, timeoutMs: number, signal?: AbortSignal): Promise<void>;
  /** Opens a version without serving it; rejects when it cannot be opened. */
  prepare(version: GraphVersion, timeoutMs: number): Promise<void>;
  /** Serves a version from now on; resolves when the one before has been drained and closed. */
  swap(version: GraphVersion, timeoutMs: number): Promise<void>;
  /**
   * Serves the namespace no more; resolves when its graph has been drained and closed. With a wish, callers
   * are told that it was set aside.
   */
  drop(namespaceId: number, timeoutMs: number, wish?: RebuildWish): Promise<void>;
  /** Compares the served file with its manifest; `onCorrupt` hears of one that is not as it was. */
  examine(namespaceId: number): Promise<void>;
  /** Graphs that have to be made anew: those that are not served first. */
  rebuild(): RebuildWish[];
  has(namespaceId: number): boolean;
  get(namespaceId: number): GraphVersion;
  list(): GraphVersion[];
  loads(): GraphProcessLoad[];
  /** Namespaces whose graphs are kept open. */
  hot(): number[];
  close(): Promise<void>;
}

export function createGraphPool(options: GraphPoolOptions): GraphPool {
  const served = createServedGraphs(options.logger, options.onCorrupt ?? (() => undefined));
  const parts = Array.from({ length: options.processes }, () => createPart(options, served));
  const partOf = (namespaceId: number): PoolPart => {
    const part = parts[namespaceId % parts.length];
    if (part === undefined) throw new GkgError('internal', 'The pool has no process.');
    return part;
  };
  const closeVersion = async ({ namespaceId, directory }: GraphVersion, timeoutMs: number) => {
    const { process } = partOf(namespaceId);
    process.forgive(namespaceId);
    const request = (id: number) => ({ type: 'close', id, directory }) as const;
    await process.run({ namespaceId, caller: null, timeoutMs, request });
    await process.leftBehind(namespaceId);
  };

  return {
    async call({ namespaceId, caller, name, args, limits }, signal) {
      served.usable(namespaceId);
      const { process, hot } = partOf(namespaceId);
      hot.use(namespaceId);
      const origin = originOfWork();
      const request = (id: number, timeoutMs: number) => {
        const graph = addressOf(served.usable(namespaceId), hot);
        return { type: 'call', id, origin, graph, name, args, limits: { ...limits, timeoutMs } } as const;
      };
      const running = process.run({ namespaceId, caller, timeoutMs: limits.timeoutMs, request }, signal);
      running.catch((error: unknown) => {
        // Whether that is the fault of the file, its checksum tells.
        if (error instanceof GkgError && error.kind === 'graph_invalid') void served.examine(namespaceId);
      });
      return running;
    },
    async warm(namespaceId, timeoutMs, signal) {
      served.usable(namespaceId);
      const { process, hot } = partOf(namespaceId);
      hot.warm(namespaceId);
      await process.run(opening(namespaceId, served, hot, timeoutMs), signal);
    },
    async prepare(version, timeoutMs) {
      const { namespaceId } = version;
      const { process, hot } = partOf(namespaceId);
      process.forgive(namespaceId);
      const origin = originOfWork();
      const request = (id: number) => ({ type: 'open', id, origin, graph: addressOf(version, hot) }) as const;
      await process.run({ namespaceId, caller: null, timeoutMs, request });
    },
    async swap(version, timeoutMs) {
      const before = served.replace(version);
      if (before === null) return;
      failpoint('drain');
      await closeVersion(before, timeoutMs);
    },
    async drop(namespaceId, timeoutMs, wish) {
      partOf(namespaceId).hot.forget(namespaceId);
      const version = served.remove(namespaceId, wish);
      if (version !== null) await closeVersion(version, timeoutMs);
    },
    examine: (namespaceId) => served.examine(namespaceId),
    rebuild: () => [...served.wishes(), ...served.list().flatMap(wishForOutdated)],
    has: (namespaceId) => served.has(namespaceId),
    get: (namespaceId) => served.get(namespaceId),
    list: () => served.list(),
    loads: () => parts.map(({ process }) => process.load()),
    hot: () => parts.flatMap(({ hot }) => hot.list()),
    async close() {
      await Promise.all(parts.map(({ process }) => process.close()));
    },
  };
}

function wishForOutdated({ manifest }: GraphVersion): RebuildWish[] {
  if (!isOutdated(manifest)) return [];
  const { namespace_id, project_id, finished_at: since } = manifest;
  return [{ namespace_id, project_id, reason: 'outdated', since }];
}
