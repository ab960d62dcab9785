/*
 * A whole node with the coordinator that sends it its tasks, as real processes: a project is a git
 * repository that is fetched, indexed and asked through the coordinator.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureSecret, requestJson } from '@gkg/runtime';
import type { Commit } from './commits.ts';
import { Ledger } from './ledger.ts';
import { startLoadClient, type LoadClient } from './load-client.ts';
import { createNode, type Node } from './node.ts';
import type { Answer, Question } from './questions.ts';
import { createRandom } from './random.ts';
import { createRepository } from './repository.ts';
import type { Run } from './run.ts';
import { Service, type ServiceName } from './service.ts';

export interface Fleet {
  readonly node: Node;
  readonly ledger: Ledger;
  readonly services: Readonly<Record<ServiceName, Service>>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Commits, asks the coordinator to index, and waits until it says that the commit is served. */
  push(timeoutMs: number): Promise<Commit>;
  ask(namespaceId: number, question: Question, timeoutMs: number): Promise<Answer>;
  load(perSecond: number): LoadClient;
}

interface ProjectView {
  readonly id: number;
  readonly commit: string | null;
  readonly state: string;
  readonly task: { readonly state: string; readonly error: unknown } | null;
}

/** The coordinator gives the project an id of its own; the ledger knows it as this one. */
const theProject = 1;
const settings = {
  GKG_PULL_INTERVAL_MS: '200',
  GKG_TASK_RETRY_DELAY_MS: '200',
  GKG_NOTIFY_ATTEMPTS_MAX: '3',
};

export async function createFleet(
  run: Run,
  nextLife: (name: ServiceName) => Readonly<Record<string, string>>,
): Promise<Fleet> {
  const ledger = new Ledger();
  const node = await createNode(run, { settings, ledger, nextLife });
  const edge = (name: 'coordinator' | 'proxy') => {
    const port = node.settings[`GKG_${name.toUpperCase()}_PORT`];
    const logFile = join(run.directory, `${name}.log`);
    const environment = () => ({ ...node.settings, ...nextLife(name) });
    return new Service({ name, url: `http://127.0.0.1:${port}`, logFile, environment });
  };
  const { indexer, webserver } = node;
  const services = { coordinator: edge('coordinator'), proxy: edge('proxy'), indexer, webserver };
  const repository = createRepository(join(run.directory, 'repository'));
  const url = `${services.coordinator.url}/api/v1/projects`;
  let projectId = 0;

  const fleet: Fleet = {
    node,
    ledger,
    services,
    async start() {
      await ensureSecret(join(node.dataDir, 'secret'));
      await Promise.all([services.coordinator.start(), node.start()]);
      await services.proxy.start();
    },
    async stop() {
      await Promise.all(Object.values(services).map((service) => service.stop()));
    },
    async push(timeoutMs) {
      const commit = ledger.submit(theProject);
      const hash = await repository.commit(commit);
      const end = performance.now() + timeoutMs;
      const body = { url: `git+file://${repository.path}` };
      if (projectId === 0) projectId = ((await requestJson(url, { body, timeoutMs })) as ProjectView).id;
      let view = await patiently(`${url}/${projectId}/index`, end, 'POST');
      while (view.commit !== hash) {
        if (performance.now() > end) throw new Error(`the project is ${JSON.stringify(view)}`);
        // A task that has failed for good, because services were down, is asked for again.
        const failed = view.task?.state === 'failed';
        await delay(50);
        view = await patiently(`${url}/${projectId}${failed ? '/index' : ''}`, end, failed ? 'POST' : 'GET');
      }
      ledger.acknowledge(commit);
      return commit;
    },
    async ask(_namespaceId, question, timeoutMs) {
      const body = { tool: question.tool, arguments: question.arguments };
      const answer = (await requestJson(`${url}/${projectId}/query`, { body, timeoutMs })) as Answer;
      const name = repository.nameOf(answer.meta.commit ?? '');
      return { ...answer, meta: { namespace_id: theProject, commit: name } };
    },
    load: (perSecond) =>
      startLoadClient({
        ledger,
        namespaces: [theProject],
        perSecond,
        random: createRandom(run.seed + 1),
        ask: (...question) => fleet.ask(...question),
        onWrong: (fault) => run.violation(`wrong answer: ${fault}`),
      }),
  };
  return fleet;
}

/** The coordinator may be away for a while. */
async function patiently(url: string, end: number, method: 'GET' | 'POST'): Promise<ProjectView> {
  for (;;) {
    try {
      return (await requestJson(url, { method, timeoutMs: 5000 })) as ProjectView;
    } catch (error) {
      if (performance.now() > end) throw error;
      await delay(50);
    }
  }
}
