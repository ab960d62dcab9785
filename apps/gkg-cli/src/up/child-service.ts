/**
 * A service as a child process of `gkg up`.
 *
 * It leads a process group of its own, so that Ctrl-C reaches only `gkg up`, which then stops the services
 * in their order. It has an IPC channel for nothing but its end: when `gkg up` is killed the channel closes,
 * and the service stops by itself. What it logs goes to a file of bounded size, started anew with each run.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { errorPolicies, GkgError, type ErrorKind } from '@gkg/protocol';
import { requestJson } from '@gkg/runtime';
import { openServiceLog, type ServiceLog } from './service-log.ts';
import type { ServiceName, ServiceSpec } from './services.ts';

export interface ChildService {
  readonly name: ServiceName;
  /** Rejects when the process ends without having been told to. */
  readonly died: Promise<never>;
  waitUntilReady(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

const readyTimeoutMs = 30_000;
const readyPollMs = 50;
const probeTimeoutMs = 2000;
const killAfterMs = 15_000;
const logBytesMax = 10_000_000;
const logLimitIntervalMs = 5000;

export function startChildService(spec: ServiceSpec, dataDir: string, env: NodeJS.ProcessEnv): ChildService {
  const log = openServiceLog(join(dataDir, 'logs', `gkg-${spec.name}.log`));
  const child = spawn(process.execPath, [fileURLToPath(spec.entry)], {
    env,
    detached: true,
    stdio: ['ignore', 'ignore', log.descriptor, 'ipc'],
  });
  log.closeDescriptor();
  const limiting = setInterval(() => log.limit(logBytesMax), logLimitIntervalMs).unref();
  let stopping = false;
  const exited = exitOf(child);
  void exited.then(() => clearInterval(limiting));
  const died = new Promise<never>((_, reject) => {
    void exited.then((how) => (stopping ? undefined : reject(deathOf(spec.name, how, log))));
  });
  // Several wait for it, or nobody does: a rejection that nobody awaits must not end the process.
  died.catch(() => undefined);
  return {
    name: spec.name,
    died,
    waitUntilReady: (signal) => Promise.race([died, pollReady(spec, signal)]),
    async stop() {
      stopping = true;
      await stopChild(child, exited);
    },
  };
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

/** A service that cannot start says why in its last line, `error: sentence (kind)`: that is what to report. */
function deathOf(name: string, how: string, log: ServiceLog): GkgError {
  const lines = log.text().split('\n');
  const last = lines.findLast((line) => line.startsWith('error: ')) ?? '';
  const [, sentence, kind] = /^error: (.*) \((\w+)\)$/.exec(last) ?? [];
  if (sentence !== undefined && kind !== undefined && Object.hasOwn(errorPolicies, kind)) {
    return new GkgError(kind as ErrorKind, sentence, { detail: { service: name, log: log.file } });
  }
  return new GkgError('upstream_unavailable', `gkg-${name} ended (${how}); its log is ${log.file}.`);
}

async function pollReady(spec: ServiceSpec, signal: AbortSignal): Promise<void> {
  const until = Date.now() + readyTimeoutMs;
  while (Date.now() < until) {
    signal.throwIfAborted();
    if (await isReady(spec.url, signal)) return;
    await delay(readyPollMs);
  }
  throw new GkgError('timeout', `gkg-${spec.name} was not ready within ${readyTimeoutMs / 1000} s.`);
}

async function isReady(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    await requestJson(`${url}/health/ready`, { timeoutMs: probeTimeoutMs }, signal);
    return true;
  } catch (error) {
    // Not yet, whatever it is: that the service ended is noticed by its exit, not here.
    if (error instanceof GkgError) return false;
    throw error;
  }
}

async function stopChild(child: ChildProcess, exited: Promise<string>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  await exited;
  clearTimeout(timer);
}
