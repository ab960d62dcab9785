import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../source-files.ts';
import { nodeSettings } from './gkg-process.ts';

export type ServiceName = 'coordinator' | 'indexer' | 'webserver' | 'proxy';

/** One service in a process of its own, as an operator runs it. */
export interface ServiceProcess {
  readonly url: string;
  /** How it ended: the signal, or the exit code. */
  readonly ended: Promise<string>;
  end(signal: NodeJS.Signals): Promise<string>;
}

/** The services of one data directory, with what all of them ever logged. */
export interface ServiceProcesses {
  readonly env: Readonly<Record<string, string>>;
  url(name: ServiceName): string;
  start(name: ServiceName, env?: Readonly<Record<string, string>>): Promise<ServiceProcess>;
  log(): string;
  endAll(): Promise<void>;
}

const readyTimeoutMs = 60_000;

export async function serviceProcesses(
  dataDir: string,
  settings: Readonly<Record<string, string>>,
): Promise<ServiceProcesses> {
  const env = { ...(await nodeSettings(dataDir)), ...settings };
  const url = (name: ServiceName) => `http://127.0.0.1:${env[`GKG_${name.toUpperCase()}_PORT`]}`;
  const running = new Set<ServiceProcess>();
  const lines: string[] = [];
  return {
    env,
    url,
    async start(name, more = {}) {
      const child = spawn(process.execPath, [join(root, `apps/gkg-${name}/src/main.ts`)], {
        env: { PATH: process.env['PATH'], HOME: dataDir, ...env, ...more },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => void lines.push(text));
      }
      const service = serviceOf(child, url(name), () => running.delete(service));
      running.add(service);
      await untilReady(service);
      return service;
    },
    log: () => lines.join(''),
    async endAll() {
      for (const service of running) await service.end('SIGTERM');
    },
  };
}

function serviceOf(child: ChildProcess, url: string, onEnd: () => void): ServiceProcess {
  const ended = (once(child, 'exit') as Promise<[number | null, string | null]>).then(([code, signal]) => {
    onEnd();
    return signal ?? `exit ${code}`;
  });
  return {
    url,
    ended,
    end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

async function untilReady(service: ServiceProcess): Promise<void> {
  let how: string | undefined;
  void service.ended.then((ended) => (how = ended));
  for (const end = Date.now() + readyTimeoutMs; Date.now() < end; await delay(25)) {
    // A failpoint may end it right after it was ready.
    if (how !== undefined) return;
    const answer = await fetch(`${service.url}/health/ready`).catch(() => undefined);
    if (answer?.ok === true) return;
  }
  throw new Error(`${service.url} was not ready within ${readyTimeoutMs} ms.`);
}
