import { tarError } from './tar-error.ts';

/** Takes exact numbers of bytes out of chunks of any size; an early end is an error. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Undefined when nothing at all is left. */
  async readOrEnd(bytes: number): Promise<Buffer | undefined> {
    return (await this.#fill()) ? this.read(bytes) : undefined;
  }

  async read(bytes: number): Promise<Buffer> {
    if (this.#rest.length >= bytes) return this.#take(bytes);
    const parts: Buffer[] = [];
    for (let missing = bytes; missing > 0;) {
      const part = await this.some(missing);
      parts.push(part);
      missing -= part.length;
    }
    return Buffer.concat(parts);
  }

  /** At least one byte and at most so many. */
  async some(bytesMax: number): Promise<Buffer> {
    if (!(await this.#fill())) throw tarError('ends early');
    return this.#take(Math.min(bytesMax, this.#rest.length));
  }

  async skip(bytes: number): Promise<void> {
    for (let missing = bytes; missing > 0;) missing -= (await this.some(missing)).length;
  }

  /** Lets the rest pass, so that the sender may end. */
  async drain(): Promise<void> {
    while (await this.#fill()) this.#rest = Buffer.alloc(0);
  }

  /** Tells the sender that no more is wanted. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #take(bytes: number): Buffer {
    const taken = this.#rest.subarray(0, bytes);
    this.#rest = this.#rest.subarray(bytes);
    return taken;
  }

  async #fill(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) return false;
      this.#rest = next.value;
    }
    return true;
  }
}
