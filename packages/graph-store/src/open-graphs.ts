import type { Graph } from './graph.ts';
import type { GraphAddress } from './process-messages.ts';

/**
 * The graphs that a process holds open: opened at first use, closed when they have been idle longest
 * and there are too many. One in use is never closed; `close` waits until nobody uses it.
 */
export interface OpenGraphs {
  use<Result>(address: GraphAddress, work: (graph: Graph) => Promise<Result>): Promise<Result>;
  close(directory: string): Promise<void>;
  count(): number;
}

interface OpenGraph {
  readonly graph: Promise<Graph>;
  users: number;
  /** Set when it is to be closed; resolved when the last user has left. */
  unused: PromiseWithResolvers<void> | null;
}

export function createOpenGraphs(openGraphsMax: number, open: (file: string) => Promise<Graph>): OpenGraphs {
  // In the order of last use: a map keeps the order in which its keys were set.
  const byDirectory = new Map<string, OpenGraph>();

  const enter = ({ directory, file }: GraphAddress): OpenGraph => {
    const entry = byDirectory.get(directory) ?? { graph: open(file), users: 0, unused: null };
    byDirectory.delete(directory);
    byDirectory.set(directory, entry);
    entry.users += 1;
    return entry;
  };
  const leave = (entry: OpenGraph) => {
    entry.users -= 1;
    if (entry.users === 0) entry.unused?.resolve();
  };
  const close = async (directory: string) => {
    const entry = byDirectory.get(directory);
    if (entry === undefined) return;
    byDirectory.delete(directory);
    if (entry.users > 0) await (entry.unused = Promise.withResolvers()).promise;
    const graph = await opened(entry);
    await graph?.close();
  };
  const evict = async () => {
    for (const [directory, { users }] of byDirectory) {
      if (byDirectory.size <= openGraphsMax) return;
      if (users === 0) await close(directory);
    }
  };

  return {
    async use(address, work) {
      const entry = enter(address);
      try {
        return await work(await entry.graph);
      } finally {
        leave(entry);
        // One that could not be opened is tried again by the next caller.
        if ((await opened(entry)) === null) byDirectory.delete(address.directory);
        // Not awaited: the caller's answer is ready, and the idle graph may still be draining.
        void evict();
      }
    },
    close,
    count: () => byDirectory.size,
  };
}

async function opened(entry: OpenGraph): Promise<Graph | null> {
  return entry.graph.catch(() => null);
}
