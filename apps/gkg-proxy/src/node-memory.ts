import { totalmem } from 'node:os';

export interface NodeMemory {
  readonly size: number;
  readonly available: number;
}

/** Memory that this process may take: of its container where that has a limit, else of the machine. */
export function nodeMemory(): NodeMemory {
  const limit = process.constrainedMemory();
  const all = totalmem();
  // Without a limit the kernel says a number that no machine has.
  return { size: limit > 0 && limit < all ? limit : all, available: process.availableMemory() };
}
