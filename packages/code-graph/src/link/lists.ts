/**
 * Lists of integers, one for every slot, in flat arrays: four bytes a slot and eight an item, where an array
 * of arrays takes many times that. The newest item comes first, so that whoever walks a list is not
 * disturbed by what is added meanwhile.
 */
export class Lists {
  #heads: Int32Array;
  #items: Int32Array;
  #nexts: Int32Array;
  #count = 0;

  constructor(slotCount: number) {
    this.#heads = new Int32Array(slotCount).fill(-1);
    this.#items = new Int32Array(Math.max(1024, slotCount >> 1));
    this.#nexts = new Int32Array(this.#items.length);
  }

  /** Makes room for one more slot. */
  extend(slot: number): void {
    if (slot < this.#heads.length) return;
    const before = this.#heads.length;
    this.#heads = enlarged(this.#heads, slot + 1);
    this.#heads.fill(-1, before);
  }

  /** The entry of the slot's newest item, or -1. */
  first(slot: number): number {
    return this.#heads[slot]!;
  }

  /** The entry of the item that was added before, or -1. */
  next(entry: number): number {
    return this.#nexts[entry]!;
  }

  item(entry: number): number {
    return this.#items[entry]!;
  }

  add(slot: number, item: number): void {
    if (this.#count === this.#items.length) {
      this.#items = enlarged(this.#items, this.#count + 1);
      this.#nexts = enlarged(this.#nexts, this.#count + 1);
    }
    this.#items[this.#count] = item;
    this.#nexts[this.#count] = this.#heads[slot]!;
    this.#heads[slot] = this.#count++;
  }

  /** The slot's items as they are now, the oldest first. */
  read(slot: number): number[] {
    const items: number[] = [];
    for (let entry = this.#heads[slot]!; entry !== -1; entry = this.#nexts[entry]!) {
      items.push(this.#items[entry]!);
    }
    return items.length > 1 ? items.reverse() : items;
  }
}

/** A copy with room for at least `needed`, and half as much again, so that growing stays rare. */
export function enlarged(array: Int32Array, needed: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(needed + (needed >> 1) + 1024);
  larger.set(array);
  return larger;
}
