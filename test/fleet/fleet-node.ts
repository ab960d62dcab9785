/*
 * One node of a fleet: proxy, indexer and webserver over a data directory of their own, on a small volume where
 * one can be mounted, and on a host of their own where there is a network of such. Everything between node and
 * coordinators goes through two relays, which stand on the coordinators' side of the network.
 */
import { join } from 'node:path';
import { createNode } from '../chaos/node.ts';
import { childrenOf, signalProcess } from '../chaos/processes.ts';
import { startRelay, type Passage, type Relay } from '../chaos/relay.ts';
import { Impossible, type Run } from '../chaos/run.ts';
import { Service } from '../chaos/service.ts';
import { mountSmallVolume, type SmallVolume } from '../chaos/small-volume.ts';
import type { Network } from './network.ts';
import { stablePort } from './ports.ts';

/** A time, of `performance.now()`, in which something was done to a node. */
interface Disturbance {
  readonly from: number;
  to: number;
  readonly what: 'unreachable' | 'hampered';
}

export interface FleetNode {
  readonly name: string;
  readonly dataDir: string;
  readonly volume: SmallVolume | null;
  readonly proxy: Service;
  readonly indexer: Service;
  readonly webserver: Service;
  readonly services: readonly Service[];
  /** The address of the coordinator that this node speaks to. */
  readonly upwards: Relay;
  start(): Promise<void>;
  stop(): Promise<void>;
  close(): Promise<void>;
  setPassage(passage: Passage): void;
  /** Whether what it sends and what is sent to it gets lost. */
  partition(isLost: boolean): void;
  /** SIGSTOP or SIGCONT, to its graph processes and jobs, too. */
  signalAll(signal: NodeJS.Signals): void;
  /** Begins to note a disturbance; what is answered ends that. */
  disturb(what: Disturbance['what']): () => void;
  /** Whether it could be asked during all of a time. */
  wasReachable(from: number, to: number): boolean;
  /** As `wasReachable`, and it could also work. */
  wasWhole(from: number, to: number): boolean;
}

/** After a disturbance, until connections and heartbeats are in order again. */
const slackMs = 3000;
/** A loaded machine needs seconds to start three processes. */
const volumeBytes = 256_000_000;

const settings: Readonly<Record<string, string>> = {
  NODE_OPTIONS: '--max-old-space-size=128',
  GKG_LOG_LEVEL: 'info',
  GKG_GRAPH_PROCESSES: '1',
  GKG_INDEXER_THREADS: '1',
  GKG_WARM_JOBS_MAX: '0',
  GKG_OPEN_GRAPHS_MAX: '60',
  GKG_BUFFER_POOL_BYTES_MIN: '8388608',
  GKG_BUFFER_POOL_BYTES_MAX: '8388608',
  GKG_RESULT_CACHE_BYTES: '1048576',
  GKG_DISK_FREE_BYTES_MIN: '8000000',
  GKG_PULL_INTERVAL_MS: '1000',
  GKG_GITLAB_PAUSE_MS_MAX: '3000',
  GKG_PROXY_TASKS_MAX: '2',
  GKG_NOTIFY_ATTEMPTS_MAX: '3',
  GKG_LEFTOVERS_INTERVAL_MS: '5000',
  GKG_LEASE_MS: '6000',
};

export async function createFleetNode(
  run: Run,
  index: number,
  secretFile: string,
  network: Network | null,
): Promise<FleetNode> {
  const name = `node-${index}`;
  const directory = join(run.directory, name);
  const volume = mountIfPossible(directory);
  const [indexerPort, webserverPort, proxyPort] = [
    await stablePort(),
    await stablePort(),
    await stablePort(),
  ];
  const host = await network?.addHost(index);
  const address = host?.address ?? '127.0.0.1';
  const proxyUrl = `http://${address}:${proxyPort}`;
  const [upwards, downwards] = [await startRelay('', network?.address), await startRelay(proxyUrl)];
  const node = await createNode(run, {
    dataDir: volume?.dataDir ?? join(directory, 'data'),
    ...(host && { host }),
    settings: {
      ...settings,
      GKG_INDEXER_HOST: address,
      GKG_WEBSERVER_HOST: address,
      // Where it is not on loopback, it would ask who asks; on this network is nobody else.
      GKG_WEBSERVER_AUTH: 'none',
      GKG_PROXY_HOST: address,
      GKG_SECRET_FILE: secretFile,
      GKG_NODE_NAME: name,
      GKG_INDEXER_PORT: String(indexerPort),
      GKG_WEBSERVER_PORT: String(webserverPort),
      GKG_PROXY_PORT: String(proxyPort),
      GKG_PROXY_URL: downwards.url,
      GKG_GITLAB_URL: upwards.url,
    },
  });
  const proxy = new Service({
    name: 'proxy',
    url: proxyUrl,
    enter: host?.enter ?? [],
    logFile: join(run.directory, `${name}-proxy.log`),
    environment: () => node.settings,
  });
  const { indexer, webserver, dataDir } = node;
  const services = [indexer, webserver, proxy];
  const disturbances: Disturbance[] = [];
  const isFree = (kinds: readonly Disturbance['what'][], from: number, to: number) =>
    !disturbances.some((one) => kinds.includes(one.what) && one.from <= to && from <= one.to + slackMs);
  const wasUp = (some: readonly Service[], from: number, to: number) =>
    !some.some((service) => service.wasDown(from, to, slackMs));
  const setPassage = (passage: Passage) => {
    for (const relay of [upwards, downwards]) relay.setPassage(passage);
  };
  return {
    name,
    dataDir,
    volume,
    proxy,
    indexer,
    webserver,
    services,
    upwards,
    async start() {
      await node.start();
      await proxy.start();
    },
    async stop() {
      await Promise.all(services.map((service) => service.stop()));
    },
    async close() {
      await Promise.all([upwards.close(), downwards.close()]);
      volume?.unmount();
    },
    setPassage,
    partition(isLost) {
      if (host === undefined) setPassage(isLost ? 'stalled' : 'open');
      else if (isLost) host.pullOut();
      else host.plugIn();
    },
    signalAll(signal) {
      for (const { pid } of services)
        for (const id of pid === undefined ? [] : [pid, ...childrenOf(pid)]) signalProcess(id, signal);
    },
    disturb(what) {
      const one: Disturbance = { from: performance.now(), to: Infinity, what };
      disturbances.push(one);
      return () => {
        one.to = performance.now();
      };
    },
    wasReachable: (from, to) => wasUp([proxy, webserver], from, to) && isFree(['unreachable'], from, to),
    wasWhole: (from, to) => wasUp(services, from, to) && isFree(['unreachable', 'hampered'], from, to),
  };
}

/** Without a volume of its own a disk cannot be filled; everything else can be done. */
function mountIfPossible(directory: string): SmallVolume | null {
  try {
    return mountSmallVolume(directory, volumeBytes);
  } catch (error) {
    if (error instanceof Impossible) return null;
    throw error;
  }
}
