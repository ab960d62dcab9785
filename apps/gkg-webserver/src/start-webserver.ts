import { createGraphPool, invalidReason, listPublished, recoverGraphs, wishFor } from '@gkg/graph-store';
import type { GraphEvents, GraphPool, GraphPoolOptions, GraphVersion, Publisher } from '@gkg/graph-store';
import type { GkgError, RebuildWish } from '@gkg/protocol';
import {
  acquireLease,
  createHttpServer,
  createMetrics,
  listen,
  openTokenCheck,
  partLock,
  traceSettings,
  withUndo,
} from '@gkg/runtime';
import type { Config, HttpServerOptions, Logger, Metrics } from '@gkg/runtime';
import type { FastifyInstance } from 'fastify';
import { createCallBudgets } from './call-budgets.ts';
import { addGraphRoutes } from './graph-routes.ts';
import { createGraphSwaps } from './graph-swaps.ts';
import type { GraphSwaps } from './graph-swaps.ts';
import { addMcpRoute } from './mcp-route.ts';
import { addQueryRoute } from './query-route.ts';
import { requireTokens } from './require-tokens.ts';
import { sweepRegularly } from './sweep.ts';
import { createToolCaller } from './tool-caller.ts';
import { addWarmRoute } from './warm-route.ts';
import { countRefused, createWebserverMetrics } from './webserver-metrics.ts';
import type { WebserverMetrics, WebserverState } from './webserver-metrics.ts';

const service = 'gkg-webserver';
/** Changes of one graph that may wait for the one before. */
const swapsWaitingMax = 8;
const quarantineAgeMsMax = 7 * 24 * 3_600_000;

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
    const pool = createPool(config, options, {
      onGraphs: (events) => observeGraphs(webserverMetrics, events),
      onCorrupt: (...found) => setCorruptAside(swaps, options.logger, ...found),
    });
    undo.add(() => pool.close());
    const webserverMetrics = createWebserverMetrics(metrics, stateOf(config, pool));
    const swaps = createSwaps(config, options.logger, publisher, pool, webserverMetrics);
    await servePublished(config, options.logger, pool, swaps);
    undo.add(
      await sweepRegularly({
        publisher,
        pool,
        swaps,
        logger: options.logger,
        intervalMs: config.leftoversIntervalMs,
        quarantine: { countMax: config.quarantineGraphsMax, ageMsMax: quarantineAgeMsMax },
        onRemoved: (count) => webserverMetrics.leftovers.inc(count),
      }),
    );
    let isStopping = false;
    const ready = () => {
      const lacks = [...(isStopping ? ['it is stopping'] : []), ...faultsOf(pool)];
      return lacks.length === 0 ? true : lacks;
    };
    const server = createServer(
      config,
      { logger: options.logger, ready },
      metrics,
      webserverMetrics,
      pool,
      swaps,
    );
    if (config.webserverAuth === 'token') requireTokens(server, await openTokenCheck(config, options.logger));
    undo.add(() => server.close());
    const url = await listen(server, config.webserverHost, config.webserverPort, 'GKG_WEBSERVER_PORT');
    undo.add(() => void (isStopping = true));
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

function observeGraphs(metrics: WebserverMetrics, { openedMs, closed, rows }: GraphEvents): void {
  for (const ms of openedMs) metrics.openSeconds.observe(ms / 1000);
  metrics.closed.inc(closed);
  if (rows !== null) metrics.callRows.observe(rows);
}

function createPool(
  config: Config,
  options: WebserverOptions,
  events: Pick<GraphPoolOptions, 'onGraphs' | 'onCorrupt'>,
): GraphPool {
  return createGraphPool({
    entry: options.graphProcessEntry ?? new URL('graph-process.ts', import.meta.url),
    processes: config.graphProcesses,
    openGraphsMax: config.openGraphsMax,
    bufferPools: { bytesMin: config.bufferPoolBytesMin, bytesMax: config.bufferPoolBytesMax },
    queryThreads: config.queryThreads,
    resultCacheBytes: config.resultCacheBytes,
    waitingMax: config.queryQueueMax,
    namespaceWaitingMax: config.namespaceQueueMax,
    runningMax: config.graphProcessCallsMax,
    namespaceRunningMax: config.namespaceCallsMax,
    residentBytesMax: config.graphProcessBytesMax,
    logger: options.logger,
    ...events,
    failpoints: config.failpoints,
    traces: traceSettings(config),
  });
}

