import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { JobStatus } from '@gkg/protocol';
import { requestJson } from '@gkg/runtime';
import { root } from '../../source-files.ts';

export const namespaceId = 7;

export interface IndexRun {
  readonly seconds: number;
  readonly phases: Readonly<Record<string, number>>;
  readonly madeFrom: string;
}

/** Indexer and webserver over one data directory. */
export interface MeasuredNode {
  /** From the request to the answer, which comes when the graph is served. */
  index(directory: string): Promise<IndexRun>;
  stop(): Promise<void>;
}

export async function startNode(dataDir: string): Promise<MeasuredNode> {
  const [indexerPort, webserverPort] = [await freePort(), await freePort()];
  const env = {
    ...process.env,
    GKG_DATA_DIR: dataDir,
    GKG_INDEXER_PORT: String(indexerPort),
    GKG_WEBSERVER_PORT: String(webserverPort),
    GKG_LOG_LEVEL: 'error',
  };
  const services = ['gkg-webserver', 'gkg-indexer'].map((name) => start(name, env));
  const [indexer, webserver] = [indexerPort, webserverPort].map((port) => `http://127.0.0.1:${String(port)}`);
  await Promise.all([untilReady(indexer!), untilReady(webserver!)]);
  return {
    index: (directory) => index(indexer!, directory),
    async stop() {
      await Promise.all(services.map(stop));
    },
  };
}

async function index(indexer: string, directory: string): Promise<IndexRun> {
  const body = { namespace_id: namespaceId, project_id: namespaceId, repo_dir: directory, wait: true };
  const started = performance.now();
  const job = (await requestJson(`${indexer}/api/v1/index`, { body, timeoutMs: 600_000 })) as JobStatus;
  const seconds = (performance.now() - started) / 1000;
  if (job.statistics === null) throw new Error(`The job ${job.state}: ${job.error?.error ?? ''}`);
  return { seconds, phases: job.statistics.phase_seconds, madeFrom: job.statistics.graph_made_from };
}

function start(name: string, env: NodeJS.ProcessEnv): ChildProcess {
  const file = join(root, 'apps', name, 'src/main.ts');
  return spawn(process.execPath, [file], { env, stdio: ['ignore', 'ignore', 'inherit'] });
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const isReady = await requestJson(`${url}/health/ready`, { timeoutMs: 1000 }).then(
      () => true,
      () => false,
    );
    if (isReady) return;
    await delay(50);
  }
  throw new Error(`${url} is not ready after 30 s`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
