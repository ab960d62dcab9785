import { z } from 'zod';
import { namespaceId } from './indexing.ts';

/** `POST /api/v1/query` on the webserver and, behind a JWT, `POST /kg/api/v1/query` on the proxy. */
export const queryRequest = z.object({
  namespace_id: namespaceId,
  tool: z.string().min(1).max(128),
  arguments: z.record(z.string(), z.unknown()).default({}),
});
export type QueryRequest = z.infer<typeof queryRequest>;

/** Whether an answer holds everything there is, or at least this, and why. */
export interface Completeness {
  readonly complete: 'exact' | 'lower_bound';
  readonly reasons: readonly string[];
}

export interface QueryMeta extends Completeness {
  readonly namespace_id: number;
  readonly project: string;
  readonly commit: string | null;
  readonly indexed_at: string;
  readonly schema_version: number;
  readonly truncated: boolean;
  readonly next_cursor: string | null;
  readonly elapsed_ms: number;
}

export interface QueryResponse {
  readonly result: unknown;
  readonly meta: QueryMeta;
}

/** `POST /api/v1/graph_db/:namespace_id` on the webserver: serve this staged directory from now on. */
export const swapRequest = z.object({ file: z.string().min(1) });
export type SwapRequest = z.infer<typeof swapRequest>;

/** Why a graph has to be made anew; all but an outdated one are not served. */
export const rebuildReasons = [
  'corrupt',
  'missing',
  'foreign',
  'too_new',
  'other_storage',
  'outdated',
] as const;
export type RebuildReason = (typeof rebuildReasons)[number];

/** In the list of graphs of the webserver: this one is to be indexed again, and nobody else will say so. */
export const rebuildWish = z.object({
  namespace_id: namespaceId,
  /** Null where not even the manifest could be read. */
  project_id: namespaceId.nullable(),
  reason: z.enum(rebuildReasons),
  since: z.string(),
});
export type RebuildWish = z.infer<typeof rebuildWish>;

/** What the webserver says of a graph it serves. */
export interface ServedGraph {
  readonly namespace_id: number;
  readonly project_id: number;
  readonly project: string;
  readonly commit: string | null;
  readonly indexed_at: string;
  readonly schema_version: number;
  readonly graph_bytes: number;
  readonly counts: {
    readonly nodes: Readonly<Record<string, number>>;
    readonly edges: Readonly<Record<string, number>>;
  };
}
