import { GkgError, toGkgError } from '@gkg/protocol';
import type { Manifest } from '@gkg/protocol';
import {
  armFailpoints,
  continueWork,
  createLogger,
  failpoint,
  flushTraces,
  inSpan,
  startTraces,
} from '@gkg/runtime';
import type { Logger } from '@gkg/runtime';
import { bufferPoolBytes, expectedBytes } from './buffer-pools.ts';
import { openGraph } from './graph.ts';
import type { Graph } from './graph.ts';
import { createOpenGraphs } from './open-graphs.ts';
import type { OpenGraphs } from './open-graphs.ts';
import { createResultCache } from './result-cache.ts';
import type { ResultCache } from './result-cache.ts';
import { engineFault } from './engine.ts';
import { sentError } from './process-messages.ts';
import type {
  CallLimits,
  ProcessAnswer,
  ProcessRequest,
  ProcessSettings,
  ProcessStarted,
} from './process-messages.ts';

/** What a graph process does with a call, next to the database. */
export type CallHandler = (
  call: {
    readonly graph: Graph;
    readonly manifest: Manifest;
    readonly name: string;
    readonly args: unknown;
    readonly limits: CallLimits;
  },
  signal: AbortSignal,
) => Promise<unknown>;

/**
 * Serves calls on graphs over the IPC channel of this process until the parent closes it. This is all
 * that the entry file of a graph process does.
 */
export function serveGraphs(handle: CallHandler): void {
  let graphs: OpenGraphs | null = null;
  let results = createResultCache(0);
  let logger: Logger | null = null;
  let tracing = Promise.resolve();
  const running = new Map<number, AbortController>();

  const perform = async (request: WorkRequest, read: RowCount): Promise<unknown> => {
    if (graphs === null) throw new GkgError('internal', 'A graph process got work before it was started.');
    if (request.type === 'close') {
      results.forget(request.directory);
      return graphs.close(request.directory);
    }
    if (request.type === 'open') return graphs.use(request.graph, () => Promise.resolve());
    const abort = new AbortController();
    running.set(request.id, abort);
    const { name, args, limits } = request;
    const { directory, manifest } = request.graph;
    try {
      return await graphs.use(request.graph, (graph) => {
        abort.signal.throwIfAborted();
        const own = limited(counting(remembering(graph, directory, results), read), limits);
        return handle({ graph: own, manifest, name, args, limits }, abort.signal);
      });
    } finally {
      running.delete(request.id);
    }
  };

  const answer = async (request: WorkRequest): Promise<void> => {
    await tracing;
    const read: RowCount = { rows: 0 };
    const outcome = await asWork(request, logger, () => perform(request, read)).then(
      (value) => ({ ok: true, value }) as const,
      (error: unknown) => ({ ok: false, error: sentError(error) }) as const,
    );
    const load = {
      openGraphs: graphs?.count() ?? 0,
      expectedBytes: graphs?.expectedBytes() ?? 0,
      residentBytes: process.memoryUsage.rss(),
    };
    const rows = request.type === 'call' ? read.rows : null;
    const events = { ...(graphs?.takeEvents() ?? noEvents), rows };
    send({ id: request.id, load, graphs: events, ...outcome });
  };

  process.on('message', (request: ProcessRequest) => {
    if (request.type === 'cancel') return running.get(request.id)?.abort(outOfTime());
    if (request.type !== 'start') return void answer(request);
    armFailpoints(request.settings.failpoints);
    graphs = openGraphsOf(request.settings);
    results = createResultCache(request.settings.resultCacheBytes);
    logger = createLogger('gkg-webserver', { level: request.settings.logLevel });
    tracing = startTraces(request.settings.traces, 'gkg-webserver', logger);
    send({ started: true, fault: engineFault() });
  });
  // The parent decides when this process ends; a Ctrl-C reaches the whole group before it has.
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => void flushTraces(flushMsMax).finally(() => process.exit(0)));
}

/** The parent kills a process that takes longer to end. */
const flushMsMax = 500;

const noEvents = { openedMs: [], closed: 0 };

function openGraphsOf(settings: ProcessSettings): OpenGraphs {
  const { openGraphsMax, bufferPools, queryThreads: threads, residentBytesMax } = settings;
  return createOpenGraphs({
    openGraphsMax,
    expectedBytesMax: residentBytesMax,
    expectedBytesOf: ({ manifest }) => expectedBytes(manifest.graph_bytes, bufferPools),
    open({ file, manifest }) {
      failpoint('open');
      const poolBytes = bufferPoolBytes(manifest.graph_bytes, bufferPools);
      return openGraph(file, { bufferPoolBytes: poolBytes, threads });
    },
    isTooLarge: () => process.memoryUsage.rss() > residentBytesMax,
  });
}

type WorkRequest = Exclude<ProcessRequest, { type: 'start' | 'cancel' }>;

/** As a part of the work that it is asked for in, with a span and a line of its own. */
async function asWork(
  request: WorkRequest,
  logger: Logger | null,
  run: () => Promise<unknown>,
): Promise<unknown> {
  if (request.type === 'close') return run();
  const facts = { namespace_id: request.graph.manifest.namespace_id };
  const startedAt = performance.now();
  const tell = (outcome: string) => {
    const elapsedMs = Math.round(performance.now() - startedAt);
    logger?.debug({ ...facts, request: request.type, outcome, elapsed_ms: elapsedMs }, 'graph was asked');
  };
  return continueWork(request.origin, async () => {
    try {
      const value = await inSpan(request.type === 'call' ? 'graph call' : 'graph open', facts, run);
      tell('ok');
      return value;
    } catch (error) {
      tell(toGkgError(error).kind);
      throw error;
    }
  });
}

/** The graph, with what it was asked before answered from memory. */
function remembering(graph: Graph, directory: string, results: ResultCache): Graph {
  return {
    ...graph,
    async query(statement, parameters = {}, limits = {}, signal) {
      const known = results.get(directory, statement, parameters);
      if (known !== null && known.length <= (limits.rowsMax ?? Infinity)) return known;
      const rows = await graph.query(statement, parameters, limits, signal);
      results.put(directory, statement, parameters, rows);
      return rows;
    },
  };
}

interface RowCount {
  rows: number;
}

/** The graph, with the rows that a call reads counted. */
function counting(graph: Graph, read: RowCount): Graph {
  return {
    ...graph,
    async query(...asked) {
      const rows = await graph.query(...asked);
      read.rows += rows.length;
      return rows;
    },
  };
}

/** The graph with the limits of one call: its statements share the call's time. */
function limited(graph: Graph, limits: CallLimits): Graph {
  const endsAt = performance.now() + limits.timeoutMs;
  return {
    query(statement, parameters, own, signal) {
      const leftMs = Math.max(1, endsAt - performance.now());
      const timeoutMs = Math.min(leftMs, own?.timeoutMs ?? leftMs);
      const rowsMax = Math.min(limits.rowsMax, own?.rowsMax ?? limits.rowsMax);
      return graph.query(statement, parameters, { timeoutMs, rowsMax }, signal);
    },
    close: () => Promise.reject(new GkgError('internal', 'A call may not close the graph it was lent.')),
  };
}

/** Why a call is canceled, as far as anybody hears of it: a caller that has gone gets no answer. */
function outOfTime(): GkgError {
  return new GkgError('timeout', 'The call took longer than its limit.');
}

function send(message: ProcessAnswer | ProcessStarted): void {
  // A parent that was killed takes no answer; its end is seen by the channel, not here.
  process.send?.(message, undefined, undefined, () => undefined);
}
