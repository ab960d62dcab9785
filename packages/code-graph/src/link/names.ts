/** Names of the whole program as numbers. */
export class Names {
  readonly #indexes = new Map<string, number>();
  readonly texts: string[] = [];

  of(text: string): number {
    let index = this.#indexes.get(text);
    if (index === undefined) {
      index = this.texts.length;
      this.texts.push(text);
      this.#indexes.set(text, index);
    }
    return index;
  }

  find(text: string): number {
    return this.#indexes.get(text) ?? -1;
  }
}

/**
 * Names as numbers for several programs, one after the other, so that the strings of a file that is in all of
 * them are looked up once. The numbers mean nothing beyond being equal.
 */
export class Interning {
  readonly names = new Names();
  readonly #known = new WeakMap<readonly string[], Int32Array>();

  /** The numbers of a file's strings, -1 where one has not been asked for yet. */
  numbersOf(strings: readonly string[]): Int32Array {
    let numbers = this.#known.get(strings);
    if (numbers === undefined) {
      numbers = new Int32Array(strings.length).fill(-1);
      this.#known.set(strings, numbers);
    }
    return numbers;
  }
}
