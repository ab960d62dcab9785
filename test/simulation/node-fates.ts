/**
 * What becomes of nodes. One that falls silent is taken for away, missing and lost as time goes by, unless it returns
 * before; one that is slow or unwell recovers; one that drains is drained when nothing is left on it.
 */
import {
  nodeIsLost,
  nodeIsMissing,
  nodeIsSilent,
  nodeRecovers,
  nodeReturns,
  type EventHeap,
} from './event-heap.ts';
import { awayMs, lostMs, missingMs, type NodeEvent } from './failures.ts';
import type { MemoryWorld } from './memory-world.ts';
import type { NodeWork } from './node-work.ts';

export class NodeFates {
  readonly drainedAt: number[] = [];
  readonly #world: MemoryWorld;
  readonly #work: NodeWork;
  readonly #heap: EventHeap;
  readonly #nodeBytes: number;
  readonly #silentSince = new Map<number, number>();
  readonly #draining = new Set<number>();

  constructor(world: MemoryWorld, work: NodeWork, heap: EventHeap, nodeBytes: number) {
    this.#world = world;
    this.#work = work;
    this.#heap = heap;
    this.#nodeBytes = nodeBytes;
  }

  /** Whether a node is silent without being given up. */
  get isAnySilent(): boolean {
    return this.#silentSince.size > 0;
  }

  addNode(): void {
    this.#world.addNode(this.#nodeBytes);
    this.#work.addNode();
  }

  befall(event: NodeEvent, now: number): void {
    if (event.kind === 'new') {
      for (let index = 0; index < event.count; index += 1) this.addNode();
    } else if (event.kind === 'drain') {
      this.#world.nodeList[event.node]!.isDraining = true;
      this.#draining.add(event.node);
    } else if (event.kind === 'down') this.#silence(event.node, event.forMs, now);
    else {
      if (event.kind === 'slow') this.#work.queues[event.node]!.slowness = event.times;
      else this.#world.nodeList[event.node]!.standing = 'unwell';
      this.#heap.push(now + event.forMs, nodeRecovers, event.node);
    }
  }

  #silence(node: number, forMs: number | null, now: number): void {
    this.#work.queues[node]!.isUp = false;
    this.#silentSince.set(node, now);
    this.#heap.push(now + awayMs, nodeIsSilent, node);
    this.#heap.push(now + missingMs, nodeIsMissing, node);
    this.#heap.push(now + lostMs, nodeIsLost, node);
    if (forMs !== null) this.#heap.push(now + forMs, nodeReturns, node);
  }

  /** What follows from an event later on. */
  change(kind: number, node: number, now: number): void {
    const view = this.#world.nodeList[node]!;
    const silentMs = now - (this.#silentSince.get(node) ?? now);
    if (kind === nodeRecovers) {
      this.#work.queues[node]!.slowness = 1;
      if (view.standing === 'unwell') view.standing = 'serving';
    } else if (kind === nodeReturns) {
      this.#work.queues[node]!.isUp = true;
      this.#silentSince.delete(node);
      view.standing = 'serving';
      this.#work.start(node, now);
    } else if (kind === nodeIsSilent && silentMs >= awayMs) view.standing = 'away';
    else if (kind === nodeIsMissing && silentMs >= missingMs) view.standing = 'missing';
    else if (kind === nodeIsLost && silentMs >= lostMs) {
      view.standing = 'lost';
      this.#silentSince.delete(node);
    }
  }

  /** After a run of the node: whether that was the last of its drain. */
  noteDrained(node: number, now: number): void {
    if (!this.#draining.has(node)) return;
    const { usedBytes, incoming } = this.#world.nodeList[node]!;
    if (usedBytes > 0 || incoming > 0) return;
    this.#draining.delete(node);
    this.drainedAt.push(now);
  }
}
