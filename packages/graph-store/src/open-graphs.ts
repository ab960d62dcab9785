/**
 * The graphs that a process holds open: opened at first use, and closed when there are too many, when what they
 * are expected to take together is beyond the process's budget, or, one with each use, while the process has more
 * resident memory than it should. The first to go is the one that has been idle longest among those that are
 * not hot, then among the hot ones; which graphs are hot is said by the parent with each use. One in use is
 * never closed; `close` waits until nobody uses it.
 */
import type { Graph } from './graph.ts';
import type { GraphAddress } from './process-messages.ts';

export interface OpenGraphs {
  use<Result>(address: GraphAddress, work: (graph: Graph) => Promise<Result>): Promise<Result>;
  close(directory: string): Promise<void>;
  count(): number;
  expectedBytes(): number;
  /** What was opened and closed since the last time this was asked. */
  takeEvents(): OpenGraphEvents;
}

export interface OpenGraphEvents {
  /** How long each opening took. */
  readonly openedMs: readonly number[];
  readonly closed: number;
}

export interface OpenGraphsOptions {
  readonly openGraphsMax: number;
  /** Of all open graphs together. */
  readonly expectedBytesMax: number;
  expectedBytesOf(address: GraphAddress): number;
  open(address: GraphAddress): Promise<Graph>;
  /** Whether the process has more memory than it should. */
  isTooLarge(): boolean;
}

interface OpenGraph {
  readonly graph: Promise<Graph>;
  readonly expectedBytes: number;
  isHot: boolean;
  users: number;
  /** Set when it is to be closed; resolved when the last user has left. */
  unused: PromiseWithResolvers<void> | null;
}

export function createOpenGraphs(options: OpenGraphsOptions): OpenGraphs {
  // In the order of last use: a map keeps the order in which its keys were set.
  const byDirectory = new Map<string, OpenGraph>();
  let openedMs: number[] = [];
  let closed = 0;

  const open = async (address: GraphAddress): Promise<Graph> => {
    const startedAt = performance.now();
    const graph = await options.open(address);
    openedMs.push(performance.now() - startedAt);
    return graph;
  };
  const enter = (address: GraphAddress): OpenGraph => {
    const { directory } = address;
    const known = byDirectory.get(directory);
    const entry = known ?? newEntry(open(address), options.expectedBytesOf(address));
    byDirectory.delete(directory);
    byDirectory.set(directory, entry);
    entry.isHot = address.isHot;
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
    if (graph !== null) closed += 1;
    await graph?.close();
  };
  const expectedBytes = () => sumOf([...byDirectory.values()].map((entry) => entry.expectedBytes));
  const evict = async () => {
    const isOver = () =>
      byDirectory.size > options.openGraphsMax || expectedBytes() > options.expectedBytesMax;
    if (options.isTooLarge()) await closeOne();
    while (isOver() && (await closeOne()));
  };
  const closeOne = async (): Promise<boolean> => {
    // The one used last stays whatever the budget is: it would only be opened again.
    const idle = [...byDirectory].slice(0, -1).filter(([, entry]) => entry.users === 0);
    const [directory] = idle.find(([, entry]) => !entry.isHot) ?? idle[0] ?? [];
    if (directory !== undefined) await close(directory);
    return directory !== undefined;
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
    expectedBytes,
    takeEvents() {
      const events = { openedMs, closed };
      [openedMs, closed] = [[], 0];
      return events;
    },
  };
}

function newEntry(graph: Promise<Graph>, expectedBytes: number): OpenGraph {
  return { graph, expectedBytes, isHot: false, users: 0, unused: null };
}

async function opened(entry: OpenGraph): Promise<Graph | null> {
  return entry.graph.catch(() => null);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
