import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readSecret, signedHeaders } from '@gkg/runtime';
import { launchGitaly, Repository } from '@gkg/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRailsRecorder } from '../loop/rails-recorder.ts';
import { indexTask } from '../loop/rails-tasks.ts';
import { until } from './gkg-process.ts';
import { temporaryFolder, type Folder } from './sample-project.ts';
import { serviceProcesses, type ServiceProcess, type ServiceProcesses } from './service-processes.ts';
import { startSpanReceiver, type SpanReceiver } from './span-receiver.ts';

/*
 * What docs/security.md says of logs and spans: no secret and no token, no text of a source, no value of an argument. All
 * services run at their most talkative, do their work, and are given every kind of request that they refuse.
 */
const inSource = 'mARKed_in_source';
const inArgument = 'mARKed_in_argument';
const inHeader = 'mARKed_in_header';
const inBody = 'mARKed_in_body';
const password = 'mARKed_password';
const gitalyToken = 'mARKed_gitaly_token';

let data: Folder;
let code: Folder;
let processes: ServiceProcesses;
let receiver: SpanReceiver;
let proxy: ServiceProcess;
let secret: string;
let asOwner: Record<string, string>;
const used: string[] = [];

beforeAll(async () => {
  data = temporaryFolder('logs');
  code = temporaryFolder('code');
  code.write('a.py', `def first():\n    """${inSource}"""\n    return "${inSource}"  # ${inSource}\n`);
  code.write('broken.ts', `function ${inSource}( { ${inSource} @@ `);
  code.write('package.json', `{"name": "${inSource}", "scripts": {`);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: code.path });
  git('init', '--quiet', '.');
  git('add', '--all');
  git('commit', '--quiet', '-m', inSource);
  receiver = await startSpanReceiver();
  processes = await serviceProcesses(data.path, {
    GKG_TRACES_URL: receiver.url,
    GKG_LOG_LEVEL: 'trace',
    GKG_PULL_INTERVAL_MS: '100',
    GKG_TASK_RETRY_DELAY_MS: '100',
    GKG_COORDINATOR_AUTH: 'token',
  });
  await processes.start('coordinator');
  await Promise.all([processes.start('indexer'), processes.start('webserver')]);
  proxy = await processes.start('proxy');
  secret = await readSecret(join(data.path, 'secret'));
  const owner = await readSecret(join(data.path, 'coordinator', 'admin-token'));
  asOwner = { authorization: `Bearer ${owner}` };
  used.push(secret, owner);
});
afterAll(async () => {
  await processes?.endAll();
  await receiver?.close();
  [data, code].forEach((folder) => folder.remove());
});

/** Sends a request; whatever the answer is, it is not part of the log. */
async function send(url: string, body: unknown, headers: Record<string, string> = {}): Promise<string> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: text };
  return (await fetch(url, init)).text();
}

async function token(claims: object = {}): Promise<Record<string, string>> {
  const headers = await signedHeaders('rails_to_node', secret, { ...claims });
  used.push(headers['gitlab-zoekt-api-request']!.replace('Bearer ', ''));
  return headers;
}

async function indexOverTheCoordinator(): Promise<number> {
  const api = `${processes.url('coordinator')}/api/v1`;
  const body = { url: `git+file://${code.path}` };
  const added = JSON.parse(await send(`${api}/projects`, body, asOwner)) as { id: number };
  const project = async () => {
    const response = await fetch(`${api}/projects/${added.id}`, { headers: asOwner });
    return (await response.json()) as { state: string; namespace_id: number };
  };
  await until(async () => (await project()).state === 'ready', 40_000);
  const definitions = { tool: 'get_definition', arguments: { definition: 'first' } };
  expect(await send(`${api}/projects/${added.id}/query`, definitions, asOwner)).toContain(inSource);
  const user = JSON.parse(await send(`${api}/users`, { name: 'ada' }, asOwner)) as { id: number };
  const made = await send(`${api}/users/${user.id}/tokens`, { name: 'laptop' }, asOwner);
  const { token: theirs } = JSON.parse(made) as { token: string };
  used.push(theirs);
  for (const authorization of [`Bearer ${theirs}`, `Bearer ${theirs}x`, `Basic ${theirs}`]) {
    await send(`${api}/projects/${added.id}/query`, definitions, { authorization });
  }
  return (await project()).namespace_id;
}

