import { readdirSync, realpathSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { Repository, startGitaly, type GitalyStandIn } from '@gkg/testkit';
import { graphFileName, requestJson } from '@gkg/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { metricCatalogues } from '../../scripts/metric-catalogues.ts';
import { isStopped, signalProcess } from '../chaos/processes.ts';
import { processesOf, processesOn, until } from './gkg-process.ts';
import { temporaryFolder, type Folder } from './sample-project.ts';
import {
  serviceProcesses,
  type ServiceName,
  type ServiceProcess,
  type ServiceProcesses,
} from './service-processes.ts';

/*
 * Real services, and one event after the other: after each, what `/metrics` shows of it has changed. Every metric of
 * the catalogues is moved by an event here, or is named below with the reason why not.
 */

const {
  'gkg-proxy': proxy,
  'gkg-indexer': indexer,
  'gkg-webserver': webserver,
  'gkg-coordinator': coordinator,
  'each server': server,
  'each process': node,
} = metricCatalogues;

type Metric = { readonly name: string };
type Answer = Record<string, any>; // eslint-disable-line typescript/no-explicit-any -- read by assertions

const services: readonly ServiceName[] = ['coordinator', 'indexer', 'webserver', 'proxy'];
const secret = 'secret-of-gitaly';
/** The process of an indexer's first job stops itself before it hands over what it made. */
const firstJobStandsStill = { GKG_FAILPOINTS: 'stage.before=stop@1' };
const notHere = new Map<Metric, string>([
  [proxy.tasksWaiting, 'a node with two processors is given one task at a time: task-runner.test.ts'],
  [proxy.callbacksDropped, 'takes two minutes of refusals: callback-outbox.test.ts'],
  [webserver.outdated, 'takes a graph of an older release: old-graphs.test.ts'],
  [webserver.leftovers, 'takes what a crash leaves: sweep.test.ts'],
  [indexer.leftovers, 'takes what a crash leaves: jobs-over-http.test.ts'],
  [coordinator.failovers, 'takes two nodes: replicas.test.ts'],
]);

let storage: Folder;
let data: Folder;
let gitaly: GitalyStandIn;
let processes: ServiceProcesses;
let running: Record<ServiceName, ServiceProcess>;
const moved = new Set<string>();

beforeAll(async () => {
  [storage, data] = [temporaryFolder('metrics-storage'), temporaryFolder('metrics')];
  gitaly = await startGitaly({ storages: { default: storage.path }, secret });
  processes = await serviceProcesses(data.path, {
    GKG_FAILPOINTS: '',
    GKG_PULL_INTERVAL_MS: '100',
    GKG_NODE_WATCH_MS: '300',
    GKG_RECONCILE_INTERVAL_MS: '1000',
    GKG_POLL_INTERVAL_MS: '1000',
    GKG_POLL_TICK_MS: '100',
    GKG_QUEUE_MAX: '1',
    GKG_OPEN_GRAPHS_MAX: '1',
    GKG_GRAPH_PROCESSES: '1',
    GKG_GRAPH_PROCESS_CALLS_MAX: '1',
    GKG_ANONYMOUS_CALLS_PER_MINUTE: '1',
    GKG_ANONYMOUS_CALLS_BURST: '2',
    GKG_NOTIFY_ATTEMPTS_MAX: '50',
    GKG_WARM_JOBS_MAX: '4',
  });
});
afterAll(async () => {
  for (const pid of processesOn(data.path).filter(isStopped)) signalProcess(pid, 'SIGCONT');
  await processes?.endAll();
  await gitaly?.stop();
  for (const folder of [storage, data]) folder.remove();
});

test('events move what is counted of them', async () => {
  await event(
    'the services start',
    started,
    of(proxy, 'heartbeats', 'truncations', 'diskSize', 'diskUsed', 'memorySize', 'memoryAvailable'),
    of(indexer, 'runningMax'),
    of(webserver, 'openMax', 'waitingMax', 'runningMax', 'residentMax'),
    of(coordinator, 'heartbeats', 'schedules'),
    Object.values(node),
    Object.values(server),
  );
  const first = new Repository(storage.path, 'app.git');
  first.write('app/pay.py', 'def charge(order):\n    return missing(order)\n');
  first.write('app/large.py', `x = "${'x'.repeat(2_000_000)}"\n`);
  first.link('elsewhere', '/etc/passwd').commit();
  const ofGitaly = { address: gitaly.address, storage: 'default', path: first.path, token: secret };
  const app = await event(
    'a task stands still',
    () => stuck({ gitaly: ofGitaly, name: 'app' }),
    of(proxy, 'tasksRunning', 'fetches', 'fetchSeconds', 'fetchBytes', 'fetchSkips'),
    of(indexer, 'running'),
    of(coordinator, 'tasksDelivered', 'moves', 'healthChecks'),
  );
  await event('two more jobs are wanted', twoMoreJobs, of(indexer, 'queued', 'refused'));
  await event('a push is told of', () => push(app['id']), of(coordinator, 'hooks'));
  await event(
    'a coordinator starts',
    () => restart('coordinator'),
    of(coordinator, 'nodes', 'tasks', 'oldestTask', 'projects', 'staleness', 'heartbeatAge'),
  );
  await running.webserver.end('SIGTERM');
  await event(
    'the webserver is away as the job ends',
    letGo,
    of(indexer, 'notifyRetries', 'warm', 'warmBytes'),
    of(proxy, 'heartbeatAge'),
  );
  await event(
    'it is back, and takes the graph',
    () => restart('webserver'),
    of(proxy, 'tasks', 'taskSeconds', 'callbacksAccepted', 'diskGraphs'),
    of(
      indexer,
      'jobs',
      'jobSeconds',
      'phaseSeconds',
      'parseSeconds',
      'resolveSeconds',
      'files',
      'extracted',
      'sourceBytes',
      'nodes',
      'edges',
      'callSites',
      'graphs',
      'graphBytes',
      'peakMemory',
      'skipped',
    ),
    of(webserver, 'swapSeconds', 'served', 'servedBytes', 'open', 'expectedBytes'),
    of(coordinator, 'tasksSettled'),
  );
  await isReady(app['id']);
  // From here on no job stands still.
  await letGo();
  await restart('indexer');
  const second = new Repository(storage.path, 'web.git');
  second.write('web/price.ts', 'export const price = () => 1;\n').commit();
  const web = await added({ url: `git+file://${second.directory}`, name: 'web' });
  await event('a remote branch is looked at', () => isReady(web['id']), of(coordinator, 'polls'));
  await event(
    'questions are asked',
    () => questions(app['id'], web['id']),
    of(webserver, 'toolSeconds', 'toolCalls', 'callRows', 'answerBytes', 'openSeconds', 'closed', 'resident'),
  );
  await event('an editor is opened', () => warm(app['namespace_id']), of(webserver, 'hot'));
  await event('somebody asks too often', askTooOften, of(webserver, 'refused'));
  await event(
    'a project is asked about that is not there',
    () => ask(4711).catch(ignore),
    of(coordinator, 'refusals'),
  );
  await event(
    'the graph process stands still',
    () => standStill(app['id']),
    of(webserver, 'waiting', 'running'),
  );
  await letGo();
  await event('it is killed', killGraphProcess, of(webserver, 'deaths'));
  await event(
    'a graph is deleted behind the back',
    () => drop(web['namespace_id']),
    of(coordinator, 'reconciled'),
  );
  await event(
    'a repository is gone',
    () => added({ url: 'git+file:///nowhere', name: 'gone' }),
    of(proxy, 'fetchFailures'),
  );
  await event('the node does not answer', () => withoutProxy(app['id']), of(coordinator, 'nodeFailures'));
  await event('nobody takes a result', () => withoutCoordinator(app['id']), of(proxy, 'callbacksPending'));
  await restart('indexer');
  running.coordinator = await processes.start('coordinator');
  await event(
    'a graph is found damaged',
    () => damage(app['namespace_id']),
    of(webserver, 'setAside', 'invalid'),
    of(proxy, 'rebuildsWanted'),
  );
  const all = Object.values(metricCatalogues).flatMap((catalogue) => Object.values<Metric>(catalogue));
  const unmoved = all.filter(({ name }) => !moved.has(name)).map(({ name }) => name);
  expect(unmoved.toSorted()).toEqual([...notHere.keys()].map(({ name }) => name).toSorted());
}, 180_000);

/** Does something, and waits until each of the metrics shows another value than before. */
async function event<Result>(
  what: string,
  happens: () => Promise<Result>,
  ...lists: readonly (readonly Metric[])[]
): Promise<Result> {
  const metrics = lists.flat();
  const before = await scraped();
  const result = await happens();
  const waiting = new Set(metrics.map(({ name }) => name));
  const look = async () => {
    const after = await scraped();
    for (const name of waiting) if (after.get(name) !== (before.get(name) ?? zero)) waiting.delete(name);
    return waiting.size === 0;
  };
  await until(look, 30_000).catch(() => undefined);
  expect([...waiting], what).toEqual([]);
  for (const { name } of metrics) moved.add(name);
  return result;
}

function of<Catalogue extends Record<string, Metric>>(
  catalogue: Catalogue,
  ...keys: readonly (keyof Catalogue)[]
): Metric[] {
  return keys.map((key) => catalogue[key]!);
}

const zero = '0';

/** What all services say of each metric, as one text; all series at zero are the same as none. */
async function scraped(): Promise<Map<string, string>> {
  const texts = await Promise.all(services.map(shown));
  const values = new Map<string, string>();
  for (const [series, value] of texts.flatMap(seriesOf)) {
    if (value === '0') continue;
    const name = series.replace(/\{.*/, '');
    const metric = name.replace(/_(bucket|sum|count)$/, '');
    values.set(name, `${values.get(name) ?? ''}${series} ${value};`);
    if (metric !== name) values.set(metric, `${values.get(metric) ?? ''}${series} ${value};`);
  }
  return values;
}

function shown(name: ServiceName): Promise<string> {
  return fetch(`${processes.url(name)}/metrics`).then(
    (answer) => answer.text(),
    () => '',
  );
}

function seriesOf(text: string): [string, string][] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), line.slice(line.lastIndexOf(' ') + 1)]);
}

