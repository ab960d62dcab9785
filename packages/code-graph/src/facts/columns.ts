/** A growing list of equal rows in one Int32Array. */
export class Columns {
  readonly #stride: number;
  #data: Int32Array;
  #length = 0;

  constructor(stride: number, capacity = 64) {
    this.#stride = stride;
    this.#data = new Int32Array(stride * capacity);
  }

  get rowCount(): number {
    return this.#length / this.#stride;
  }

  /** Appends one row, given in full, and returns its index. */
  push(...row: readonly number[]): number {
    const at = this.#length;
    if (at + row.length > this.#data.length) this.#grow(at + row.length);
    for (let column = 0; column < row.length; column++) this.#data[at + column] = row[column]!;
    this.#length = at + row.length;
    return at / this.#stride;
  }

  get(row: number, column: number): number {
    return this.#data[row * this.#stride + column]!;
  }

  set(row: number, column: number, value: number): void {
    this.#data[row * this.#stride + column] = value;
  }

  finish(): Int32Array {
    return this.#data.slice(0, this.#length);
  }

  #grow(needed: number): void {
    const larger = new Int32Array(Math.max(needed, this.#data.length * 2));
    larger.set(this.#data);
    this.#data = larger;
  }
}

/** Distinct strings with their indexes in order of first use. */
export class Strings {
  readonly #indexes = new Map<string, number>();
  readonly values: string[] = [];

  index(text: string): number {
    let index = this.#indexes.get(text);
    if (index === undefined) {
      index = this.values.length;
      this.values.push(text);
      this.#indexes.set(text, index);
    }
    return index;
  }
}
