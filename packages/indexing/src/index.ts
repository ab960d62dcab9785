export { indexDirectory } from './index-directory.ts';
export type { IndexDirectoryRequest, IndexedDirectory, IndexingHooks } from './index-directory.ts';
