import { z } from 'zod';
import { durationMs } from './duration.ts';
import { namespaceId } from './indexing.ts';

/**
 * Rails' internal API for nodes, `<base>/api/v4/internal/search/zoekt/<uuid>/{heartbeat,callback}`, field by
 * field as GitLab 18.1 to 18.7 has it. Keys with a dot are literal keys, not nesting. The node reads
 * answers loosely, since a later GitLab may add fields; what it sends has these fields and no other.
 */
const byteCount = z.coerce.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const smallCount = z.coerce.number().int().nonnegative();

export const nodeServices = ['zoekt', 'knowledge_graph'] as const;
export type NodeService = (typeof nodeServices)[number];

export const heartbeatRequest = z.object({
  'node.url': z.string().min(1).max(1024),
  'node.name': z.string().min(1).max(255),
  'disk.all': byteCount,
  'disk.used': byteCount,
  'disk.indexed': byteCount.optional(),
  'node.search_url': z.string().min(1).max(1024).optional(),
  'node.task_count': smallCount.optional(),
  'node.concurrency': smallCount.optional(),
  'node.version': z.string().max(255).optional(),
  'node.schema_version': smallCount.optional(),
  'node.services': z.array(z.enum(nodeServices)).optional(),
  'node.knowledge_graph_schema_version': smallCount.optional(),
});
export type HeartbeatRequest = z.infer<typeof heartbeatRequest>;

export const railsTask = z.object({ name: z.string(), payload: z.record(z.string(), z.unknown()) });
export type RailsTask = z.infer<typeof railsTask>;

export const heartbeatResponse = z.object({
  id: z.number().int(),
  /** The node was unknown to Rails until now. */
  truncate: z.boolean().default(false),
  tasks: z.array(railsTask).default([]),
  pull_frequency: durationMs,
  stop_indexing: z.boolean().default(false),
});
/** As a node reads it, durations in milliseconds. */
export type HeartbeatResponse = z.output<typeof heartbeatResponse>;
/** As it stands on the wire, durations as text. */
export type HeartbeatResponseBody = z.input<typeof heartbeatResponse>;

/**
 * Where a repository is fetched from. Rails sends Gitaly's connection data; the coordinator sends an address
 * that names the source by itself (docs/decisions/005-local-task-address.md).
 */
export const repositoryAddress = z.object({
  Address: z.string().min(1).max(4096),
  Token: z.string().nullable().default(null),
  Storage: z.string().default(''),
  Path: z.string().default(''),
});
export type RepositoryAddress = z.infer<typeof repositoryAddress>;

/** The node returns name and payload of a callback verbatim; only `task_id` has a meaning to it. */
const taskCallback = z.object({
  name: z.string().min(1),
  payload: z.looseObject({ task_id: z.union([z.number().int(), z.string().min(1)]) }),
});
export type TaskCallback = z.infer<typeof taskCallback>;

export const indexGraphPayload = z.object({
  /** Absent when the project has no repository. */
  GitalyConnectionInfo: repositoryAddress.optional(),
  NamespaceId: namespaceId,
  RepoId: namespaceId,
  Callback: taskCallback,
  Timeout: durationMs,
});
export type IndexGraphPayload = z.output<typeof indexGraphPayload>;

export const deleteGraphPayload = z.object({ NamespaceId: namespaceId, Callback: taskCallback });
export type DeleteGraphPayload = z.output<typeof deleteGraphPayload>;

export const callbackRequest = z.object({
  name: z.string().min(1),
  success: z.boolean(),
  error: z.string().optional(),
  payload: z.looseObject({ task_id: z.union([z.number().int(), z.string().min(1)]) }),
  /** Rails reads nothing of it for graphs; the coordinator shows commit and time to people. */
  additional_payload: z.record(z.string(), z.unknown()).optional(),
});
export type CallbackRequest = z.infer<typeof callbackRequest>;
