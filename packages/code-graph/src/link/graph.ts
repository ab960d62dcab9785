import { enlarged, Lists } from './lists.ts';
import type { Value } from './values.ts';

/**
 * More different values than this in one place say that nothing useful is known of it: it stops
 * receiving, counts as unknown, and the sites that depend on it count as cut.
 */
const valuesMax = 32;

/** Edges of a slot that are searched for a repeated one; beyond, a repeat costs less than the search. */
const repeatsLookedFor = 24;

const none: readonly Value[] = [];

/**
 * Slots with the values they hold, and who must be told of a new one: other slots that receive the
 * same (`copy` edges) and operations that act on it (`watchers`). Each value travels each edge once.
 */
export class FlowGraph {
  readonly #values: Lists;
  #copies: Lists;
  #watchers: Lists;
  readonly #full = new Set<number>();
  readonly #accepts = new Map<number, (value: Value) => boolean>();
  /** Pairs of slot and value that wait to be passed on. */
  #queue = new Int32Array(4096);
  #queued = 0;
  #slotCount: number;

  constructor(slotCount: number) {
    this.#slotCount = slotCount;
    this.#values = new Lists(slotCount);
    this.#copies = new Lists(slotCount);
    this.#watchers = new Lists(slotCount);
  }

  newSlot(): number {
    const slot = this.#slotCount++;
    this.#values.extend(slot);
    this.#copies.extend(slot);
    this.#watchers.extend(slot);
    return slot;
  }

  /** The values that the slot holds now, in the order they came. */
  values(slot: number): readonly Value[] {
    return this.#values.first(slot) === -1 ? none : this.#values.read(slot);
  }

  isFull(slot: number): boolean {
    return this.#full.has(slot);
  }

  /** Has the slot take only what the other takes. */
  restrictLike(slot: number, other: number): void {
    const accepts = this.#accepts.get(other);
    if (accepts !== undefined) this.#accepts.set(slot, accepts);
  }

  isRestricted(slot: number): boolean {
    return this.#accepts.has(slot);
  }

  /** Only values that pass may enter the slot from now on. */
  restrict(slot: number, accepts: (value: Value) => boolean): void {
    this.#accepts.set(slot, accepts);
  }

  add(slot: number, value: Value): void {
    const values = this.#values;
    let count = 0;
    for (let entry = values.first(slot); entry !== -1; entry = values.next(entry)) {
      if (values.item(entry) === value) return;
      count++;
    }
    if (this.#accepts.size > 0 && this.#accepts.get(slot)?.(value) === false) return;
    if (count === valuesMax) {
      this.#full.add(slot);
      return;
    }
    values.add(slot, value);
    this.#enqueue(slot, value);
  }

  copy(to: number, from: number): void {
    if (to === from || to === -1 || from === -1) return;
    // A full slot takes nothing any more; of very many that share a name each would be copied to it.
    if (this.#full.has(to) || this.#hasCopy(to, from)) return;
    this.#copies.add(from, to);
    const values = this.#values;
    for (let entry = values.first(from); entry !== -1; entry = values.next(entry)) {
      this.add(to, values.item(entry));
    }
  }

  /** Has the operation act on every value of the slot, now and later. */
  watch(slot: number, operation: number): void {
    this.#watchers.add(slot, operation);
  }

  /** As `watch`, for an operation made while values move. */
  watchNow(slot: number, operation: number, act: (operation: number, value: Value) => void): void {
    this.watch(slot, operation);
    for (const value of this.values(slot)) act(operation, value);
  }

  watchers(slot: number): readonly number[] {
    return this.#watchers.first(slot) === -1 ? none : this.#watchers.read(slot);
  }

  get slotCount(): number {
    return this.#slotCount;
  }

  /** Moves values until nothing changes. `act` is called once for every operation and value. */
  run(act: (operation: number, value: Value) => void): void {
    const [copies, watchers] = [this.#copies, this.#watchers];
    while (this.#queued > 0) {
      const value = this.#queue[--this.#queued]!;
      const slot = this.#queue[--this.#queued]!;
      for (let entry = copies.first(slot); entry !== -1; entry = copies.next(entry)) {
        this.add(copies.item(entry), value);
      }
      for (let entry = watchers.first(slot); entry !== -1; entry = watchers.next(entry)) {
        act(watchers.item(entry), value);
      }
    }
  }

  /** Forgets how values got where they are: from now on slots are only read. */
  settle(): void {
    this.#copies = new Lists(0);
    this.#watchers = new Lists(0);
    this.#queue = new Int32Array(0);
  }

  #hasCopy(to: number, from: number): boolean {
    const copies = this.#copies;
    let entry = copies.first(from);
    for (let looked = 0; entry !== -1 && looked < repeatsLookedFor; looked++) {
      if (copies.item(entry) === to) return true;
      entry = copies.next(entry);
    }
    return false;
  }

  #enqueue(slot: number, value: Value): void {
    if (this.#queued + 2 > this.#queue.length) this.#queue = enlarged(this.#queue, this.#queued + 2);
    this.#queue[this.#queued++] = slot;
    this.#queue[this.#queued++] = value;
  }
}
