import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/*
 * A PostgreSQL server for tests: its own data directory, reached through a Unix socket in it. It refuses to
 * run as root, so it runs as nobody then. The kernel ends it with the process that started it, however that
 * ends, so that nothing is left running.
 */

export interface TestServer {
  /** A fresh, empty database. */
  createDatabase(): string;
  /** Settings that differ, as `name=value`. */
  restart(settings?: readonly string[]): Promise<void>;
  kill(): Promise<void>;
  stop(): Promise<void>;
  readonly directory: string;
  /** Where it listens if `listen_addresses` is set; also part of its socket's name. */
  readonly port: number;
}

const base = '/usr/lib/postgresql';
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
const startTimeoutMs = 30_000;

/** Directory of the newest server's programs, null where there is none; then the tests that need it are skipped. */
export const postgresPrograms = findPrograms();
if (postgresPrograms === null) {
  process.stderr.write(`SKIPPED: no PostgreSQL below ${base}; what needs a server is not tested here.\n`);
}

function findPrograms(): string | null {
  const versions = existsSync(base) ? readdirSync(base).filter((name) => /^\d+$/.test(name)) : [];
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0];
  const programs = join(base, newest ?? '', 'bin');
  return newest !== undefined && existsSync(join(programs, 'postgres')) ? programs : null;
}

export async function startPostgres(): Promise<TestServer> {
  const directory = mkdtempSync(join(tmpdir(), 'gkg-postgres-'));
  const data = join(directory, 'data');
  mkdirSync(data, { mode: 0o700 });
  chmodSync(directory, 0o755);
  if (isRoot) for (const path of [directory, data]) chownSync(path, nobody, nobody);
  const initdb = ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C'];
  const [program, ...args] = asNobody(join(postgresPrograms!, 'initdb'), initdb);
  execFileSync(program!, args, { stdio: 'ignore', cwd: directory });
  const port = await freePort();
  const start = (settings: readonly string[]) => launch(directory, port, settings);
  let server = await start([]);
  let serial = 0;
  return {
    directory,
    port,
    createDatabase() {
      serial += 1;
      const sql = [
        '-h',
        directory,
        '-p',
        String(port),
        '-U',
        'postgres',
        '-qc',
        `create database test_${serial}`,
      ];
      execFileSync(join(postgresPrograms!, 'psql'), sql, { stdio: ['ignore', 'ignore', 'inherit'] });
      return `postgresql://postgres@${encodeURIComponent(directory)}:${port}/test_${serial}`;
    },
    async restart(settings = []) {
      await end(server, 'SIGINT');
      server = await start(settings);
    },
    kill: () => end(server, 'SIGQUIT'),
    async stop() {
      await end(server, 'SIGINT');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Killing the server loses nothing by these; only a power cut would. */
const quick = ['fsync=off', 'full_page_writes=off', 'shared_buffers=64MB'];

async function launch(directory: string, port: number, settings: readonly string[]): Promise<ChildProcess> {
  const own = [`unix_socket_directories=${directory}`, `port=${port}`];
  const options = [...own, ...quick, ...settings].flatMap((line) => ['-c', line]);
  const listening = settings.some((line) => line.startsWith('listen_addresses=')) ? [] : ['-h', ''];
  const args = ['-D', join(directory, 'data'), ...listening, ...options];
  const [program, ...rest] = asNobody(join(postgresPrograms!, 'postgres'), args);
  const server = spawn(program!, rest, { stdio: 'ignore', cwd: directory });
  const ready = ['-h', directory, '-p', String(port), '-U', 'postgres', '-q'];
  for (const end = Date.now() + startTimeoutMs; Date.now() < end; await delay(50)) {
    if (server.exitCode !== null) break;
    try {
      execFileSync(join(postgresPrograms!, 'pg_isready'), ready, { stdio: 'ignore' });
      return server;
    } catch {
      // Not yet.
    }
  }
  server.kill('SIGQUIT');
  throw new Error('PostgreSQL did not start.');
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}

/** SIGINT is its order to stop without waiting for clients; it is also what the kernel sends when we die. */
function asNobody(program: string, args: readonly string[]): string[] {
  const user = isRoot ? [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] : [];
  return ['setpriv', ...user, '--pdeathsig=INT', program, ...args];
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  server.kill(signal);
  await exited;
}
