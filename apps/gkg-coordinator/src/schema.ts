import type { Standing } from '@gkg/placement';
import type { ColumnType, Generated, Kysely } from 'kysely';

/** Ids of namespaces are up to 2^53; the dialect reads bigint columns as numbers. */
export interface CoordinatorTables {
  nodes: NodesTable;
  projects: ProjectsTable;
  replicas: ReplicasTable;
  tasks: TasksTable;
  users: UsersTable;
  tokens: TokensTable;
  permissions: PermissionsTable;
  hooks: HooksTable;
  leases: LeasesTable;
  noted_settings: NotedSettingsTable;
}

export type CoordinatorDatabase = Kysely<CoordinatorTables>;

interface NodesTable {
  id: Generated<number>;
  uuid: string;
  name: string;
  index_url: string;
  search_url: string;
  services: string[];
  total_bytes: number;
  used_bytes: number;
  indexed_bytes: number;
  concurrency: number;
  task_count: number;
  version: string | null;
  schema_version: number | null;
  graph_schema_version: number | null;
  /** JSON that nobody here reads; shown to operators. */
  process_health: ColumnType<unknown, string, string>;
  created_at: ColumnType<Date, Date, never>;
  last_seen_at: Date;
  /** To be emptied on purpose, and since when it is empty. */
  is_draining: Generated<boolean>;
  drained_at: Date | null;
  /** Since when its health check or queries fail, though its heartbeats arrive. */
  unwell_since: Date | null;
  unwell_reason: string | null;
  /** How it stood when the control loop looked last. */
  noted_standing: Standing | null;
  noted_draining: boolean | null;
  /** When its graphs are compared next with what it should have, and how many it had when they were last. */
  reconcile_at: Generated<Date>;
  graph_count: number | null;
  /** Kept by a trigger on `replicas`. */
  replica_count: Generated<number>;
  primary_count: Generated<number>;
  incoming_count: Generated<number>;
  relocating_count: Generated<number>;
  reserved_bytes: Generated<number>;
  outgoing_bytes: Generated<number>;
  /** Of replicas that were indexed since the last heartbeat, which `used_bytes` does not count yet. */
  fresh_bytes: Generated<number>;
}

interface ProjectsTable {
  id: Generated<number>;
  name: string;
  address: string;
  namespace_id: number;
  /** Null for what all have. */
  replicas_wanted: number | null;
  /** Grows with every change of a replica, by a trigger. */
  version: Generated<number>;
  /** Why placement is to look at it, as its place in `needs`, and from when; null when there is no reason. */
  need: Generated<number | null>;
  due_at: Generated<Date>;
  waits_for: string | null;
  /** Public ones may be read by every user. */
  visibility: Generated<'private' | 'public'>;
  /** The newest commit that a push or a poll told of, and since when. */
  wanted_commit: string | null;
  wanted_at: Date | null;
  /** Whether a replica is the primary, and its commit; by the same trigger as the version. */
  has_primary: Generated<boolean>;
  served_commit: Generated<string | null>;
  /** `refs/heads/…`, when a push or a poll said so. */
  default_branch: string | null;
  /** Null for what all have, 0 for never. */
  poll_seconds: number | null;
  /** Null for what is not polled. */
  poll_at: Date | null;
  poll_failures: Generated<number>;
  poll_error: string | null;
  /** Where GitLab's own storage holds it; null for what has an address of its own. */
  gitaly_address: string | null;
  gitaly_storage: string | null;
  gitaly_path: string | null;
  gitaly_token: string | null;
  created_at: ColumnType<Date, Date, never>;
}

export type ReplicaState = 'pending' | 'ready' | 'pending_deletion';

interface ReplicasTable {
  id: Generated<number>;
  /** Null once the project is removed and only the graph on the node remains to be deleted. */
  project_id: number | null;
  node_id: number;
  namespace_id: number;
  state: ReplicaState;
  commit_id: string | null;
  indexed_at: Date | null;
  /** As the node measured it; null before the first index. */
  bytes: number | null;
  /** What it is reckoned to need before. */
  reserved_bytes: Generated<number>;
  /** At most one of a project. */
  is_primary: Generated<boolean>;
  is_relocating: Generated<boolean>;
  /** All attempts to index it failed. */
  has_failed: Generated<boolean>;
}

interface LeasesTable {
  name: string;
  holder: string;
  term: number;
  until: Date;
}

interface NotedSettingsTable {
  name: string;
  value: string;
}

export type TaskType = 'index_graph' | 'delete_graph';
export const taskStates = ['pending', 'processing', 'done', 'orphaned', 'skipped', 'failed'] as const;
export type TaskState = (typeof taskStates)[number];

interface TasksTable {
  id: Generated<number>;
  node_id: number;
  replica_id: number | null;
  namespace_id: number;
  task_type: TaskType;
  state: TaskState;
  retries_left: number;
  perform_at: Date;
  /** An index of a replica that is not the primary, while another one is. */
  is_copy: Generated<boolean>;
  /** The lower, the sooner it is delivered: migrations/007-turns.ts. */
  turn: ColumnType<number, never, never>;
  /** Until when the node that has it may be silent about it. */
  claimed_until: Date | null;
  /** What was wanted when it was delivered; the node fetches this or something newer. */
  commit_id: string | null;
  error: string | null;
  error_code: string | null;
  created_at: ColumnType<Date, Date, never>;
  updated_at: Date;
}

interface UsersTable {
  id: Generated<number>;
  name: string;
  is_admin: boolean;
  is_blocked: boolean;
  /** Null for what everybody has. */
  requests_per_minute: number | null;
  created_at: ColumnType<Date, Date, never>;
}

interface TokensTable {
  id: Generated<number>;
  /** Stands in the token; says which row to compare with. */
  public_id: string;
  /** SHA-256 of the token's secret half, hex. */
  secret_hash: string;
  user_id: number;
  /** The only project it is good for; null for all that its user may read. */
  project_id: number | null;
  name: string;
  kind: 'person' | 'agent';
  created_at: ColumnType<Date, Date, never>;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
}

interface PermissionsTable {
  user_id: number;
  project_id: number;
  level: 'read' | 'manage';
  created_at: ColumnType<Date, Date, never>;
}

export const hookKinds = ['gitlab', 'github', 'plain'] as const;
export type HookKind = (typeof hookKinds)[number];

interface HooksTable {
  id: Generated<number>;
  /** Stands in its address. */
  public_id: string;
  project_id: number;
  kind: HookKind;
  secret: string;
  created_at: ColumnType<Date, Date, never>;
  last_used_at: Date | null;
  last_outcome: string | null;
}
