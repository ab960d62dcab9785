import { z } from 'zod';
import { namespaceId } from './indexing.ts';

/*
 * What lies on a node's disk, namespace by namespace: `GET /kg/api/v1/graphs?after=&limit=` on the proxy and
 * `GET /api/v1/graphs` on the webserver. Who keeps count of graphs compares it with what should be there.
 */

export const inventoryPageMax = 1000;

export const inventoryRequest = z.object({
  /** Only namespaces with a greater id. */
  after: z.coerce.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).default(0),
  limit: z.coerce.number().int().min(1).max(inventoryPageMax).default(inventoryPageMax),
});
export type InventoryRequest = z.infer<typeof inventoryRequest>;

/** served: answers questions. set_aside: damaged, kept out of service. indexing: its first graph is being built. */
export const graphStates = ['served', 'set_aside', 'indexing'] as const;

export const inventoryEntry = z.object({
  namespace_id: namespaceId,
  /** Null of what is not served, and where the source has no commits. */
  commit: z.string().nullable(),
  /** Of the files that lie there for it now. */
  bytes: z.number().int().nonnegative(),
  schema_version: z.number().int().nullable(),
  state: z.enum(graphStates),
});
export type InventoryEntry = z.infer<typeof inventoryEntry>;

export const inventoryPage = z.object({
  /** By namespace id, each once. */
  graphs: z.array(inventoryEntry),
  /** What `after` of the next page has to be; null when this is the last one. */
  next: z.number().int().nullable(),
});
export type InventoryPage = z.infer<typeof inventoryPage>;