async function started(): Promise<void> {
  const start = (name: ServiceName, env = {}) => processes.start(name, env);
  const parts = await Promise.all([
    start('coordinator'),
    start('indexer', firstJobStandsStill),
    start('webserver'),
  ]);
  running = { coordinator: parts[0], indexer: parts[1], webserver: parts[2], proxy: await start('proxy') };
}

async function restart(name: ServiceName): Promise<void> {
  await running[name].end('SIGTERM');
  running[name] = await processes.start(name);
}

async function api(method: 'GET' | 'POST', path: string, body?: object, headers = {}): Promise<Answer> {
  const options = { method, headers, timeoutMs: 30_000, ...(body === undefined ? {} : { body }) };
  return (await requestJson(`${processes.url('coordinator')}/api/v1${path}`, options)) as Answer;
}

const added = (source: object) => api('POST', '/projects', source);

async function stuck(source: object): Promise<Answer> {
  const project = await added(source);
  await until(aJobStandsStill, 30_000);
  return project;
}

function letGo(): Promise<void> {
  for (const pid of processesOn(data.path).filter(isStopped)) signalProcess(pid, 'SIGCONT');
  return Promise.resolve();
}

const aJobStandsStill = () => processesOn(data.path).some(isStopped);

const isReady = (id: number) =>
  until(async () => (await api('GET', `/projects/${id}`))['state'] === 'ready', 60_000);

