import { createCodeGraphBuilder } from '@gkg/code-graph';
import type { CodeGraphBuilder } from '@gkg/code-graph';
import { cacheDir } from '@gkg/runtime';
import { join } from 'node:path';
import type { LastGraph } from './draft-graph.ts';
import { openExtractionFile } from './extraction-file.ts';
import type { IndexDirectoryRequest } from './index-directory.ts';

/** What is known of a namespace from one run to the next. */
export interface IndexingMemory {
  readonly builder: CodeGraphBuilder;
  /** The graph that was staged last, while its rows are kept. */
  last: LastGraph | null;
  close(): Promise<void>;
}

export type MemoryRequest = Pick<
  IndexDirectoryRequest,
  'dataDir' | 'namespaceId' | 'threads' | 'threadHeapBytesMax' | 'cacheBytesMax' | 'force'
>;

/**
 * Opens the cache of extraction results of a namespace, and keeps facts and rows in memory for source up to
 * `keptSourceBytesMax`; 0 keeps nothing but the cache.
 */
export function openMemory(request: MemoryRequest, keptSourceBytesMax: number): IndexingMemory {
  const { dataDir, namespaceId, threads = 0, threadHeapBytesMax, cacheBytesMax = 0, force = false } = request;
  const file = join(cacheDir(dataDir, namespaceId), 'extractions');
  const store = cacheBytesMax === 0 || force ? undefined : openExtractionFile(file, cacheBytesMax);
  const builder = createCodeGraphBuilder({ threads, threadHeapBytesMax, store, keptSourceBytesMax });
  return {
    builder,
    last: null,
    async close() {
      await builder.close();
      store?.close();
    },
  };
}
