/**
 * How much memory the engine gets for an open graph: the least, with which it can work at all, and more with
 * the size of the file, because statements over a whole repository hold their intermediate rows there as well
 * as the file's pages (docs/decisions/016-buffer-pools-and-hot-graphs.md has the measurement).
 */
export interface BufferPoolSizes {
  readonly bytesMin: number;
  readonly bytesMax: number;
}

const poolBytesPerFileByte = 1.25;
const PAGE_BYTES = 4096;

/** What is held beside the file's pages when an open graph is asked ordinary questions. */
const besideFileBytes = 4 * 1024 ** 2;

/** The most that an open graph may take. */
export function bufferPoolBytes(graphBytes: number, { bytesMin, bytesMax }: BufferPoolSizes): number {
  const pages = Math.ceil((bytesMin + poolBytesPerFileByte * graphBytes) / PAGE_BYTES);
  return Math.min(pages * PAGE_BYTES, Math.max(bytesMin, bytesMax));
}

/** What it takes as a rule: of the pool, memory is taken only when a statement needs it. */
export function expectedBytes(graphBytes: number, sizes: BufferPoolSizes): number {
  return Math.min(graphBytes + besideFileBytes, bufferPoolBytes(graphBytes, sizes));
}