/** Serves what can be served; the rest is set aside, and what was set aside before is told again. */
async function servePublished(
  { dataDir, notifyTimeoutMs }: Config,
  logger: Logger,
  pool: GraphPool,
  swaps: GraphSwaps,
): Promise<void> {
  const { valid, invalid } = await listPublished(dataDir);
  for (const version of valid) await pool.swap(version, notifyTimeoutMs);
  for (const { namespaceId, directory, error } of invalid) {
    const reason = invalidReason(error);
    logger.error({ namespace_id: namespaceId, error }, 'graph is not served');
    if (reason === 'missing') {
      await pool.drop(namespaceId, notifyTimeoutMs, await wishFor(dataDir, namespaceId, directory));
    } else if (reason !== undefined) {
      await swaps.setAside({ namespaceId, directory }, reason);
    }
  }
}

function createSwaps(
  config: Config,
  logger: Logger,
  publisher: Publisher,
  pool: GraphPool,
  metrics: WebserverMetrics,
): GraphSwaps {
  // Half of what the indexer waits is for opening the new graph, half for draining the old one.
  const timeoutMs = Math.floor(config.notifyTimeoutMs / 2);
  const onSetAside = (wish: RebuildWish) => {
    metrics.setAside.inc({ reason: wish.reason });
    logger.error({ ...wish }, 'graph was set aside; the project has to be indexed again');
  };
  return createGraphSwaps({
    publisher,
    pool,
    timeoutMs,
    waitingMax: swapsWaitingMax,
    logger,
    onSetAside,
  });
}

/** A graph of which was found, while it was served, that its file is not what it was. */
function setCorruptAside(swaps: GraphSwaps, logger: Logger, version: GraphVersion, error: GkgError): void {
  logger.error({ error, namespace_id: version.namespaceId }, 'graph file is corrupt');
  swaps.setAside(version, invalidReason(error) ?? 'corrupt').catch((failure: unknown) => {
    logger.error({ error: failure, namespace_id: version.namespaceId }, 'graph was not set aside');
  });
}

function createServer(
  config: Config,
  { logger, ready }: Pick<HttpServerOptions, 'logger' | 'ready'>,
  metrics: Metrics,
  webserverMetrics: WebserverMetrics,
  pool: GraphPool,
  swaps: GraphSwaps,
): FastifyInstance {
  const { bodyBytesMax } = config;
  const server = createHttpServer({ service, logger, metrics, bodyBytesMax, ready });
  const limits = {
    timeoutMs: config.queryTimeoutMs,
    rowsMax: config.answerRowsMax,
    bytesMax: config.answerBytesMax,
  };
  const budgets = createCallBudgets(config, (limit) => countRefused(webserverMetrics, limit));
  const call = createToolCaller(pool, limits, budgets, webserverMetrics);
  addQueryRoute(server, call, budgets);
  addMcpRoute(server, { pool, call, budgets, warmTimeoutMs: config.queryTimeoutMs });
  addWarmRoute(server, pool, budgets, config.queryTimeoutMs);
  addGraphRoutes(server, config.dataDir, pool, swaps, webserverMetrics);
  return server;
}

/** Why its processes can open no graph, each reason once. */
function faultsOf(pool: GraphPool): string[] {
  return [...new Set(pool.loads().flatMap(({ fault }) => fault ?? []))];
}

function stateOf(config: Config, pool: GraphPool): WebserverState {
  return {
    openMax: config.openGraphsMax,
    residentBytesMax: config.graphProcessBytesMax,
    waitingMax: config.queryQueueMax,
    runningMax: config.graphProcesses * config.graphProcessCallsMax,
    served: () => pool.list().length,
    servedBytes: () => pool.list().reduce((sum, { manifest }) => sum + manifest.graph_bytes, 0),
    loads: () => pool.loads(),
    rebuild: () => pool.rebuild(),
    hot: () => pool.hot().length,
  };
}
