/** Projects that are due, the longest waiting first: a ring of numbers that grows. */
export class DueQueue {
  #ids = new Int32Array(1024);
  #stamps = new Uint32Array(1024);
  #times = new Float64Array(1024);
  #first = 0;
  #length = 0;

  push(id: number, stamp: number, time: number): void {
    if (this.#length === this.#ids.length) this.#grow();
    const at = (this.#first + this.#length) % this.#ids.length;
    this.#ids[at] = id;
    this.#stamps[at] = stamp;
    this.#times[at] = time;
    this.#length += 1;
  }

  /** The first that is due at `now` and that `isCurrent` still says to be due; undefined if there is none. */
  shift(now: number, isCurrent: (id: number, stamp: number) => boolean): number | undefined {
    while (this.#length > 0 && this.#times[this.#first]! <= now) {
      const [id, stamp] = [this.#ids[this.#first]!, this.#stamps[this.#first]!];
      this.#first = (this.#first + 1) % this.#ids.length;
      this.#length -= 1;
      if (isCurrent(id, stamp)) return id;
    }
    return undefined;
  }

  #grow(): void {
    const size = this.#ids.length * 2;
    const [ids, stamps, times] = [new Int32Array(size), new Uint32Array(size), new Float64Array(size)];
    for (let index = 0; index < this.#length; index += 1) {
      const from = (this.#first + index) % this.#ids.length;
      ids[index] = this.#ids[from]!;
      stamps[index] = this.#stamps[from]!;
      times[index] = this.#times[from]!;
    }
    [this.#ids, this.#stamps, this.#times, this.#first] = [ids, stamps, times, 0];
  }
}