/** One waits, the other finds the queue full. */
async function twoMoreJobs(): Promise<void> {
  for (const namespaceId of [71, 72]) {
    const body = {
      namespace_id: namespaceId,
      project_id: 1,
      repo_dir: storage.path,
      project: 'more',
      commit: 'c',
    };
    await requestJson(`${processes.url('indexer')}/api/v1/index`, { body, timeoutMs: 30_000 }).catch(ignore);
  }
}

async function push(id: number): Promise<void> {
  const hook = await api('POST', `/projects/${id}/hooks`, { kind: 'plain' });
  const path = new URL(hook['url'] as string).pathname.replace('/api/v1', '');
  await api('POST', path, { commit: 'c'.repeat(40) }, { 'x-gkg-token': hook['secret'] });
}

const ask = (id: number) => api('POST', `/projects/${id}/query`, { tool: 'repository_stats', arguments: {} });

async function questions(...ids: readonly number[]): Promise<void> {
  for (const id of ids) await ask(id);
}

async function warm(namespaceId: number): Promise<void> {
  const url = `${processes.url('webserver')}/api/v1/graph_db/${namespaceId}/warm`;
  await requestJson(url, { method: 'POST', timeoutMs: 30_000 });
}

/** Past the proxy nobody says who asks. */
async function askTooOften(): Promise<void> {
  const body = { namespace_id: 71, tool: 'repository_stats', arguments: {} };
  for (let count = 0; count < 4; count += 1)
    await requestJson(`${processes.url('webserver')}/api/v1/query`, { body, timeoutMs: 30_000 }).catch(
      ignore,
    );
}

const graphProcesses = () => processesOf(data.path, 'graph-process');

/** The job stands still until the coordinator that ordered it has ended. */
async function withoutCoordinator(id: number): Promise<void> {
  await running.indexer.end('SIGTERM');
  running.indexer = await processes.start('indexer', firstJobStandsStill);
  await api('POST', `/projects/${id}/index`);
  await until(aJobStandsStill, 30_000);
  await running.coordinator.end('SIGTERM');
  await letGo();
}

/** Two questions to a process that takes one at a time. */
function standStill(id: number): Promise<void> {
  for (const pid of graphProcesses()) signalProcess(pid, 'SIGSTOP');
  for (let count = 0; count < 2; count += 1) ask(id).catch(ignore);
  return Promise.resolve();
}

function killGraphProcess(): Promise<void> {
  for (const pid of graphProcesses()) signalProcess(pid, 'SIGKILL');
  return Promise.resolve();
}

async function drop(namespaceId: number): Promise<void> {
  const url = `${processes.url('webserver')}/api/v1/graph_db/${namespaceId}`;
  await requestJson(url, { method: 'DELETE', timeoutMs: 30_000 });
}

async function withoutProxy(id: number): Promise<void> {
  await running.proxy.end('SIGKILL');
  await ask(id).catch(ignore);
  running.proxy = await processes.start('proxy');
}

/** Its file is cut short while the webserver is away. */
async function damage(namespaceId: number): Promise<void> {
  await running.webserver.end('SIGTERM');
  const graphs = join(data.path, 'graphs');
  const files = readdirSync(graphs, { recursive: true, encoding: 'utf8' });
  const ofIt = files.filter((path) => path.includes(`${namespaceId}`) && path.endsWith(graphFileName));
  for (const path of ofIt) truncateSync(realpathSync(join(graphs, path)), 100);
  running.webserver = await processes.start('webserver');
}

function ignore(): void {}
