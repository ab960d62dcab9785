import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openGraph, writeGraph } from '@gkg/graph-store';
import type { ToolGraph } from './tool.ts';
import { shopGraph } from './shop-graph.ts';

/** The shop as a real graph file in a directory of its own; for this package's tests. */
export async function openShop(): Promise<{ graph: ToolGraph; directory: string; close(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'gkg-tools-'));
  const file = join(directory, 'graph.kuzu');
  await writeGraph(shopGraph(), file);
  const graph = await openGraph(file);
  return {
    graph,
    directory,
    async close() {
      await graph.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
