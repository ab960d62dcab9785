import { choice, integer, path, text, url } from './setting.ts';

/** The coordinator's rows of the table of settings. The defaults are Rails' numbers where Rails has one. */
export const coordinatorSettings = {
  coordinatorHost: text('GKG_COORDINATOR_HOST', '127.0.0.1', 'Address the coordinator listens on.'),
  coordinatorPort: integer('GKG_COORDINATOR_PORT', 8100, 'port', 'Port the coordinator listens on.', {
    max: 65_535,
  }),
  coordinatorUrl: url(
    'GKG_COORDINATOR_URL',
    'host and port of the coordinator',
    'Where others reach the coordinator.',
  ),

  databaseUrl: {
    ...text(
      'GKG_DATABASE_URL',
      '',
      "PostgreSQL server for the coordinator's state, postgresql://user@host/database.",
    ),
    defaultText: 'none: embedded in the coordinator',
  },
  databasePasswordFile: path(
    'GKG_DATABASE_PASSWORD_FILE',
    'none',
    'File with the password of that server, read for every connection.',
  ),
  databasePoolMax: integer(
    'GKG_DATABASE_POOL_MAX',
    10,
    'connections',
    'Connections to that server; who needs one more waits.',
    { min: 1, max: 1000 },
  ),
  databaseTimeoutMs: integer(
    'GKG_DATABASE_TIMEOUT_MS',
    10_000,
    'ms',
    'Longest wait for a connection to that server, for a lock, and for a statement.',
    { min: 100 },
  ),

  coordinatorAuth: choice(
    'GKG_COORDINATOR_AUTH',
    ['derived', 'token', 'none'],
    'derived',
    "Whether requests need a user's token; derived: not on loopback, where who asks is the owner.",
  ),
  adminTokenFile: path(
    'GKG_ADMIN_TOKEN_FILE',
    'coordinator/admin-token in GKG_DATA_DIR',
    'File with the token of the owner, made where tokens are needed; users are added with it.',
  ),
  token: {
    ...text('GKG_TOKEN', '', 'Token that the command line sends to the coordinator.'),
    defaultText: 'the admin token of this machine, where there is one',
  },
  userRequestsPerMinute: integer(
    'GKG_USER_REQUESTS_PER_MINUTE',
    600,
    'requests',
    'Requests of one user; 0 means no limit. Of some users the admin may say otherwise.',
  ),

  pullIntervalBusyMs: integer(
    'GKG_PULL_INTERVAL_BUSY_MS',
    500,
    'ms',
    'Time between heartbeats of a node for which as many tasks wait as it can run.',
    { min: 50 },
  ),
  heartbeatSaveMs: integer(
    'GKG_HEARTBEAT_SAVE_MS',
    5000,
    'ms',
    'A heartbeat that follows another within this time is answered but not saved.',
  ),
  nodeOnlineMs: integer(
    'GKG_NODE_ONLINE_MS',
    60_000,
    'ms',
    'A node that was not heard of for this long gets no project and no query.',
    { min: 100 },
  ),
  nodeMissingMs: integer(
    'GKG_NODE_MISSING_MS',
    900_000,
    'ms',
    'What only nodes hold that were not heard of for this long is made elsewhere; 0 means not before they are lost.',
  ),
  nodeLostMs: integer(
    'GKG_NODE_LOST_MS',
    43_200_000,
    'ms',
    'A node that was not heard of for this long is forgotten, and its projects move; 0 means never.',
  ),
  nodeCriticalPercent: integer(
    'GKG_NODE_CRITICAL_PERCENT',
    85,
    'percent',
    'Used share of its volume at which a node is told to stop indexing; `gkg up` sets 99.',
    { min: 1, max: 100 },
  ),

  nodeHighPercent: integer(
    'GKG_NODE_HIGH_PERCENT',
    75,
    'percent',
    'Used share of its volume up to which a node gets more replicas, and beyond which it loses some.',
    { min: 1, max: 100 },
  ),
  nodeLowPercent: integer(
    'GKG_NODE_LOW_PERCENT',
    60,
    'percent',
    'Used share to which a node that was beyond the high one is emptied.',
    { min: 1, max: 100 },
  ),
  nodeBalancePercent: integer(
    'GKG_NODE_BALANCE_PERCENT',
    10,
    'percent',
    'Difference between the fullest and the emptiest node that is left alone.',
    { min: 1, max: 100 },
  ),
  nodeIncomingMax: integer('GKG_NODE_INCOMING_MAX', 64, 'replicas', 'Replicas on their way to one node.', {
    min: 1,
  }),
  relocatingMax: integer(
    'GKG_RELOCATING_MAX',
    500,
    'replicas',
    'Replicas that move for watermarks and balance at the same time; 0 for none.',
  ),
  queryAttemptMs: integer(
    'GKG_QUERY_ATTEMPT_MS',
    6000,
    'ms',
    'How long a node is waited for when another one holds the same project and can be asked instead.',
    { min: 50 },
  ),
  nodeWatchMs: integer(
    'GKG_NODE_WATCH_MS',
    5000,
    'ms',
    'Time between two health checks of a node; one that fails twice loses its primaries. 0 means none.',
  ),
  nodeWatchTimeoutMs: integer('GKG_NODE_WATCH_TIMEOUT_MS', 5000, 'ms', 'Longest health check of a node.', {
    min: 50,
  }),
  nodeWatchesMax: integer(
    'GKG_NODE_WATCHES_MAX',
    16,
    'nodes',
    'Nodes that are looked after at the same time.',
    {
      min: 1,
      max: 1000,
    },
  ),
  reconcileIntervalMs: integer(
    'GKG_RECONCILE_INTERVAL_MS',
    21_600_000,
    'ms',
    "Time between two comparisons of a node's graphs with what it should have.",
    { min: 1000 },
  ),
  replicas: integer(
    'GKG_REPLICAS',
    1,
    'nodes',
    'How many nodes hold a project of which nothing else is said.',
    {
      min: 1,
      max: 100,
    },
  ),
  placementIntervalMs: integer(
    'GKG_PLACEMENT_INTERVAL_MS',
    1000,
    'ms',
    'Time between two looks of the control loop at what changed.',
    { min: 50 },
  ),
  placementRetryMs: integer(
    'GKG_PLACEMENT_RETRY_MS',
    60_000,
    'ms',
    'Time until a project that found no room on any node is looked at again.',
    { min: 100 },
  ),
  schedulerLeaseMs: integer(
    'GKG_SCHEDULER_LEASE_MS',
    15_000,
    'ms',
    'How long the coordinator that schedules may be silent until another one does.',
    { min: 200 },
  ),

  taskRetriesMax: integer('GKG_TASK_RETRIES_MAX', 3, 'attempts', 'How often a task is tried in all.', {
    min: 1,
    max: 20,
  }),
  taskRetryDelayMs: integer(
    'GKG_TASK_RETRY_DELAY_MS',
    300_000,
    'ms',
    'Pause before a failed task is sent again; doubled each time.',
  ),
  taskTimeoutMs: integer('GKG_TASK_TIMEOUT_MS', 5_400_000, 'ms', 'Longest work of a node on one task.', {
    min: 1000,
    max: 86_400_000,
  }),
  taskClaimMs: integer(
    'GKG_TASK_CLAIM_MS',
    9_000_000,
    'ms',
    'A node that reports nothing of a task for this long has failed at it.',
    { min: 1000 },
  ),
  taskKeptMs: integer('GKG_TASK_KEPT_MS', 604_800_000, 'ms', 'How long settled tasks are remembered.', {
    min: 1000,
  }),
  hookBytesMax: integer('GKG_HOOK_BYTES_MAX', 5_242_880, 'bytes', 'Largest message of a hook.', {
    min: 1024,
  }),
  pollIntervalMs: integer(
    'GKG_POLL_INTERVAL_MS',
    600_000,
    'ms',
    'Time between two looks for a new commit of a remote repository; 0 means never.',
  ),
  pollTickMs: integer('GKG_POLL_TICK_MS', 1000, 'ms', 'Time between two looks for projects to poll.', {
    min: 20,
  }),
  pollsMax: integer('GKG_POLLS_MAX', 4, 'polls', 'Polls that run at the same time.', { min: 1, max: 100 }),
  pollTimeoutMs: integer('GKG_POLL_TIMEOUT_MS', 30_000, 'ms', 'Longest poll of one project.', { min: 100 }),
  sweepIntervalMs: integer(
    'GKG_SWEEP_INTERVAL_MS',
    600_000,
    'ms',
    'Time between looks for lost nodes, overdue tasks and old ones.',
    { min: 50 },
  ),
};
