/** What can happen; the number of an event says to which replica, node or entry of a list. */
export const [
  workIsOver,
  push,
  nodeEvent,
  nodeReturns,
  nodeIsSilent,
  nodeIsMissing,
  nodeIsLost,
  nodeRecovers,
  tickIsDue,
  sampleIsDue,
] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** What happens next: times with a kind and a number each, the earliest first, and in order where times are equal. */
export class EventHeap {
  #times: number[] = [];
  #serials: number[] = [];
  #kinds: number[] = [];
  #values: number[] = [];
  #serial = 0;

  get size(): number {
    return this.#times.length;
  }

  get nextTime(): number {
    return this.#times[0] ?? Number.POSITIVE_INFINITY;
  }

  push(time: number, kind: number, value: number): void {
    let index = this.#times.length;
    this.#serial += 1;
    this.#times.push(time);
    this.#serials.push(this.#serial);
    this.#kinds.push(kind);
    this.#values.push(value);
    for (let above = (index - 1) >> 1; index > 0 && this.#isBefore(index, above); above = (index - 1) >> 1) {
      this.#exchange(index, above);
      index = above;
    }
  }

  pop(): { time: number; kind: number; value: number } {
    const first = { time: this.#times[0]!, kind: this.#kinds[0]!, value: this.#values[0]! };
    this.#exchange(0, this.#times.length - 1);
    for (const column of [this.#times, this.#serials, this.#kinds, this.#values]) column.pop();
    this.#sink();
    return first;
  }

  #sink(): void {
    for (let index = 0; ;) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      let least = index;
      if (left < this.size && this.#isBefore(left, least)) least = left;
      if (right < this.size && this.#isBefore(right, least)) least = right;
      if (least === index) return;
      this.#exchange(index, least);
      index = least;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const difference = this.#times[one]! - this.#times[other]!;
    return difference < 0 || (difference === 0 && this.#serials[one]! < this.#serials[other]!);
  }

  #exchange(one: number, other: number): void {
    swap(this.#times, one, other);
    swap(this.#serials, one, other);
    swap(this.#kinds, one, other);
    swap(this.#values, one, other);
  }
}

function swap(column: number[], one: number, other: number): void {
  const kept = column[one]!;
  column[one] = column[other]!;
  column[other] = kept;
}
