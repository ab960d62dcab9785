import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, loadConfig, readSecret, requestJson, signedHeaders } from '@gkg/runtime';
import type { CoordinatorConfig } from './coordinator-rules.ts';
import { startCoordinator, type RunningCoordinator } from './start-coordinator.ts';
import type { TestDatabase } from './test-databases.ts';

export type Answer = Record<string, any>; // eslint-disable-line typescript/no-explicit-any -- read by assertions
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A coordinator over real HTTP with a clock of its own and a directory of its own. */
export interface TestCoordinator {
  readonly root: string;
  readonly url: string;
  clock: number;
  /** The public API; an error answer is thrown as the GkgError it is. */
  api(method: Method, path: string, body?: unknown, token?: string): Promise<Answer>;
  /** Rails' API, with a node's token. */
  rails(uuid: string, path: string, body: unknown): Promise<Answer>;
  /** Another one on the same files. */
  startAnother(): Promise<RunningCoordinator>;
  restart(): Promise<void>;
  /** Does something with the database while nobody else works on it. */
  pause(work: (config: CoordinatorConfig) => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export async function startTestCoordinator(
  database: TestDatabase,
  settings: Partial<CoordinatorConfig> = {},
): Promise<TestCoordinator> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'gkg-coordinator-')));
  const { url: databaseUrl, stop: stopDatabase } = await database.start();
  const config = {
    ...loadConfig({ GKG_DATA_DIR: root }),
    coordinatorPort: 0,
    databaseUrl,
    nodeWatchMs: 0,
    ...settings,
  };
  const logger = createLogger('test', { level: 'silent' });
  const startAnother = () => startCoordinator(config, logger, () => new Date(test.clock));
  let running: RunningCoordinator;
  const test: TestCoordinator = {
    root,
    get url() {
      return running.url;
    },
    clock: Date.parse('2026-01-01T00:00:00Z'),
    async api(method, path, body, token) {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const options = { method, headers, timeoutMs: 10_000, ...(body === undefined ? {} : { body }) };
      return (await requestJson(`${running.url}/api/v1${path}`, options)) as Answer;
    },
    async rails(uuid, path, body) {
      const secret = await readSecret(config.jwtSecretFile);
      const headers = await signedHeaders('node_to_rails', secret);
      const url = `${running.url}/api/v4/internal/search/zoekt/${uuid}/${path}`;
      return (await requestJson(url, { body, headers, timeoutMs: 10_000 })) as Answer;
    },
    startAnother,
    restart: () => test.pause(() => Promise.resolve()),
    async pause(work) {
      await running.stop();
      await work(config);
      running = await startAnother();
    },
    async stop() {
      await running.stop();
      await stopDatabase();
      rmSync(root, { recursive: true, force: true });
    },
  };
  running = await startAnother();
  return test;
}

/** What a node that serves graphs says of itself. */
export function heartbeat(values: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    'node.url': 'http://127.0.0.1:1',
    'node.name': 'n',
    'disk.all': 1e12,
    'disk.used': 1e11,
    'node.services': ['knowledge_graph'],
    ...values,
  };
}
