import { integer, text, url } from './setting.ts';
import type { Setting } from './setting.ts';

/** Where the indexer listens, and what its jobs may take. */
export const indexerSettings = {
  indexerHost: text('GKG_INDEXER_HOST', '127.0.0.1', 'Address the indexer listens on.'),
  indexerPort: integer('GKG_INDEXER_PORT', 3333, 'port', 'Port the indexer listens on.', { max: 65_535 }),
  indexerUrl: url('GKG_INDEXER_URL', 'host and port of the indexer', 'Where others reach the indexer.'),
  indexerThreads: integer(
    'GKG_INDEXER_THREADS',
    0,
    'threads',
    'Parser threads of a job; 0 means one a core.',
  ),
  fileTimeoutMs: integer(
    'GKG_FILE_TIMEOUT_MS',
    60_000,
    'ms',
    'Longest reading of one source file; then it is skipped.',
    { min: 100 },
  ),
  threadHeapBytesMax: integer(
    'GKG_THREAD_HEAP_BYTES_MAX',
    2_147_483_648,
    'bytes',
    'Heap of one parser thread; a source file that takes more is skipped.',
    { min: 67_108_864 },
  ),
  indexerJobsMax: integer('GKG_INDEXER_JOBS_MAX', 1, 'jobs', 'Jobs that run at the same time.', { min: 1 }),
  queueMax: integer('GKG_QUEUE_MAX', 100, 'jobs', 'Jobs that may wait; more are refused with queue_full.', {
    min: 1,
  }),
  jobsKeptMax: integer('GKG_JOBS_KEPT_MAX', 1000, 'jobs', 'Ended jobs that are remembered.', { min: 1 }),
  jobTimeoutMs: integer('GKG_JOB_TIMEOUT_MS', 5_400_000, 'ms', 'Longest job; then it is stopped.', {
    min: 1000,
  }),
  jobMemoryBytesMax: integer(
    'GKG_JOB_MEMORY_BYTES_MAX',
    4_294_967_296,
    'bytes',
    'Resident memory at which the process of a job is stopped; 0 means no limit.',
  ),
  warmJobsMax: integer(
    'GKG_WARM_JOBS_MAX',
    4,
    'processes',
    'Job processes that are kept after their job, for the next one of the same namespace; 0 keeps none.',
  ),
  warmBytesMax: integer(
    'GKG_WARM_BYTES_MAX',
    1_610_612_736,
    'bytes',
    'Resident memory of all kept job processes; beyond, the one that is idle longest ends.',
  ),
  warmIdleMs: integer('GKG_WARM_IDLE_MS', 900_000, 'ms', 'Longest idling of a kept job process.', {
    min: 1000,
  }),
  warmSourceBytesMax: integer(
    'GKG_WARM_SOURCE_BYTES_MAX',
    67_108_864,
    'bytes',
    'Source of a repository up to which a kept job process remembers what it read and wrote.',
  ),
  cacheBytesMax: integer(
    'GKG_CACHE_BYTES_MAX',
    1_073_741_824,
    'bytes',
    'Extraction results of one namespace that are kept on disk; 0 keeps none.',
  ),
  diskFreeBytesMin: integer(
    'GKG_DISK_FREE_BYTES_MIN',
    536_870_912,
    'bytes',
    'Free space on the data volume below which no job starts, and a running one is stopped.',
  ),
  notifyTimeoutMs: integer(
    'GKG_NOTIFY_TIMEOUT_MS',
    60_000,
    'ms',
    'Longest swap that the indexer waits for.',
    {
      min: 100,
    },
  ),
  notifyAttemptsMax: integer('GKG_NOTIFY_ATTEMPTS_MAX', 6, 'attempts', 'Notifications of one staged graph.', {
    min: 1,
  }),

  quarantineGraphsMax: integer(
    'GKG_QUARANTINE_GRAPHS_MAX',
    10,
    'graphs',
    'Graphs that were set aside and are kept to be looked at; none is kept for longer than a week.',
  ),
} as const satisfies Record<string, Setting<string | number>>;
