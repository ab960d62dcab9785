import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../source-files.ts';
import { nodeSettings, processesOn, runGkg, startUp, until, type RunningUp } from './gkg-process.ts';
import { paymentModule, sampleProject, temporaryFolder, type Folder } from './sample-project.ts';

let project: Folder;
let data: Folder;
let env: Record<string, string> = {};
let up: RunningUp;

const served = () => up.report.projects[0]!;

async function ask(url: string, body: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const callersOf = (name: string) =>
  ask(served().query_url, { tool: 'callers', arguments: { definition: name } });

beforeAll(async () => {
  project = sampleProject();
  data = temporaryFolder('data');
  env = await nodeSettings(data.path);
  up = await startUp([project.path], env);
});
afterAll(async () => {
  await up?.end('SIGTERM');
  [project, data].forEach((folder) => folder.remove());
});

describe('gkg up', () => {
  test('answers through coordinator and proxy', async () => {
    const { status, body } = await callersOf('charge');
    expect(status).toBe(200);
    expect(JSON.stringify(body['result'])).toContain('place');
    expect(body['meta']).toMatchObject({ namespace_id: served().project.namespace_id });
  });

  test('answers over MCP with the configuration that it prints', async () => {
    const [server] = Object.values((served().mcp as { mcpServers: Record<string, McpServer> }).mcpServers);
    const client = new Client({ name: 'test', version: '1' });
    const requestInit = { headers: server!.headers };
    const transport = new StreamableHTTPClientTransport(new URL(server!.url), { requestInit });
    await client.connect(transport);
    const answer = await client.callTool({ name: 'callers', arguments: { definition: 'charge' } });
    expect(JSON.stringify(answer.content)).toContain('retry');
    await client.close();
  });

  test('each service has health and metrics', async () => {
    for (const url of Object.values(up.report.urls)) {
      expect((await fetch(`${url}/health/live`)).status).toBe(200);
      expect((await fetch(`${url}/health/ready`)).status).toBe(200);
      expect(await (await fetch(`${url}/metrics`)).text()).toContain('process_cpu_seconds_total');
    }
  });

  test('the other commands find it by its data directory', async () => {
    const status = await runGkg(['status'], { env });
    expect(status.stdout).toContain(up.report.urls.coordinator);
    const query = await runGkg(['query', 'callers', 'definition=price'], { env });
    expect(query.stdout).toContain('total');
  });

  test('errors are the same body everywhere', async () => {
    const tool = await ask(served().query_url, { tool: 'everything', arguments: {} });
    expect(tool).toMatchObject({ status: 404, body: { code: 'unknown_tool' } });
    const args = await ask(served().query_url, { tool: 'callers', arguments: { nam: 'x' } });
    expect(args).toMatchObject({ status: 400, body: { code: 'invalid_arguments' } });
    const { webserver, coordinator, proxy } = up.report.urls;
    const namespace = await ask(`${webserver}/api/v1/query`, {
      namespace_id: 7,
      tool: 'callers',
      arguments: {},
    });
    expect(namespace).toMatchObject({ status: 404, body: { code: 'unknown_namespace' } });
    const unknown = await ask(`${coordinator}/api/v1/projects/999/query`, { tool: 'callers' });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'unknown_project' } });
    const unsigned = await ask(`${proxy}/kg/api/v1/query`, { namespace_id: 7, tool: 'callers' });
    expect(unsigned).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
  });

  test('a second one on the same data directory is refused, and the first goes on', async () => {
    const second = await runGkg(['up', project.path], {
      env: { ...env, ...(await nodeSettings(data.path)) },
    });
    expect(second.stderr).toMatch(/error: .* in use by process \d+.*\(data_dir_locked\)/);
    expect(second.code).toBe(4);
    expect((await callersOf('charge')).status).toBe(200);
  });

  test('one whose port is taken says which setting to change, and leaves nothing behind', async () => {
    const other = temporaryFolder('other');
    const second = await runGkg(['up', project.path], { env: { ...env, GKG_DATA_DIR: other.path } });
    expect(second.stderr).toMatch(/error: .*GKG_(INDEXER|WEBSERVER|PROXY|COORDINATOR)_PORT.*\(port_in_use\)/);
    expect(second.code).toBe(3);
    expect(second.stdout).toBe('');
    expect(processesOn(other.path)).toEqual([]);
    other.remove();
  });

  test('a directory that cannot be indexed is reported by its kind, and the old graph still answers', async () => {
    const empty = temporaryFolder('empty');
    const failed = await runGkg(['index', empty.path], { env });
    expect(failed.stderr).toMatch(/\(no_files\)$/m);
    expect(failed.code).toBe(6);
    expect((await callersOf('charge')).status).toBe(200);
    empty.remove();
  });
});

describe('indexing again while questions are asked', () => {
  test('no question fails, and the new graph answers when it is done', async () => {
    project.write(
      'shop/late.py',
      'from shop.payment import charge\n\n\ndef late(order):\n    charge(order)\n',
    );
    const indexing = runGkg(['index', project.path], { env });
    const statuses: number[] = [];
    let done = false;
    void indexing.then(() => (done = true));
    while (!done) statuses.push((await callersOf('charge')).status);
    const { code, stderr } = await indexing;
    expect(`${code} ${stderr}`).toMatch(/^0 /);
    expect(statuses.length).toBeGreaterThan(5);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(JSON.stringify((await callersOf('charge')).body)).toContain('late');
  });
});

describe('the end', () => {
  test.each([
    ['SIGINT', 0],
    ['SIGTERM', 0],
  ] as const)('%s stops every process, and the exit code is %d', async (signal, code) => {
    const own = temporaryFolder('own');
    const settings = await nodeSettings(own.path);
    const running = await startUp([project.path], settings);
    expect(processesOn(own.path).length).toBeGreaterThanOrEqual(5);
    const ended = await running.end(signal);
    expect(ended.stderr).not.toContain('error:');
    expect(ended.code).toBe(code);
    expect(processesOn(own.path)).toEqual([]);
    const again = await runGkg(['query', 'callers', 'definition=charge', '--data-dir', own.path]);
    expect(again.stdout).toContain('place');
    own.remove();
  });

  test('killed, it leaves no process either, and the data directory can be used again', async () => {
    const own = temporaryFolder('own');
    const settings = await nodeSettings(own.path);
    const first = await startUp([project.path], settings);
    await first.end('SIGKILL');
    await until(() => processesOn(own.path).length === 0);
    own.write('extra/payment.py', paymentModule(['charge']));
    const second = await startUp([join(own.path, 'extra')], settings);
    expect((await second.end('SIGINT')).code).toBe(0);
    own.remove();
  });
});

test('npm start serves the directory it is given, and a SIGTERM to npm stops all of it', async () => {
  const own = temporaryFolder('own');
  const settings = await nodeSettings(own.path);
  const npm = spawn('npm', ['start', '--', project.path], {
    cwd: root,
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  npm.stdout.on('data', (chunk) => (output += String(chunk)));
  await until(() => output.includes('Ctrl-C stops it.'), 60_000);
  for (const part of [
    'Where is',
    'charge',
    'Who calls it?',
    'What is never used?',
    '"mcpServers"',
    '/metrics',
  ]) {
    expect(output).toContain(part);
  }
  npm.kill('SIGTERM');
  await until(() => processesOn(own.path).length === 0);
  own.remove();
});

interface McpServer {
  readonly url: string;
  readonly headers: Record<string, string>;
}
