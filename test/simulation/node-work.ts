/**
 * What nodes do in the simulation: each has a queue of replicas to index and graphs to delete, and works on so
 * many at a time as it has lanes, in the order of turns that the coordinator delivers by: a replica that is not the
 * primary while another one is counts as one that came ten minutes later. A replica waits once, however often it was pushed to,
 * and the run that is begun then indexes the newest commit.
 */
import { assumptions, fullIndexMs, updateMs } from './assumptions.ts';
import type { MemoryWorld } from './memory-world.ts';
import { nobody } from './memory-world.ts';
import { leaving, pending, projectOf } from './replica-table.ts';

interface Run {
  readonly commit: number;
  readonly startedAt: number;
  readonly node: number;
  readonly isDeletion: boolean;
}

const copyPatienceMs = 600_000;

class NodeQueue {
  isUp = true;
  /** How much slower than others it is. */
  slowness = 1;
  running = 0;
  busyMs = 0;
  readonly #prompt = new Turns();
  readonly #copies = new Turns();

  push(slot: number, now: number, isCopy: boolean): void {
    if (isCopy) this.#copies.push(slot, now + copyPatienceMs);
    else this.#prompt.push(slot, now);
  }

  shift(): number | undefined {
    return this.#copies.firstTurn < this.#prompt.firstTurn ? this.#copies.shift() : this.#prompt.shift();
  }
}

/** Slots in the order in which they came, each with its turn. */
class Turns {
  #entries: [slot: number, turn: number][] = [];
  #first = 0;

  /** Of the next; infinite for none. */
  get firstTurn(): number {
    return this.#entries[this.#first]?.[1] ?? Infinity;
  }

  push(slot: number, turn: number): void {
    this.#entries.push([slot, turn]);
  }

  shift(): number | undefined {
    const entry = this.#entries[this.#first];
    if (entry === undefined) return undefined;
    this.#first += 1;
    if (this.#first > 1000 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
    return entry[0];
  }
}

export class NodeWork {
  readonly queues: NodeQueue[] = [];
  readonly #world: MemoryWorld;
  readonly #sourceKilobytes: Uint32Array;
  readonly #isQueued: Uint8Array;
  readonly #runs = new Map<number, Run>();
  readonly #end: (time: number, slot: number) => void;

  /** `end` is told when a run will be over; `over` is to be called then. */
  constructor(world: MemoryWorld, sourceKilobytes: Uint32Array, end: (time: number, slot: number) => void) {
    this.#world = world;
    this.#sourceKilobytes = sourceKilobytes;
    this.#isQueued = new Uint8Array(world.replicas.node.length);
    this.#end = end;
  }

  addNode(): void {
    this.queues.push(new NodeQueue());
  }

  request(slot: number, now: number): void {
    if (this.#isQueued[slot] === 1) return;
    const node = this.#world.replicas.node[slot]!;
    this.#isQueued[slot] = 1;
    this.queues[node]!.push(slot, now, this.#isCopy(slot));
    this.start(node, now);
  }

  /** A replica that was not there before: whatever its place was queued for is over. */
  requestNew(slot: number, now: number): void {
    this.#isQueued[slot] = 0;
    this.request(slot, now);
  }

  /** Begins what the node has lanes for. */
  start(node: number, now: number): void {
    const queue = this.queues[node]!;
    const { replicas, commit } = this.#world;
    while (queue.isUp && queue.running < assumptions.node.lanes) {
      const slot = queue.shift();
      if (slot === undefined) return;
      this.#isQueued[slot] = 0;
      // What is under way is looked at again when it is over; what is gone from here needs nothing.
      if (replicas.node[slot] !== node || this.#runs.has(slot)) continue;
      const isDeletion = replicas.state[slot] === leaving;
      const durationMs = this.#durationMs(slot) * queue.slowness;
      queue.running += 1;
      queue.busyMs += durationMs;
      this.#runs.set(slot, { commit: commit[projectOf(slot)]!, startedAt: now, node, isDeletion });
      this.#end(now + durationMs, slot);
    }
  }

  #isCopy(slot: number): boolean {
    const { replicas, primary } = this.#world;
    const of = primary[projectOf(slot)]!;
    return replicas.state[slot] !== leaving && of !== nobody && of !== replicas.node[slot];
  }

  #durationMs(slot: number): number {
    const state = this.#world.replicas.state[slot]!;
    if (state === leaving) return assumptions.deletion.seconds * 1000;
    const kilobytes = this.#sourceKilobytes[projectOf(slot)]!;
    return state === pending ? fullIndexMs(kilobytes) : updateMs(kilobytes);
  }

  /** A run is over; null if it came to nothing, because its node or its replica is gone. */
  over(slot: number, now: number): Run | null {
    const run = this.#runs.get(slot);
    if (run === undefined) return null;
    this.#runs.delete(slot);
    const queue = this.queues[run.node]!;
    queue.running -= 1;
    const { replicas } = this.#world;
    if (replicas.node[slot] === run.node && queue.isUp) return run;
    if (!replicas.isFree(slot)) this.request(slot, now);
    return null;
  }
}
