export { bufferPoolBytes } from './buffer-pools.ts';
export type { BufferPoolSizes } from './buffer-pools.ts';
export { engineVersion, loadEngine, storageVersion } from './engine.ts';
export { exportGraph } from './export-graph.ts';
export { openGraph } from './graph.ts';
export type { Graph, OpenOptions, QueryLimits, QueryParameters, QueryRow, QueryValue } from './graph.ts';
export { writeGraph } from './write-graph.ts';
export type { WriteOptions, WrittenGraph } from './write-graph.ts';
export {
  checksum,
  currentVersions,
  invalidReason,
  readManifest,
  requireReadable,
  verifyChecksum,
  writeManifest,
} from './manifest-file.ts';
export { listSetAside, setAside, trimQuarantine, wishFor } from './quarantine.ts';
export type { QuarantineBounds } from './quarantine.ts';
export { publishedDirectory, publishedVersion } from './graph-version.ts';
export type { GraphVersion } from './graph-version.ts';
export { publishStaged } from './publish.ts';
export type { Publication, Publisher } from './publish.ts';
export { finishDrop, unpublish } from './unpublish.ts';
export { listPublished, listUnlinked, recoverGraphs } from './published-graphs.ts';
export type { InvalidGraph, PublishedGraphs, UnlinkedGraphs } from './published-graphs.ts';
export { createGraphPool } from './pool.ts';
export type { GraphPool, GraphPoolOptions, PoolCall } from './pool.ts';
export type { GraphProcessLoad } from './graph-process.ts';
export type { CallLimits, GraphEvents } from './process-messages.ts';
export { serveGraphs } from './serve-graphs.ts';
export type { CallHandler } from './serve-graphs.ts';
export { compareRows } from './compare-rows.ts';
export type { RowChanges } from './compare-rows.ts';
export { isWorthUpdating, startUpdate } from './update-graph.ts';
export type { GraphUpdate } from './update-graph.ts';
