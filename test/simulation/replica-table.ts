/**
 * The replicas of millions of projects in typed arrays. Each project has a few places for replicas (`slots`), and
 * those of a node are linked by size class, so that the largest of a node are found as an index of a database
 * would find them: a class spans a third, and inside of one there is no order.
 */
export const slotsPerProject = 6;
export const [pending, ready, leaving] = [0, 1, 2];
export const kilobyte = 1024;

const classes = 64;
const none = -1;

export function projectOf(slot: number): number {
  return Math.floor(slot / slotsPerProject);
}

export class ReplicaTable {
  readonly node: Int16Array;
  readonly state: Uint8Array;
  readonly isRelocating: Uint8Array;
  readonly commit: Uint32Array;
  readonly kilobytes: Uint32Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #heads: Int32Array;

  constructor(projects: number, nodesMax: number) {
    const slots = projects * slotsPerProject;
    this.node = new Int16Array(slots).fill(none);
    this.state = new Uint8Array(slots);
    this.isRelocating = new Uint8Array(slots);
    this.commit = new Uint32Array(slots);
    this.kilobytes = new Uint32Array(slots);
    this.#next = new Int32Array(slots);
    this.#previous = new Int32Array(slots);
    this.#heads = new Int32Array(nodesMax * classes).fill(none);
  }

  isFree(slot: number): boolean {
    return this.node[slot] === none;
  }

  /** The project's place that is on the node, or -1. */
  slotOn(project: number, node: number): number {
    for (let slot = project * slotsPerProject; slot < (project + 1) * slotsPerProject; slot += 1) {
      if (this.node[slot] === node) return slot;
    }
    return none;
  }

  insert(project: number, node: number, kilobytes: number): number {
    const slot = this.slotOn(project, none);
    if (slot === none) throw new Error(`Project ${project} has no place for one more replica.`);
    this.node[slot] = node;
    this.state[slot] = pending;
    this.isRelocating[slot] = 0;
    this.commit[slot] = 0;
    this.kilobytes[slot] = kilobytes;
    this.#link(slot);
    return slot;
  }

  resize(slot: number, kilobytes: number): void {
    this.#unlink(slot);
    this.kilobytes[slot] = kilobytes;
    this.#link(slot);
  }

  remove(slot: number): void {
    this.#unlink(slot);
    this.node[slot] = none;
  }

  /** Places on the node of at most about so many kilobytes, the largest first. */
  *ofNode(node: number, kilobytesMax = Number.POSITIVE_INFINITY): Generator<number> {
    for (let size = Math.min(classOf(kilobytesMax), classes - 1); size >= 0; size -= 1) {
      for (let slot = this.#heads[node * classes + size]!; slot !== none; slot = this.#next[slot]!)
        yield slot;
    }
  }

  #link(slot: number): void {
    const list = this.#listOf(slot);
    const first = this.#heads[list]!;
    this.#next[slot] = first;
    this.#previous[slot] = none;
    if (first !== none) this.#previous[first] = slot;
    this.#heads[list] = slot;
  }

  #unlink(slot: number): void {
    const [next, previous] = [this.#next[slot]!, this.#previous[slot]!];
    if (previous === none) this.#heads[this.#listOf(slot)] = next;
    else this.#next[previous] = next;
    if (next !== none) this.#previous[next] = previous;
  }

  #listOf(slot: number): number {
    return this.node[slot]! * classes + classOf(this.kilobytes[slot]!);
  }
}

function classOf(kilobytes: number): number {
  return Math.min(classes - 1, Math.floor(Math.log2(Math.max(1, kilobytes)) * 2.5));
}
