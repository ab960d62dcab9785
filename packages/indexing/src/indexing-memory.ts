import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createCodeGraphBuilder } from '@gkg/code-graph';
import type { CodeGraphBuilder } from '@gkg/code-graph';
import { cacheDir } from '@gkg/runtime';

import type { LastGraph } from './draft-graph.ts';
import { openExtractionFile } from './extraction-file.ts';
import type { IndexDirectoryRequest } from './index-directory.ts';

/** What is known of a namespace from one run to the next. */
export interface IndexingMemory {
  readonly builder: CodeGraphBuilder;
  /** The graph that was staged last, while its rows are kept. */
  last: LastGraph | null;
  readonly updatedRowsMin: number;
  close(): Promise<void>;
}

export type MemoryRequest = Pick<
  IndexDirectoryRequest,
  'dataDir' | 'namespaceId' | 'threads' | 'threadHeapBytesMax' | 'cacheBytesMax' | 'force'
>;

export interface MemoryLimits {
  /** Source up to which facts and rows stay in memory; 0 keeps nothing but the cache on disk. */
  readonly keptSourceBytesMax: number;
  /** Rows from which a graph file is changed instead of made anew; a small one is made as fast, and is smaller. */
  readonly updatedRowsMin: number;
}

const defaultLimits: MemoryLimits = { keptSourceBytesMax: 0, updatedRowsMin: 20_000 };

/** Opens what is known of a namespace: its cache of extraction results, and memory for what follows. */
export function openMemory(request: MemoryRequest, limits: Partial<MemoryLimits> = {}): IndexingMemory {
  const { dataDir, namespaceId, threads = 0, threadHeapBytesMax, cacheBytesMax = 0, force = false } = request;
  const { keptSourceBytesMax, updatedRowsMin } = { ...defaultLimits, ...limits };
  const file = join(cacheDir(dataDir, namespaceId), 'extractions');
  if (force) rmSync(file, { force: true });
  const store = cacheBytesMax === 0 ? undefined : openExtractionFile(file, cacheBytesMax);
  const builder = createCodeGraphBuilder({ threads, threadHeapBytesMax, store, keptSourceBytesMax });
  return {
    builder,
    last: null,
    updatedRowsMin,
    async close() {
      await builder.close();
      store?.close();
    },
  };
}
