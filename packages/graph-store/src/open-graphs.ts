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
}

export function createOpenGraphs(openGraphsMax: number, open: (file: string) => Promise<Graph>): OpenGraphs {
  // In the order of last use: a map keeps the order in which its keys were set.
  const byDirectory = new Map<string, OpenGraph>();

  const enter = ({ directory, file }: GraphAddress): OpenGraph => {
    const entry = byDirectory.get(directory) ?? { graph: open(file), users: 0 };
    byDirectory.delete(directory);
    byDirectory.set(directory, entry);
    entry.users += 1;
    return entry;
  };
  const evict = async () => {
    for (const [directory, entry] of byDirectory) {
      if (byDirectory.size <= openGraphsMax) return;
      if (entry.users === 0) await close(directory);
    }
  };
  const close = async (directory: string) => {
    const entry = byDirectory.get(directory);
    if (entry === undefined) return;
    byDirectory.delete(directory);
    await entry.graph.then(
      (graph) => graph.close(),
      () => undefined,
    );
  };

  return {
    async use(address, work) {
      const entry = enter(address);
      try {
        return await work(await entry.graph);
      } catch (error) {
        // A graph that could not be opened is tried again by the next caller.
        if (await isRejected(entry.graph)) byDirectory.delete(address.directory);
        throw error;
      } finally {
        entry.users -= 1;
        // Not awaited: the caller's answer is ready, and the idle graph may still be draining.
        void evict();
      }
    },
    close,
    count: () => byDirectory.size,
  };
}

async function isRejected(promise: Promise<unknown>): Promise<boolean> {
  return promise.then(
    () => false,
    () => true,
  );
}
