import { z } from 'zod';
import { namespaceId } from './indexing.ts';

/** `manifest.json` beside every graph file: a graph without a valid one is never served. */
export const manifest = z.object({
  namespace_id: namespaceId,
  project_id: namespaceId,
  project: z.string(),
  /** The directory or address the source came from; shown to operators only. */
  source: z.string(),
  commit: z.string().nullable(),
  schema_version: z.number().int(),
  extractor_version: z.string(),
  engine_version: z.string(),
  storage_version: z.string(),
  counts: z.object({ nodes: z.record(z.string(), z.number()), edges: z.record(z.string(), z.number()) }),
  call_sites: z.number().int(),
  unresolved_sites: z.number().int(),
  graph_bytes: z.number().int(),
  /** SHA-256 of the graph file, hex. */
  checksum: z.string(),
  started_at: z.string(),
  finished_at: z.string(),
});
export type Manifest = z.infer<typeof manifest>;
