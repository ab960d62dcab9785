import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../source-files.ts';

export const gkgBinary = join(root, 'node_modules/.bin/gkg');
const runTimeoutMs = 60_000;

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly uid?: number;
}

/** Runs the installed binary to its end. */
export async function runGkg(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const child = spawn(gkgBinary, args, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    timeout: runTimeoutMs,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

/** What `gkg up --json` prints when everything is served. */
export interface UpReport {
  readonly urls: Readonly<Record<'coordinator' | 'proxy' | 'indexer' | 'webserver', string>>;
  readonly mcp_url: string;
  readonly projects: readonly {
    readonly project: { readonly id: number; readonly name: string; readonly namespace_id: number };
    readonly query_url: string;
    readonly mcp: object;
  }[];
}

export interface RunningUp {
  readonly report: UpReport;
  readonly process: ChildProcess;
  /** Sends the signal and answers with how the process ended. */
  end(signal: NodeJS.Signals): Promise<Finished>;
}

export async function startUp(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<RunningUp> {
  const child = spawn(gkgBinary, ['up', '--json', ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stderr = text(child.stderr);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line') as Promise<[string]>, exited.then(() => null)]);
  if (first === null) throw new Error(`gkg up ended early: ${await stderr}`);
  return {
    report: JSON.parse(first[0]) as UpReport,
    process: child,
    async end(signal) {
      child.kill(signal);
      const [code] = await exited;
      return { code, stdout: first[0], stderr: await stderr };
    },
  };
}

/** A node gets work however full the disk of this machine is. */
export const anyFullness = { GKG_NODE_HIGH_PERCENT: '100', GKG_NODE_CRITICAL_PERCENT: '100' };

/** Settings of a node of its own: its data directory and ports that were free a moment ago. */
export async function nodeSettings(dataDir: string): Promise<Record<string, string>> {
  const [indexer, webserver, proxy, coordinator] = await freePorts(4);
  return {
    GKG_DATA_DIR: dataDir,
    GKG_INDEXER_PORT: String(indexer),
    GKG_WEBSERVER_PORT: String(webserver),
    GKG_PROXY_PORT: String(proxy),
    GKG_COORDINATOR_PORT: String(coordinator),
    ...anyFullness,
  };
}

/** Ports of this machine that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** Ids of the processes that work on a data directory: it stands in the environment of each. */
export function processesOn(dataDir: string): number[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return ids.filter((id) => environmentOf(id).includes(`GKG_DATA_DIR=${dataDir}\0`)).map(Number);
}

/** Those of them that run a file with such a name. */
export function processesOf(dataDir: string, file: string): number[] {
  return processesOn(dataDir).filter((pid) => textOf(`/proc/${pid}/cmdline`).includes(file));
}

function environmentOf(id: string): string {
  return textOf(`/proc/${id}/environ`);
}

/** Nothing of a process that has ended meanwhile. */
function textOf(file: string): string {
  try {
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  } catch {
    return '';
  }
}

/** Waits, within a bound, for a condition that nothing announces. */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`The condition did not hold within ${timeoutMs} ms.`);
    await delay(50);
  }
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let all = '';
  for await (const chunk of stream) all += String(chunk);
  return all;
}
