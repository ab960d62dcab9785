import { GkgError, toGkgError } from '@gkg/protocol';
import type { Logger } from '@gkg/runtime';
import { verifyChecksum } from './manifest-file.ts';
import type { GraphVersion } from './publish.ts';

/** Which version of each namespace's graph is served, and which of them were found to be corrupt. */
export interface ServedGraphs {
  has(namespaceId: number): boolean;
  /** Throws `unknown_namespace` when there is none. */
  get(namespaceId: number): GraphVersion;
  /** As `get`, and throws `graph_invalid` for one that was found to be corrupt. */
  usable(namespaceId: number): GraphVersion;
  /** Serves a version and returns the one before. */
  replace(version: GraphVersion): GraphVersion | null;
  remove(namespaceId: number): GraphVersion;
  /** Compares a graph that killed its process with its manifest, so that the next error says the cause. */
  examine(namespaceId: number): Promise<void>;
  list(): GraphVersion[];
}

export function createServedGraphs(logger: Logger): ServedGraphs {
  const served = new Map<number, GraphVersion>();
  const corrupt = new WeakMap<GraphVersion, GkgError>();

  const get = (namespaceId: number): GraphVersion => {
    const version = served.get(namespaceId);
    if (version !== undefined) return version;
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
      return before === undefined || before.directory === version.directory ? null : before;
    },
    remove(namespaceId) {
      const version = get(namespaceId);
      served.delete(namespaceId);
      return version;
    },
    async examine(namespaceId) {
      const version = served.get(namespaceId);
      if (version === undefined) return;
      await verifyChecksum(version.directory, version.manifest).catch((error: unknown) => {
        corrupt.set(version, toGkgError(error));
        logger.error({ error, namespace_id: namespaceId }, 'graph file is corrupt');
      });
    },
    list: () => [...served.values()].sort((a, b) => a.namespaceId - b.namespaceId),
  };
}
