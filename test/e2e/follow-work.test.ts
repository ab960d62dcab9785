import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from './gkg-process.ts';
import { sampleProject, temporaryFolder, type Folder } from './sample-project.ts';
import { serviceProcesses, type ServiceProcesses } from './service-processes.ts';
import { startSpanReceiver, treeOf, type ReceivedSpan, type SpanReceiver } from './span-receiver.ts';

/*
 * One query and one task, followed through every process that has a part in them: by the correlation id in their
 * logs, and by the trace that they make.
 */
const asked = 'follow-this:query.1';

interface Line {
  readonly service: string;
  readonly pid: number;
  readonly level: string;
  readonly msg: string;
  readonly correlation_id?: string;
  readonly route?: string;
  readonly [fact: string]: unknown;
}

let data: Folder;
let code: Folder;
let receiver: SpanReceiver;
let processes: ServiceProcesses;
let answer: Response;

beforeAll(async () => {
  data = temporaryFolder('follow');
  code = sampleProject();
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: code.path });
  git('init', '--quiet', '.');
  git('add', '--all');
  git('commit', '--quiet', '-m', 'first');
  receiver = await startSpanReceiver();
  processes = await serviceProcesses(data.path, {
    GKG_LOG_LEVEL: 'debug',
    GKG_TRACES_URL: receiver.url,
    GKG_PULL_INTERVAL_MS: '100',
  });
  await processes.start('coordinator');
  await Promise.all([processes.start('indexer'), processes.start('webserver')]);
  await processes.start('proxy');
  const projects = `${processes.url('coordinator')}/api/v1/projects`;
  const post = (path: string, body: object, headers = {}) =>
    fetch(`${projects}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const { id } = (await (await post('', { url: `git+file://${code.path}` })).json()) as { id: number };
  const project = async () => (await (await fetch(`${projects}/${id}`)).json()) as { state: string };
  await until(async () => (await project()).state === 'ready', 60_000);
  answer = await post(
    `/${id}/query`,
    { tool: 'search_definitions', arguments: { name: 'charge' } },
    { 'x-request-id': asked },
  );
  await answer.arrayBuffer();
  await until(() => lines().some(({ msg }) => msg === 'task succeeded'), 20_000);
  // What waits is sent when a service stops.
  await processes.endAll();
});
afterAll(async () => {
  await processes?.endAll();
  await receiver?.close();
  [data, code].forEach((folder) => folder.remove());
});

function lines(): Line[] {
  return processes
    .log()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);
}

function spanOf(name: string): ReceivedSpan {
  const found = receiver.spans.find((span) => span.name === name);
  if (found === undefined) throw new Error(`no span is called ${name}`);
  return found;
}

/** Who wrote what of one piece of work, without what comes as often as it likes. */
function story(id: unknown): string[] {
  const ofWork = lines().filter((line) => line.correlation_id === id && line['method'] !== 'GET');
  const told = ofWork.map(
    ({ service, msg, route = '' }) => `${service.replace('gkg-', '')}: ${msg} ${route}`,
  );
  return [...new Set(told.map((line) => line.trim()))].sort();
}

describe('a query', () => {
  test('is in the log of every process that has a part in it, under the id of who asked', () => {
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-request-id')).toBe(asked);
    expect(story(asked)).toEqual([
      'coordinator: request answered /api/v1/projects/:id/query',
      'proxy: request answered /kg/api/v1/query',
      'webserver: graph was asked',
      'webserver: request answered /api/v1/query',
    ]);
    const ofWork = lines().filter((line) => line.correlation_id === asked);
    const [main, graph] = ['request answered', 'graph was asked'].map((msg) =>
      ofWork.find((line) => line.service === 'gkg-webserver' && line.msg === msg)!,
    );
    expect(graph!.pid).not.toBe(main!.pid);
    expect(main).toMatchObject({ level: 'info', outcome: 'ok', tool: 'search_definitions', status: 200 });
    expect(main!['elapsed_ms']).toBeTypeOf('number');
  });

  test('is one trace, down to the graph process', () => {
    const { traceId } = spanOf('POST /api/v1/projects/:id/query');
    expect(treeOf(receiver.spans, traceId)).toEqual([
      'coordinator: POST /api/v1/projects/:id/query',
      '  proxy: POST /kg/api/v1/query',
      '    webserver: POST /api/v1/query',
      '      webserver: graph call',
    ]);
    expect(lines().find((line) => line.correlation_id === asked)!['trace_id']).toBe(traceId);
  });
});

describe('a task', () => {
  test('is in the log of every process from its beginning to its callback, under one id', () => {
    const end = lines().find(({ msg }) => msg === 'task ended')!;
    expect(end).toMatchObject({ level: 'info', outcome: 'succeeded' });
    expect(end['seconds']).toBeTypeOf('number');
    expect(story(end.correlation_id)).toEqual([
      'coordinator: request answered /api/v4/internal/search/zoekt/:uuid/callback',
      'coordinator: task succeeded',
      'indexer: graph is built',
      'indexer: job ended',
      'indexer: request answered /api/v1/index',
      'proxy: callback was accepted',
      'proxy: task begins',
      'proxy: task ended',
      'webserver: graph was asked',
      'webserver: request answered /api/v1/graph_db/:namespace_id',
    ]);
    const [built, ended] = ['graph is built', 'job ended'].map((text) =>
      lines().find(({ msg }) => msg === text)!,
    );
    expect(built!.pid).not.toBe(ended!.pid);
    expect(ended).toMatchObject({ level: 'info', outcome: 'succeeded' });
  });

  test('is one trace: fetch, job with its phases, swap, callback', () => {
    expect(treeOf(receiver.spans, spanOf('task').traceId)).toEqual([
      'proxy: task',
      '  proxy: fetch',
      '  proxy: index',
      '    indexer: POST /api/v1/index',
      '      indexer: job',
      '        indexer: scan',
      '        indexer: parse',
      '        indexer: resolve',
      '        indexer: load',
      '        indexer: checkpoint',
      '        indexer: stage',
      '        indexer: publish',
      '          webserver: POST /api/v1/graph_db/:namespace_id',
      '            webserver: swap',
      '              webserver: graph open',
      '  proxy: callback',
      '    coordinator: POST /api/v4/internal/search/zoekt/:uuid/callback',
    ]);
    expect(spanOf('task').attributes).toMatchObject({ 'gkg.task': 'index_graph', 'gkg.outcome': 'ok' });
  });
});

test('what comes all the time is for debugging only, and makes no span', () => {
  const routine = lines().filter(
    ({ msg, method, route }) =>
      msg === 'request answered' && (method === 'GET' || String(route).endsWith('heartbeat')),
  );
  expect(routine.length).toBeGreaterThan(5);
  expect(new Set(routine.map(({ level }) => level))).toEqual(new Set(['debug']));
  expect(receiver.spans.filter(({ name }) => /^GET|heartbeat/.test(name))).toEqual([]);
});
