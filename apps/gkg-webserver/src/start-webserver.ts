import { createGraphPool, listPublished, recoverGraphs } from '@gkg/graph-store';
import type { GraphPool, OpenGraphEvents, Publisher } from '@gkg/graph-store';
import {
  acquireLease,
  createHttpServer,
  createMetrics,
  listen,
  openTokenCheck,
  partLock,
  withUndo,
} from '@gkg/runtime';
import type { Config, Logger, Metrics } from '@gkg/runtime';
import type { FastifyInstance } from 'fastify';
import { createCallBudgets } from './call-budgets.ts';
import { addGraphRoutes } from './graph-routes.ts';
import { createGraphSwaps } from './graph-swaps.ts';
import type { GraphSwaps } from './graph-swaps.ts';
import { takeLateGraphsRegularly } from './late-graphs.ts';
import { addMcpRoute } from './mcp-route.ts';
import { addQueryRoute } from './query-route.ts';
import { requireTokens } from './require-tokens.ts';
import { createToolCaller } from './tool-caller.ts';
import { addWarmRoute } from './warm-route.ts';
import { createWebserverMetrics } from './webserver-metrics.ts';
import type { WebserverMetrics } from './webserver-metrics.ts';

const service = 'gkg-webserver';
/** Changes of one graph that may wait for the one before. */
const swapsWaitingMax = 8;

export interface WebserverOptions {
  readonly logger: Logger;
  /** The module that the graph processes run. */
  readonly graphProcessEntry?: URL;
  /** Told when another webserver has taken over the data directory: this process must end. */
  readonly onLost?: (error: unknown) => void;
}

export interface Webserver {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts the webserver: settles what a killed one left, serves every valid graph, then takes requests. */
export async function startWebserver(config: Config, options: WebserverOptions): Promise<Webserver> {
  return withUndo(async (undo) => {
    const publisher = await createPublisher(config, options);
    undo.add(() => publisher.lease.release());
    await recoverGraphs(publisher);
    const metrics = createMetrics(service);
    const pool = createPool(config, options, (events) => observeGraphs(webserverMetrics, events));
    undo.add(() => pool.close());
    const webserverMetrics = createWebserverMetrics(metrics, stateOf(pool));
    await servePublished(config, options.logger, pool, webserverMetrics);
    const swaps = createSwaps(config, options.logger, publisher, pool);
    const parts = { publisher, pool, swaps, logger: options.logger };
    undo.add(await takeLateGraphsRegularly(parts));
    const server = createServer(config, options.logger, metrics, webserverMetrics, pool, swaps);
    if (config.webserverAuth === 'token') requireTokens(server, await openTokenCheck(config, options.logger));
    undo.add(() => server.close());
    const url = await listen(server, config.webserverHost, config.webserverPort, 'GKG_WEBSERVER_PORT');
    options.logger.info({ url, graphs: pool.list().length }, 'webserver listens');
    return { url, stop: undo.run };
  });
}

async function createPublisher(
  { dataDir, leaseMs }: Config,
  { onLost = () => undefined }: WebserverOptions,
): Promise<Publisher> {
  const lease = await acquireLease(partLock(dataDir, 'graphs'), { leaseMs, onLost });
  return { dataDir, lease };
}

function observeGraphs(metrics: WebserverMetrics, { openedMs, closed }: OpenGraphEvents): void {
  for (const ms of openedMs) metrics.openSeconds.observe(ms / 1000);
  metrics.closed.inc(closed);
}

function createPool(
  config: Config,
  options: WebserverOptions,
  onGraphs: (events: OpenGraphEvents) => void,
): GraphPool {
  return createGraphPool({
    entry: options.graphProcessEntry ?? new URL('graph-process.ts', import.meta.url),
    processes: config.graphProcesses,
    openGraphsMax: config.openGraphsMax,
    bufferPools: { bytesMin: config.bufferPoolBytesMin, bytesMax: config.bufferPoolBytesMax },
    queryThreads: config.queryThreads,
    waitingMax: config.queryQueueMax,
    namespaceWaitingMax: config.namespaceQueueMax,
    runningMax: config.graphProcessCallsMax,
    namespaceRunningMax: config.namespaceCallsMax,
    residentBytesMax: config.graphProcessBytesMax,
    logger: options.logger,
    onGraphs,
    failpoints: config.failpoints,
  });
}

async function servePublished(
  config: Config,
  logger: Logger,
  pool: GraphPool,
  metrics: WebserverMetrics,
): Promise<void> {
  const { valid, invalid } = await listPublished(config.dataDir);
  for (const version of valid) await pool.swap(version, config.notifyTimeoutMs);
  for (const { namespaceId, error } of invalid) {
    logger.error({ namespace_id: namespaceId, error }, 'graph is not served; index the project again');
  }
  metrics.invalid.set(invalid.length);
}

function createSwaps(config: Config, logger: Logger, publisher: Publisher, pool: GraphPool): GraphSwaps {
  // Half of what the indexer waits is for opening the new graph, half for draining the old one.
  const timeoutMs = Math.floor(config.notifyTimeoutMs / 2);
  return createGraphSwaps({ publisher, pool, timeoutMs, waitingMax: swapsWaitingMax, logger });
}

function createServer(
  config: Config,
  logger: Logger,
  metrics: Metrics,
  webserverMetrics: WebserverMetrics,
  pool: GraphPool,
  swaps: GraphSwaps,
): FastifyInstance {
  const { bodyBytesMax } = config;
  const server = createHttpServer({ service, logger, metrics, bodyBytesMax, ready: () => true });
  const limits = {
    timeoutMs: config.queryTimeoutMs,
    rowsMax: config.answerRowsMax,
    bytesMax: config.answerBytesMax,
  };
  const budgets = createCallBudgets(config, (limit) => webserverMetrics.countRefused(limit));
  const call = createToolCaller(pool, limits, budgets, webserverMetrics);
  addQueryRoute(server, call, budgets);
  addMcpRoute(server, { pool, call, budgets, warmTimeoutMs: config.queryTimeoutMs });
  addWarmRoute(server, pool, budgets, config.queryTimeoutMs);
  addGraphRoutes(server, pool, swaps, webserverMetrics);
  return server;
}

function stateOf(pool: GraphPool) {
  return {
    served: () => pool.list().length,
    servedBytes: () => pool.list().reduce((sum, { manifest }) => sum + manifest.graph_bytes, 0),
    loads: () => pool.loads(),
    hot: () => pool.hot().length,
  };
}
