/**
 * Names of rows: a path, what it holds, and a number among equals. They do not move when code
 * elsewhere in the file is edited. The first of several equals has no number.
 */
export class Identifiers {
  readonly #used = new Map<string, number>();

  take(base: string): string {
    const count = (this.#used.get(base) ?? 0) + 1;
    this.#used.set(base, count);
    return count === 1 ? base : `${base}~${String(count)}`;
  }
}
