import { choice, integer, text, url } from './setting.ts';
import type { Setting } from './setting.ts';

/** Where the webserver listens, what open graphs and answers may take, and who may ask how much. */
export const webserverSettings = {
  webserverHost: text('GKG_WEBSERVER_HOST', '127.0.0.1', 'Address the webserver listens on.'),
  webserverPort: integer('GKG_WEBSERVER_PORT', 3334, 'port', 'Port the webserver listens on.', {
    max: 65_535,
  }),
  webserverUrl: url(
    'GKG_WEBSERVER_URL',
    'host and port of the webserver',
    'Where others reach the webserver.',
  ),
  webserverAuth: choice(
    'GKG_WEBSERVER_AUTH',
    ['derived', 'token', 'none'],
    'derived',
    'Whether the webserver checks tokens itself; derived: not on loopback, where a proxy does.',
  ),
  graphProcesses: integer('GKG_GRAPH_PROCESSES', 2, 'processes', 'Processes that hold open graphs.', {
    min: 1,
  }),
  openGraphsMax: integer('GKG_OPEN_GRAPHS_MAX', 500, 'graphs', 'Graphs open at once, over all processes.', {
    min: 1,
  }),
  bufferPoolBytesMin: integer(
    'GKG_BUFFER_POOL_BYTES_MIN',
    16_777_216,
    'bytes',
    'Memory that the engine may take for the smallest open graph; one gets 1.25 times its file more.',
    { min: 8_388_608 },
  ),
  bufferPoolBytesMax: integer(
    'GKG_BUFFER_POOL_BYTES_MAX',
    104_857_600,
    'bytes',
    'Memory that the engine may take for the largest open graph.',
    { min: 8_388_608 },
  ),
  graphProcessBytesMax: integer(
    'GKG_GRAPH_PROCESS_BYTES_MAX',
    2_147_483_648,
    'bytes',
    "What a graph process's open graphs may be expected to take, and resident memory at which it is replaced.",
    { min: 134_217_728 },
  ),
  graphProcessCallsMax: integer(
    'GKG_GRAPH_PROCESS_CALLS_MAX',
    16,
    'requests',
    'Tool calls that one graph process works on at the same time.',
    { min: 1, max: 1024 },
  ),
  queryThreads: integer('GKG_QUERY_THREADS', 1, 'threads', 'Threads of the engine for one statement.', {
    min: 1,
    max: 64,
  }),
  resultCacheBytes: integer(
    'GKG_RESULT_CACHE_BYTES',
    67_108_864,
    'bytes',
    'Rows that one graph process remembers, to answer the same statement on the same graph; 0 for none.',
  ),
  queryTimeoutMs: integer('GKG_QUERY_TIMEOUT_MS', 10_000, 'ms', 'Longest tool call.', { min: 10 }),
  queryQueueMax: integer('GKG_QUERY_QUEUE_MAX', 256, 'requests', 'Tool calls that may wait.', { min: 1 }),
  namespaceCallsMax: integer(
    'GKG_NAMESPACE_CALLS_MAX',
    4,
    'requests',
    'Tool calls on one graph that are worked on at the same time; others wait.',
    { min: 1 },
  ),
  namespaceQueueMax: integer(
    'GKG_NAMESPACE_QUEUE_MAX',
    128,
    'requests',
    'Tool calls on one graph that may wait; more are refused with overloaded.',
    { min: 1 },
  ),
  userCallsMax: integer(
    'GKG_USER_CALLS_MAX',
    16,
    'requests',
    'Tool calls of one user, or of one agent of a user, at the same time; more are refused with rate_limited.',
    { min: 1 },
  ),
  userCallsPerMinute: integer(
    'GKG_USER_CALLS_PER_MINUTE',
    1200,
    'requests',
    'Tool calls that a user may make in the long run; 0 means no limit.',
  ),
  userCallsBurst: integer('GKG_USER_CALLS_BURST', 200, 'requests', 'Tool calls of a user at once.', {
    min: 1,
  }),
  agentCallsPerMinute: integer(
    'GKG_AGENT_CALLS_PER_MINUTE',
    1200,
    'requests',
    'Tool calls that an agent may make for a user, beside what the user makes; 0 means no limit.',
  ),
  agentCallsBurst: integer('GKG_AGENT_CALLS_BURST', 200, 'requests', 'Tool calls of an agent at once.', {
    min: 1,
  }),
  anonymousCallsPerMinute: integer(
    'GKG_ANONYMOUS_CALLS_PER_MINUTE',
    60_000,
    'requests',
    'Tool calls of all who come without a name, together; 0 means no limit.',
  ),
  anonymousCallsBurst: integer(
    'GKG_ANONYMOUS_CALLS_BURST',
    2000,
    'requests',
    'Tool calls of those without a name at once.',
    { min: 1 },
  ),
  answerRowsMax: integer('GKG_ANSWER_ROWS_MAX', 10_000, 'rows', 'Rows that one statement may return.', {
    min: 1,
  }),
  answerBytesMax: integer('GKG_ANSWER_BYTES_MAX', 8_388_608, 'bytes', 'Largest answer of a tool.', {
    min: 1024,
  }),
} as const satisfies Record<string, Setting<string | number>>;
