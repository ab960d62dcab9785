import type { GitSource } from '@gkg/git-source';
import {
  acquireLease,
  createHttpServer,
  createMetrics,
  createTokenCheck,
  listen,
  partLock,
  openSharedSecret,
  withUndo,
  type Config,
  type Logger,
  type TokenSettings,
} from '@gkg/runtime';
import { createForwarder, type Forwarder } from './forward.ts';
import { addForwardRoutes } from './forward-routes.ts';
import type { AgentConfig } from './create-agent.ts';
import { createNeighbours, type Neighbours } from './neighbours.ts';
import { startNodeAgent } from './node-agent.ts';
import { addNeighbourMetrics } from './neighbour-metrics.ts';
import { nodeUuid } from './node-identity.ts';
import { createRailsClient } from './rails-client.ts';

export type ProxyConfig = AgentConfig &
  TokenSettings &
  Pick<
    Config,
    | 'proxyHost'
    | 'proxyPort'
    | 'proxyUrl'
    | 'proxySearchUrl'
    | 'proxyPrefixes'
    | 'railsUrl'
    | 'bodyBytesMax'
    | 'queryTimeoutMs'
    | 'queryQueueMax'
    | 'webserverAuth'
    | 'leaseMs'
  >;

export interface ProxyOptions {
  readonly logger: Logger;
  readonly source: GitSource;
  /** Told when another proxy has taken over the data directory: this process must end. */
  readonly onLost?: (error: unknown) => void;
}

export interface RunningProxy {
  readonly url: string;
  readonly uuid: string;
  readonly stop: () => Promise<void>;
}

const service = 'gkg-proxy';
/** How much longer than the webserver's own limit the proxy waits, so that the webserver's error arrives. */
const queryGraceMs = 2000;
const queryConnectionsMax = 64;
const sessionConnectionsMax = 512;

/** Serves queries, then registers the node: nobody is sent to a port that does not listen yet. */
export async function startProxy(
  config: ProxyConfig,
  { logger, source, onLost = () => undefined }: ProxyOptions,
): Promise<RunningProxy> {
  return withUndo(async (undo) => {
    const { dataDir, leaseMs } = config;
    const lease = await acquireLease(partLock(dataDir, 'sources'), { leaseMs, onLost });
    undo.add(() => lease.release());
    undo.add(() => source.close());
    const { jwtSecretFile, secretOverlapMs: overlapMs } = config;
    const secret = await openSharedSecret(jwtSecretFile, { overlapMs, logger });
    const uuid = await nodeUuid(config.dataDir);
    const metrics = createMetrics(service);
    const { bodyBytesMax } = config;
    const neighbours = neighboursOf(config);
    let isStopping = false;
    const ready = () => readiness(isStopping, neighbours);
    const server = createHttpServer({ service, logger, metrics, bodyBytesMax, ready });
    const { queries, sessions } = createForwarders(config);
    // In reverse: sessions are cut, since they last as long as a client likes, and queries are answered.
    undo.add(() => queries.close());
    undo.add(() => server.close());
    undo.add(() => sessions.close());
    addNeighbourMetrics(server, config);
    const prefixes = config.proxyPrefixes.split(',').filter(Boolean);
    addForwardRoutes(server, { checkToken: createTokenCheck(secret, config), queries, sessions, prefixes });
    const url = await listen(server, config.proxyHost, config.proxyPort, 'GKG_PROXY_PORT');
    // A port of 0 is known only now; a configured address may be that of a gateway in front of this one.
    const proxyUrl = config.proxyPort === 0 ? url : config.proxyUrl;
    const searchUrl = config.proxyPort === 0 ? url : config.proxySearchUrl;
    const rails = createRailsClient(config.railsUrl, uuid, secret);
    const agent = await startNodeAgent({
      config,
      proxyUrl,
      searchUrl,
      rails,
      source,
      neighbours,
      logger,
      metrics,
      lease,
    });
    undo.add(() => agent.stop());
    undo.add(() => void (isStopping = true));
    logger.info({ url, uuid, rails: config.railsUrl }, 'proxy is ready');
    return { url, uuid, stop: () => undo.run() };
  });
}

/** Of a node that offers code search only, indexer and webserver of graphs need not run. */
function neighboursOf({ nodeServices, indexerUrl, webserverUrl }: ProxyConfig): Neighbours {
  const isNeeded = nodeServices.split(',').includes('knowledge_graph');
  return createNeighbours(isNeeded ? { indexer: indexerUrl, webserver: webserverUrl } : {});
}

function readiness(isStopping: boolean, neighbours: Neighbours): true | readonly string[] {
  if (isStopping) return ['it is stopping'];
  const lacking = neighbours.lacking();
  return lacking.length === 0 ? true : lacking.map((name) => `the ${name} is not ready`);
}

interface Forwarders {
  readonly queries: Forwarder;
  readonly sessions: Forwarder;
}

function createForwarders(config: ProxyConfig): Forwarders {
  const { webserverUrl: target, bodyBytesMax, queryQueueMax: waitingMax } = config;
  const answerTimeoutMs = config.queryTimeoutMs + queryGraceMs;
  const passesToken = config.webserverAuth === 'token';
  const options = { target, bodyBytesMax, waitingMax, passesToken, answerTimeoutMs };
  return {
    queries: createForwarder({ ...options, connectionsMax: queryConnectionsMax }),
    sessions: createForwarder({ ...options, connectionsMax: sessionConnectionsMax }),
  };
}
