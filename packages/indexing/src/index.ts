export { indexDirectory, indexWithMemory } from './index-directory.ts';
export { openMemory } from './indexing-memory.ts';
export type { IndexingMemory, MemoryRequest } from './indexing-memory.ts';
export type { IndexDirectoryRequest, IndexedDirectory, IndexingHooks } from './index-directory.ts';
