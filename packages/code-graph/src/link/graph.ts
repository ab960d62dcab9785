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
  readonly #values: (Value[] | undefined)[] = [];
  readonly #copies: (number[] | undefined)[] = [];
  readonly #watchers: (number[] | undefined)[] = [];
  readonly #full = new Set<number>();
  readonly #accepts: (((value: Value) => boolean) | undefined)[] = [];
  readonly #queue: number[] = [];
  #slotCount: number;

  constructor(slotCount: number) {
    this.#slotCount = slotCount;
    for (const column of [this.#values, this.#copies, this.#watchers]) column.length = slotCount;
  }

  newSlot(): number {
    const slot = this.#slotCount++;
    this.#values.push(undefined);
    this.#copies.push(undefined);
    this.#watchers.push(undefined);
    return slot;
  }

  values(slot: number): readonly Value[] {
    return this.#values[slot] ?? none;
  }

  isFull(slot: number): boolean {
    return this.#full.has(slot);
  }

  /** Only values that pass may enter the slot from now on. */
  restrict(slot: number, accepts: (value: Value) => boolean): void {
    this.#accepts[slot] = accepts;
  }

  add(slot: number, value: Value): void {
    const held = this.#values[slot];
    if (held === undefined) {
      if (this.#accepts[slot]?.(value) === false) return;
      this.#values[slot] = [value];
    } else {
      if (held.includes(value)) return;
      if (this.#accepts[slot]?.(value) === false) return;
      if (held.length === valuesMax) {
        this.#full.add(slot);
        return;
      }
      held.push(value);
    }
    this.#queue.push(slot, value);
  }

  copy(to: number, from: number): void {
    if (to === from || to === -1 || from === -1) return;
    const targets = (this.#copies[from] ??= []);
    if (targets.length < repeatsLookedFor && targets.includes(to)) return;
    targets.push(to);
    const held = this.#values[from];
    if (held !== undefined) for (let i = 0; i < held.length; i++) this.add(to, held[i]!);
  }

  /** Has the operation act on every value of the slot, now and later. */
  watch(slot: number, operation: number): void {
    (this.#watchers[slot] ??= []).push(operation);
  }

  /** As `watch`, for an operation made while values move. */
  watchNow(slot: number, operation: number, act: (operation: number, value: Value) => void): void {
    this.watch(slot, operation);
    for (const value of this.values(slot).slice()) act(operation, value);
  }

  watchers(slot: number): readonly number[] {
    return this.#watchers[slot] ?? none;
  }

  get slotCount(): number {
    return this.#slotCount;
  }

  /** Moves values until nothing changes. `act` is called once for every operation and value. */
  run(act: (operation: number, value: Value) => void): void {
    const queue = this.#queue;
    while (queue.length > 0) {
      const value = queue.pop()!;
      const slot = queue.pop()!;
      const copies = this.#copies[slot];
      if (copies !== undefined) for (let i = 0; i < copies.length; i++) this.add(copies[i]!, value);
      const watchers = this.#watchers[slot];
      if (watchers !== undefined) for (let i = 0; i < watchers.length; i++) act(watchers[i]!, value);
    }
  }
}
