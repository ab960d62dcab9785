import { enlarged } from './lists.ts';

/** Opcodes of operations that are made only while values move. */
export const addedOpcodes = {
  /** `[opcode, slot, entity]` */
  receive: 1000,
  /** `[opcode, slot]` */
  handOver: 1001,
  /** `[opcode, dst, slot, name]` */
  argument: 1002,
  /** `[opcode, slot, function]` */
  lend: 1010,
} as const;

/** The operations of a program, and those made while values move, which are numbered on from them. */
export class Operations {
  readonly #given: Int32Array;
  #added = new Int32Array(4096);
  #addedEnd = 0;

  constructor(given: Int32Array) {
    this.#given = given;
  }

  word(at: number): number {
    return at < this.#given.length ? this.#given[at]! : this.#added[at - this.#given.length]!;
  }

  /** @returns where the operation of these words is. */
  add(words: readonly number[]): number {
    const at = this.#given.length + this.#addedEnd;
    const end = this.#addedEnd + words.length;
    if (end > this.#added.length) this.#added = enlarged(this.#added, end);
    this.#added.set(words, this.#addedEnd);
    this.#addedEnd = end;
    return at;
  }
}
