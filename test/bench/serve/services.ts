/** The webserver and the proxy of a node, as processes of their own on free ports. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ensureSecret, signedHeaders } from '@gkg/runtime';
import { root } from '../../source-files.ts';

export interface Services {
  readonly webserver: string;
  readonly proxy: string;
  readonly webserverPid: number;
  /** A fresh token; it is good for minutes. */
  tokenHeaders(): Promise<Record<string, string>>;
  stop(): Promise<void>;
}

const startTimeoutMs = 120_000;

export async function startServices(
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Services> {
  const [webserverPort, proxyPort, nobodysPort] = [await freePort(), await freePort(), await freePort()];
  const env = {
    ...process.env,
    GKG_DATA_DIR: dataDir,
    GKG_LOG_LEVEL: 'error',
    GKG_WEBSERVER_PORT: String(webserverPort),
    GKG_PROXY_PORT: String(proxyPort),
    // No coordinator runs: the proxy goes on without one.
    GKG_GITLAB_URL: `http://127.0.0.1:${String(nobodysPort)}`,
    GKG_ANONYMOUS_CALLS_PER_MINUTE: '0',
    ...settings,
  };
  const secret = await ensureSecret(join(dataDir, 'secret'));
  const started = ['gkg-webserver', 'gkg-proxy'].map((app) =>
    spawn(process.execPath, [join(root, 'apps', app, 'src/main.ts')], {
      env,
      stdio: ['ignore', 'ignore', 'ignore'],
    }),
  );
  const services = {
    webserver: `http://127.0.0.1:${String(webserverPort)}`,
    proxy: `http://127.0.0.1:${String(proxyPort)}`,
    webserverPid: started[0]!.pid!,
    tokenHeaders: () => signedHeaders('rails_to_node', secret),
    stop: async () => {
      await Promise.all(started.map(stop));
    },
  };
  await Promise.all([services.webserver, services.proxy].map(untilLive));
  return services;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

async function untilLive(url: string): Promise<void> {
  const endsAt = performance.now() + startTimeoutMs;
  while (performance.now() < endsAt) {
    const isLive = await fetch(`${url}/health/live`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isLive) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} did not start`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
