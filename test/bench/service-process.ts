import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../source-files.ts';

/** A service as a process of its own, for what is measured through it. */
export interface ServiceProcess {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export type App = 'gkg-indexer' | 'gkg-webserver' | 'gkg-proxy';

const portSettings = {
  'gkg-indexer': 'GKG_INDEXER_PORT',
  'gkg-webserver': 'GKG_WEBSERVER_PORT',
  'gkg-proxy': 'GKG_PROXY_PORT',
} as const satisfies Record<App, string>;

const startTimeoutMs = 120_000;

/** Starts the service with the settings, which name its port; resolves when it answers. */
export async function startService(
  app: App,
  settings: Readonly<Record<string, string>>,
  checkout = root,
): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [join(checkout, 'apps', app, 'src/main.ts')], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${settings[portSettings[app]] ?? ''}`;
  await untilLive(url);
  return {
    url,
    pid: child.pid!,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
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
