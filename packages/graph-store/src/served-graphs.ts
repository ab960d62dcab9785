import { GkgError } from '@gkg/protocol';
import type { RebuildWish } from '@gkg/protocol';
import type { Logger } from '@gkg/runtime';
import type { GraphVersion } from './graph-version.ts';
import { invalidReason, verifyChecksum } from './manifest-file.ts';

/** Which version of each namespace's graph is served, and in whose place nothing is. */
export interface ServedGraphs {
  has(namespaceId: number): boolean;
  /** Throws `unknown_namespace` when there is none, and `graph_invalid` when it was set aside. */
  get(namespaceId: number): GraphVersion;
  /** As `get`, and throws `graph_invalid` for one that was found to be corrupt. */
  usable(namespaceId: number): GraphVersion;
  /** Serves a version and returns the one before. */
  replace(version: GraphVersion): GraphVersion | null;
  /** Serves it no more, for the reason that a wish for another one gives, if there is one; as `get` without both. */
  remove(namespaceId: number, wish?: RebuildWish): GraphVersion | null;
  /** Compares a graph file that something speaks against with its manifest. */
  examine(namespaceId: number): Promise<void>;
  list(): GraphVersion[];
  /** What is wished for in the place of graphs that are not served. */
  wishes(): RebuildWish[];
}

/** Told once of each version that was found to be corrupt. */
export type OnCorrupt = (version: GraphVersion, error: GkgError) => void;

export function createServedGraphs(logger: Logger, onCorrupt: OnCorrupt): ServedGraphs {
  const served = new Map<number, GraphVersion>();
  const wished = new Map<number, RebuildWish>();
  const corrupt = new WeakMap<GraphVersion, GkgError>();
  const examined = new WeakSet<GraphVersion>();

  const get = (namespaceId: number): GraphVersion => {
    const version = served.get(namespaceId);
    if (version !== undefined) return version;
    const wish = wished.get(namespaceId);
    if (wish !== undefined) throw wasSetAside(wish);
    throw new GkgError('unknown_namespace', `No graph of namespace ${namespaceId} is served here.`, {
      detail: { namespace_id: namespaceId },
    });
  };

  return {
    has: (namespaceId) => served.has(namespaceId),
    get,
    usable(namespaceId) {
      const version = get(namespaceId);
      const error = corrupt.get(version);
      if (error !== undefined) throw error;
      return version;
    },
    replace(version) {
      const before = served.get(version.namespaceId);
      served.set(version.namespaceId, version);
      wished.delete(version.namespaceId);
      return before === undefined || before.directory === version.directory ? null : before;
    },
    remove(namespaceId, wish) {
      const version = served.get(namespaceId);
      if (version === undefined && wish === undefined && !wished.has(namespaceId)) return get(namespaceId);
      served.delete(namespaceId);
      if (wish === undefined) wished.delete(namespaceId);
      else wished.set(namespaceId, wish);
      return version ?? null;
    },
    async examine(namespaceId) {
      const version = served.get(namespaceId);
      if (version === undefined || examined.has(version)) return;
      examined.add(version);
      try {
        await verifyChecksum(version.directory, version.manifest);
        examined.delete(version);
      } catch (error) {
        if (invalidReason(error) === undefined) {
          examined.delete(version);
          logger.warn({ error, namespace_id: namespaceId }, 'graph file cannot be examined');
          return;
        }
        corrupt.set(version, error as GkgError);
        onCorrupt(version, error as GkgError);
      }
    },
    list: () => [...served.values()].sort((a, b) => a.namespaceId - b.namespaceId),
    wishes: () => [...wished.values()],
  };
}

function wasSetAside({ namespace_id: namespaceId, reason, since }: RebuildWish): GkgError {
  const message = `The graph of namespace ${namespaceId} was set aside (${reason}); it has to be indexed again.`;
  return new GkgError('graph_invalid', message, { detail: { namespace_id: namespaceId, reason, since } });
}
