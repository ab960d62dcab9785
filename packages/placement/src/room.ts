import type { NodeView, PlacementRules, WaitReason } from './world.ts';

/** A node as it will be once the moves planned so far are made. */
export interface NodeLedger extends NodeView {
  reservedBytes: number;
  outgoingBytes: number;
  primaries: number;
  incoming: number;
  relocating: number;
}

/** Nodes whose shares differ by no more are as empty as each other. */
const equalShare = 0.01;
/** Nodes that a project may fall to. */
const choicesMax = 8;

/**
 * Where there is room: the nodes of one snapshot, kept up with the moves that are planned from it, so that the
 * second project of a tick sees what the first one took. New replicas go to the node with the least claimed share
 * of its volume, and so fill volumes of different sizes evenly; a heap finds it without looking at all nodes. Among nodes that
 * are as empty as each other the lot decides, a hash of project and node: else the same nodes would hold the same
 * projects, and when one of them fails its partner would have all of its work.
 */
export class Room {
  readonly rules: PlacementRules;
  readonly nodes: readonly NodeLedger[];
  /** Nodes that a project can be on in the end: those that are expected to serve, now or again. */
  readonly lastingNodes: number;
  /** Nodes that were over the high watermark when the snapshot was taken; relief empties them below the low one. */
  readonly overfull: ReadonlySet<number>;
  readonly #byId: ReadonlyMap<number, NodeLedger>;
  /** A heap of the nodes that take new replicas, the emptiest first. */
  readonly #open: NodeLedger[] = [];
  readonly #busy: NodeLedger[] = [];
  #addsLeft: number;

  constructor(nodes: readonly NodeView[], rules: PlacementRules) {
    this.rules = rules;
    this.nodes = nodes.map((node) => ({ ...node }));
    this.#byId = new Map(this.nodes.map((node) => [node.id, node]));
    this.#addsLeft = rules.addsMax;
    const overfull = this.nodes.filter((node) => settledShare(node) > rules.highShare);
    this.overfull = new Set(overfull.map(({ id }) => id));
    this.lastingNodes = this.nodes.filter((node) => node.standing !== 'lost' && !node.isDraining).length;
    for (const node of this.nodes) if (takesReplicas(node)) this.#file(node);
  }

  node(id: number): NodeLedger | undefined {
    return this.#byId.get(id);
  }

  /** How many more replicas can be begun in this tick. */
  get slots(): number {
    const free = this.#open.reduce((sum, node) => sum + this.rules.incomingMax - node.incoming, 0);
    return Math.min(this.#addsLeft, free);
  }

  /**
   * Of the emptiest nodes that may take so many bytes and are none of `taken` the one that falls to the project;
   * or why there is none.
   */
  find(bytes: number, taken: ReadonlySet<number>, projectId: number): NodeLedger | WaitReason {
    if (this.#addsLeft === 0) return this.#waitReason(bytes, taken);
    const passed: NodeLedger[] = [];
    const able: NodeLedger[] = [];
    while (this.#open.length > 0 && able.length < choicesMax) {
      const node = this.#pop();
      passed.push(node);
      if (taken.has(node.id) || !this.#fits(node, bytes)) continue;
      if (able.length > 0 && claimedShare(node) > claimedShare(able[0]!) + equalShare) break;
      able.push(node);
    }
    for (const node of passed) this.#push(node);
    return lotOf(able, projectId) ?? this.#waitReason(bytes, taken);
  }

  /** Claims what a new replica on the node needs. */
  claim(node: NodeLedger, bytes: number): void {
    const index = this.#open.indexOf(node);
    const last = this.#open.pop();
    if (index < this.#open.length && last !== undefined) this.#replace(index, last);
    node.reservedBytes += bytes;
    node.incoming += 1;
    this.#addsLeft -= 1;
    this.#file(node);
  }

  #waitReason(bytes: number, taken: ReadonlySet<number>): WaitReason {
    const others = [...this.#busy, ...this.#open].filter((node) => !taken.has(node.id));
    if (others.length === 0) return 'no_node';
    return others.some((node) => this.#fits(node, bytes)) ? 'busy' : 'no_space';
  }

  #fits(node: NodeLedger, bytes: number): boolean {
    return node.usedBytes + node.reservedBytes + bytes <= this.rules.highShare * node.totalBytes;
  }

  #file(node: NodeLedger): void {
    if (node.incoming < this.rules.incomingMax) this.#push(node);
    else this.#busy.push(node);
  }

  #push(node: NodeLedger): void {
    this.#open.push(node);
    this.#rise(this.#open.length - 1);
  }

  #pop(): NodeLedger {
    const [first, last] = [this.#open[0]!, this.#open.pop()!];
    if (this.#open.length > 0) this.#replace(0, last);
    return first;
  }

  #replace(index: number, node: NodeLedger): void {
    this.#open[index] = node;
    this.#sink(this.#rise(index));
  }

  #rise(start: number): number {
    let index = start;
    for (let above = (index - 1) >> 1; index > 0 && this.#isBefore(index, above); above = (index - 1) >> 1) {
      this.#exchange(index, above);
      index = above;
    }
    return index;
  }

  #sink(start: number): void {
    for (let index = start; ;) {
      let least = index;
      for (const below of [2 * index + 1, 2 * index + 2]) {
        if (below < this.#open.length && this.#isBefore(below, least)) least = below;
      }
      if (least === index) return;
      this.#exchange(index, least);
      index = least;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const [a, b] = [this.#open[one]!, this.#open[other]!];
    const difference = claimedShare(a) - claimedShare(b);
    return difference < 0 || (difference === 0 && a.id < b.id);
  }

  #exchange(one: number, other: number): void {
    [this.#open[one], this.#open[other]] = [this.#open[other]!, this.#open[one]!];
  }
}

function lotOf(nodes: readonly NodeLedger[], projectId: number): NodeLedger | undefined {
  let [best, least]: [NodeLedger | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
  for (const node of nodes) {
    const lot = mix(mix(projectId) ^ node.id);
    if (lot < least) [best, least] = [node, lot];
  }
  return best;
}

/** Integers that look random (the last steps of murmur3). */
function mix(value: number): number {
  const once = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return (twice ^ (twice >>> 16)) >>> 0;
}

function takesReplicas(node: NodeView): boolean {
  return node.standing === 'serving' && !node.isDraining && node.totalBytes > 0;
}

/** What is taken or will be, of the volume. */
export function claimedShare(node: NodeView): number {
  return (node.usedBytes + node.reservedBytes) / node.totalBytes;
}

/** The same once all that is on its way out is gone. */
export function settledShare(node: NodeView): number {
  return (node.usedBytes + node.reservedBytes - node.outgoingBytes) / node.totalBytes;
}