async function askWhatIsRefused(namespaceId: number): Promise<void> {
  const good = await token({ user_id: 42 });
  const forged = createHmac('sha256', 'another').update(inHeader).digest('base64url');
  for (const url of [`${processes.url('proxy')}/kg`, processes.url('webserver')]) {
    const query = `${url}/api/v1/query`;
    const mcp = `${url}/mcp`;
    const ask = (tool: string, args: unknown) =>
      send(query, { namespace_id: namespaceId, tool, arguments: args }, good);
    await ask('search_definitions', { text: inArgument, name: inArgument });
    await ask('get_definition', { definition: inArgument });
    await ask('callers', { [inArgument]: inArgument });
    await ask(inArgument, {});
    await send(query, `{"namespace_id": "${inBody}", "tool": `, good);
    await send(query, { namespace_id: inBody, tool: inBody, arguments: inBody }, good);
    await send(query, { namespace_id: 4711, tool: 'callers', arguments: { definition: inArgument } }, good);
    await send(query, inBody.repeat(100_000), good).catch(() => '');
    await send(mcp, { jsonrpc: '2.0', id: 1, method: inBody, params: { name: inArgument } }, good);
    await send(
      query,
      {},
      { 'gitlab-zoekt-api-request': `Bearer e30.e30.${forged}`, authorization: inHeader },
    );
    await send(`${query}?token=${inHeader}`, {}, { cookie: inHeader, 'x-request-id': `no id: ${inHeader}` });
  }
  used.push(forged);
  const { port } = new URL(processes.url('indexer'));
  await send(`http://127.0.0.1:${port}/api/v1/index`, { namespace_id: inBody, repo_dir: `/${inBody}` });
}

/** A password in an address is refused before anything is asked with it; a token of Gitaly is used. */
async function fetchFromWhereItFails(): Promise<void> {
  const projects = `${processes.url('coordinator')}/api/v1/projects`;
  await send(projects, { url: `https://ada:${password}@127.0.0.1:9/a.git` }, asOwner);
  await proxy.end('SIGTERM');
  const rails = await startRailsRecorder(secret);
  const repositories = temporaryFolder('gitaly');
  new Repository(repositories.path, '@hashed/9/x.git')
    .write('a.py', `def second():\n    return "${inSource}"\n`)
    .commit();
  const gitaly = await launchGitaly({ storages: { default: repositories.path }, secret: gitalyToken });
  const give = (taskId: number, address: string) => {
    const task = indexTask(taskId, 4700 + taskId, address);
    const withToken = task.text.replace('"Token":null', `"Token":"${gitalyToken}"`);
    rails.tasks.set(String(taskId), { ...task, text: withToken });
  };
  give(1, `https://ada:${password}@127.0.0.1:9/a.git`);
  give(2, 'tcp://127.0.0.1:9');
  give(3, pathToFileURL(code.path).href);
  give(4, `https://127.0.0.1:9/${'a'.repeat(20)}.git`);
  give(5, gitaly.address);
  proxy = await processes.start('proxy', { GKG_GITLAB_URL: rails.url });
  await until(() => rails.callbacks.length === 5, 60_000);
  expect(rails.callbacks.filter(({ success }) => success === true)).toHaveLength(2);
  expect(rails.faults).toEqual([]);
  expect(JSON.stringify(rails.callbacks)).not.toContain('mARKed');
  await Promise.all([rails.close(), gitaly.kill()]);
  repositories.remove();
  await until(() => processes.log().includes('heartbeat failed'));
}

test('no secret, no text of a source and no value of an argument is in the log or a span of any service', async () => {
  const namespaceId = await indexOverTheCoordinator();
  await askWhatIsRefused(namespaceId);
  await fetchFromWhereItFails();
  await processes.endAll();
  const log = processes.log();
  for (const service of ['coordinator', 'indexer', 'webserver', 'proxy']) {
    expect(log).toContain(`"service":"gkg-${service}"`);
  }
  const spans = receiver.text();
  for (const name of ['fetch', 'parse', 'swap', 'graph call', 'callback']) {
    expect(receiver.spans.map((span) => span.name)).toContain(name);
  }
  // Of spans no path and no name of a project either.
  const places = [code.path, data.path, basename(code.path), '@hashed'];
  const secrets = [...used, inSource, inArgument, inHeader, inBody, password, gitalyToken];
  expect([...secrets, ...places].filter((text) => spans.includes(text))).toEqual([]);
  const told = secrets
    .filter((text) => log.includes(text))
    .map((text) => log.split('\n').find((line) => line.includes(text)));
  expect(told).toEqual([]);
  // Whatever was signed by any of them.
  expect(/ey[\w-]{10,}\.ey[\w-]{10,}\.[\w-]{10,}/.exec(log + spans)).toBeNull();
});
