/*
 * The coordinators of a fleet, two on one PostgreSQL where there is one, and who speaks to them: a client that
 * tries the other one when one does not answer, as whatever balances load in front of them would.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { toGkgError } from '@gkg/protocol';
import { requestJson } from '@gkg/runtime';
import { postgresPrograms, startPostgres } from '../../apps/gkg-coordinator/src/test-postgres.ts';
import type { Run } from '../chaos/run.ts';
import { Service } from '../chaos/service.ts';
import { stablePort } from './ports.ts';

export interface Coordinators {
  readonly services: readonly Service[];
  readonly dataDirs: readonly string[];
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Asks one and, if it does not answer, the others. */
  call(path: string, options: CallOptions): Promise<unknown>;
  /** As `call`, until one answers. */
  insist(path: string, options: CallOptions): Promise<unknown>;
  /** The address of one that runs, the first if none does. */
  running(): string;
  /** Whether one of them could be asked during all of a time. */
  wasReachable(from: number, to: number): boolean;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

const settings: Readonly<Record<string, string>> = {
  NODE_OPTIONS: '--max-old-space-size=256',
  GKG_COORDINATOR_AUTH: 'none',
  GKG_NODE_ONLINE_MS: '15000',
  GKG_NODE_MISSING_MS: '40000',
  GKG_NODE_LOST_MS: '90000',
  GKG_HEARTBEAT_SAVE_MS: '1000',
  GKG_TASK_RETRIES_MAX: '20',
  GKG_TASK_RETRY_DELAY_MS: '500',
  GKG_TASK_CLAIM_MS: '60000',
  GKG_SWEEP_INTERVAL_MS: '3000',
  GKG_PLACEMENT_INTERVAL_MS: '1000',
  GKG_PLACEMENT_RETRY_MS: '3000',
  GKG_SCHEDULER_LEASE_MS: '5000',
  GKG_POLL_INTERVAL_MS: '0',
  GKG_USER_REQUESTS_PER_MINUTE: '0',
};

export async function createCoordinators(
  run: Run,
  secretFile: string,
  replicas: number,
): Promise<Coordinators> {
  const postgres = postgresPrograms === null ? null : await startPostgres();
  const databaseUrl = postgres?.createDatabase() ?? '';
  const dataDirs = (postgres === null ? ['coordinator'] : ['coordinator-1', 'coordinator-2']).map((name) =>
    join(run.directory, name),
  );
  const services: Service[] = [];
  for (const dataDir of dataDirs) {
    const port = String(await stablePort());
    const own = { GKG_DATA_DIR: dataDir, GKG_COORDINATOR_PORT: port, GKG_DATABASE_URL: databaseUrl };
    services.push(
      new Service({
        name: 'coordinator',
        url: `http://127.0.0.1:${port}`,
        logFile: `${dataDir}.log`,
        environment: () => ({
          ...settings,
          ...own,
          GKG_SECRET_FILE: secretFile,
          GKG_REPLICAS: String(replicas),
        }),
      }),
    );
  }
  let turn = 0;
  const call = async (path: string, options: CallOptions) => {
    turn += 1;
    const order = services.map((_, index) => services[(turn + index) % services.length]!);
    return firstAnswer(order.map((service) => () => requestJson(`${service.url}/api/v1${path}`, options)));
  };
  return {
    services,
    dataDirs,
    async start() {
      // One after the other: the first brings the database to its form.
      for (const service of services) await service.start();
    },
    async stop() {
      await Promise.all(services.map((service) => service.stop()));
      await postgres?.stop();
    },
    call,
    async insist(path, options) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await call(path, options);
        } catch (error) {
          if (!isAway(error) || attempt === insistMax) throw error;
          await delay(200);
        }
      }
    },
    running: () => (services.find(({ isReady }) => isReady) ?? services[0]!).url,
    wasReachable: (from, to) => services.some((service) => !service.wasDown(from, to, slackMs)),
  };
}

const insistMax = 300;
const slackMs = 1000;

/** A coordinator that ends cuts what it was asked; what it says itself is an answer. */
async function firstAnswer(asks: readonly (() => Promise<unknown>)[]): Promise<unknown> {
  for (const [index, ask] of asks.entries()) {
    try {
      return await ask();
    } catch (error) {
      if (!isAway(error) || index === asks.length - 1) throw error;
    }
  }
  throw new Error('There is no coordinator.');
}

function isAway(error: unknown): boolean {
  const { kind, cause } = toGkgError(error);
  // What a coordinator says of a node has no cause here.
  return kind === 'shutting_down' || (kind === 'upstream_unavailable' && cause !== undefined);
}
