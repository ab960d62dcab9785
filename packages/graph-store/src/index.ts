export { engineVersion, storageVersion } from './engine.ts';
export { exportGraph } from './export-graph.ts';
export { openGraph } from './graph.ts';
export type {
  Graph,
  OpenOptions,
  QueryLimits,
  QueryParameters,
  QueryRow,
  QueryValue,
} from './graph.ts';
export { writeGraph } from './write-graph.ts';
export type { WriteOptions, WrittenGraph } from './write-graph.ts';
