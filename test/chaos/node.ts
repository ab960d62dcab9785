/*
 * A node under test: indexer and webserver over one data directory, as real processes, and what was
 * published on it. Ports stay the same over all lives of a service.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { GkgError, toGkgError } from '@gkg/protocol';
import type { JobStatus } from '@gkg/protocol';
import { requestJson } from '@gkg/runtime';
import { nodeSettings } from '../e2e/gkg-process.ts';
import { askAnew } from './ask-anew.ts';
import { commitName, sourceTree, type Commit } from './commits.ts';
import { Ledger } from './ledger.ts';
import { allQuestions, commitOf, faultOf } from './questions.ts';
import { askWebserver, startLoadClient, type LoadClient } from './load-client.ts';
import type { Host } from '../fleet/network.ts';
import { createRandom } from './random.ts';
import type { Run } from './run.ts';
import { Service } from './service.ts';

export interface NodeOptions {
  readonly settings?: Readonly<Record<string, string>>;
  readonly dataDir?: string;
  readonly ledger?: Ledger;
  /** Where its services listen, when that is not this machine's loopback. */
  readonly host?: Pick<Host, 'address' | 'enter'>;
  /** The address under which the webserver is known, when that is not its own. */
  readonly webserverUrl?: string;
  /** Settings of the next life of a service. */
  nextLife?(name: 'indexer' | 'webserver'): Readonly<Record<string, string>>;
}

export interface Node {
  readonly dataDir: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly ledger: Ledger;
  readonly indexer: Service;
  readonly webserver: Service;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Has the indexer index the next commit of a namespace; resolves when it is acknowledged. */
  publish(namespaceId: number): Promise<Commit>;
  /** As `publish`, and answers with the error when it is not acknowledged. */
  tryPublish(namespaceId: number, timeoutMs?: number): Promise<GkgError | null>;
  /** Asks every question of a namespace; null when all answers are right and of one commit. */
  faultOfGraph(namespaceId: number): Promise<string | null>;
  /** The number of the commit that a namespace is served at. */
  servedNumber(namespaceId: number): Promise<number>;
  /** A client that asks for these namespaces; for all that have been published, when none are named. */
  load(perSecond: number, namespaces?: readonly number[]): LoadClient;
}

const loadRandomOffset = 1;

/** Of small machines: one parser thread, short pauses, quick re-scans. */
const smallNode = { GKG_INDEXER_THREADS: '1', GKG_GRAPH_PROCESSES: '2', GKG_LOG_LEVEL: 'info' };

export async function createNode(run: Run, options: NodeOptions = {}): Promise<Node> {
  const dataDir = options.dataDir ?? join(run.directory, 'data');
  mkdirSync(dataDir, { recursive: true });
  const settings: Record<string, string> = {
    ...smallNode,
    ...(await nodeSettings(dataDir)),
    ...options.settings,
  };
  const ledger = options.ledger ?? new Ledger();
  const service = (name: 'indexer' | 'webserver', port: string | undefined) =>
    new Service({
      name,
      url: `http://${options.host?.address ?? '127.0.0.1'}:${port}`,
      logFile: join(run.directory, `${name}-${port}.log`),
      enter: options.host?.enter ?? [],
      environment: () => ({ ...settings, ...options.nextLife?.(name) }),
    });
  const indexer = service('indexer', settings['GKG_INDEXER_PORT']);
  const webserver = service('webserver', settings['GKG_WEBSERVER_PORT']);
  const webserverUrl = options.webserverUrl ?? webserver.url;
  settings['GKG_WEBSERVER_URL'] ??= webserverUrl;

  const index = async (commit: Commit, timeoutMs: number) => {
    const directory = sourceTree(join(run.directory, 'sources'), commit.content);
    const { namespaceId } = commit;
    const body = {
      namespace_id: namespaceId,
      project_id: namespaceId,
      repo_dir: directory,
      project: `project-${namespaceId}`,
      commit: commitName(commit),
      wait: true,
    };
    const job = (await requestJson(`${indexer.url}/api/v1/index`, { body, timeoutMs })) as JobStatus;
    if (job.state !== 'succeeded') throw failureOf(job);
    ledger.acknowledge(commit);
  };

  return {
    dataDir,
    settings,
    ledger,
    indexer,
    webserver,
    async start() {
      await Promise.all([indexer.start(), webserver.start()]);
    },
    async stop() {
      await Promise.all([indexer.stop(), webserver.stop()]);
    },
    async publish(namespaceId) {
      const commit = ledger.submit(namespaceId);
      await index(commit, 60_000);
      return commit;
    },
    tryPublish: (namespaceId, timeoutMs = 60_000) =>
      index(ledger.submit(namespaceId), timeoutMs).then(
        () => null,
        (error: unknown) => toGkgError(error),
      ),
    async faultOfGraph(namespaceId) {
      const acknowledged = ledger.acknowledged(namespaceId);
      const commits = new Set<string>();
      for (const question of allQuestions(ledger.newest(namespaceId)?.content ?? 0)) {
        const answer = await askAnew(webserverUrl, namespaceId, question, 30_000);
        const fault = faultOf(question, namespaceId, answer);
        if (fault !== null) return fault;
        if (commitOf(answer).number < acknowledged)
          return `${namespaceId} is served at ${String(answer.meta.commit)}, after ${acknowledged}`;
        commits.add(String(answer.meta.commit));
      }
      return commits.size === 1 ? null : `${namespaceId} is served at ${[...commits].join(' and ')}`;
    },
    async servedNumber(namespaceId) {
      const [question] = allQuestions(0);
      return commitOf(await askAnew(webserverUrl, namespaceId, question!, 30_000)).number;
    },
    load: (perSecond, namespaces = ledger.namespaces()) =>
      startLoadClient({
        ledger,
        namespaces,
        perSecond,
        random: createRandom(run.seed + loadRandomOffset),
        ask: (namespaceId, question, timeoutMs) =>
          askWebserver(webserverUrl, namespaceId, question, timeoutMs),
        onWrong: (fault) => run.violation(`wrong answer: ${fault}`),
      }),
  };
}

function failureOf({ error, state, id }: JobStatus): GkgError {
  const kind = (error?.code ?? 'internal') as GkgError['kind'];
  return new GkgError(kind, error?.error ?? `Job ${id} is ${state}.`);
}
