import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gkgBinary, runGkg } from './gkg-process.ts';
import { sampleProject, temporaryFolder, type Folder } from './sample-project.ts';

let project: Folder;
let data: Folder;
let env: Record<string, string> = {};

const gkg = (...args: string[]) => runGkg(args, { env, cwd: project.path });

beforeAll(async () => {
  project = sampleProject();
  data = temporaryFolder('data');
  env = { GKG_DATA_DIR: data.path };
  expect((await gkg('index', '.')).code).toBe(0);
});
afterAll(() => [project, data].forEach((folder) => folder.remove()));

describe('without a server', () => {
  test('index prints what it found and what it cost', async () => {
    const { stdout, stderr, code } = await gkg('index', '.');
    expect(code).toBe(0);
    for (const label of ['files', 'definitions', 'CALLS', 'parse', 'load', 'peak memory']) {
      expect(stdout).toMatch(new RegExp(`^${label} `, 'm'));
    }
    expect(stderr).toMatch(/: parse/);
    expect(stderr).not.toContain('\r');
  });

  test('index --json is one object', async () => {
    const result = JSON.parse((await gkg('index', '.', '--json')).stdout);
    expect(result.statistics.files_parsed).toBe(5);
    expect(result.statistics.edges.CALLS).toBeGreaterThanOrEqual(3);
    expect(result.statistics.peak_memory_bytes).toBeGreaterThan(1_000_000);
  });

  test('nothing is written into the project', () => {
    expect(readdirSync(project.path).toSorted()).toEqual(['shop', 'web']);
  });

  test('query answers in text and in JSON', async () => {
    expect((await gkg('query', 'get_definition', 'definition=charge')).stdout).toContain('shop/payment.py');
    const response = JSON.parse((await gkg('query', 'callers', 'definition=charge', '--json')).stdout);
    expect(response.meta).toMatchObject({ project: expect.stringContaining('gkg-sample'), truncated: false });
    expect(JSON.stringify(response.result)).toContain('place');
  });

  test('what is never used', async () => {
    const { stdout } = await gkg('query', 'unused_definitions', 'include_exported=true');
    expect(stdout).toContain('refund');
    expect(stdout).not.toMatch(/\bcharge\b/);
  });

  test('status lists the project, remove removes it', async () => {
    const other = temporaryFolder('other');
    other.write('a.py', 'def a():\n    pass\n');
    await gkg('index', other.path, '--name', 'other');
    expect((await gkg('status')).stdout).toMatch(/^other +.*definitions/m);
    expect((await gkg('remove', 'other')).stdout).toBe('Removed other.\n');
    expect((await gkg('status')).stdout).not.toMatch(/^other /m);
    other.remove();
  });
});

describe("a graph file of one's own", () => {
  test('is written by --out, asked by --graph, and leaves the data directory alone', async () => {
    const out = temporaryFolder('out');
    const file = join(out.path, 'shop.kuzu');
    const before = JSON.stringify((await gkg('status', '--json')).stdout);
    expect((await gkg('index', '.', '--out', file)).code).toBe(0);
    expect(readdirSync(out.path).toSorted()).toEqual(['shop.kuzu', 'shop.kuzu.manifest.json']);
    expect((await gkg('query', 'callers', 'definition=price', '--graph', file)).stdout).toContain('total');
    expect(JSON.stringify((await gkg('status', '--json')).stdout)).toBe(before);
    out.remove();
  });

  test('exports the same lines from two runs, and each line is an object', async () => {
    const out = temporaryFolder('out');
    const exports = [];
    for (const name of ['one.kuzu', 'two.kuzu']) {
      await gkg('index', '.', '--out', join(out.path, name));
      exports.push((await gkg('export', '--graph', join(out.path, name))).stdout);
    }
    expect(exports[0]).toBe(exports[1]);
    const lines = (exports[0] ?? '')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const call = lines.find((line) => line.edge === 'CALLS' && line.to.includes('charge'));
    expect(call).toMatchObject({ file: 'shop/order.py', resolution: expect.stringMatching(/\w/) });
    expect(lines.some((line) => line.node === 'Definition' && line.name === 'total')).toBe(true);
    out.remove();
  });

  test('a reader of the export may go away early', () => {
    const head = spawnSync('sh', ['-c', `"${gkgBinary}" export | head -n 1`], {
      cwd: project.path,
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
    expect(head.stderr).toBe('');
    expect(JSON.parse(head.stdout)).toHaveProperty('node');
  });
});

describe('the binary', () => {
  test('has help for every command, with examples', async () => {
    const commands = ['up', 'index', 'query', 'export', 'mcp', 'status', 'remove'];
    const general = await gkg('--help');
    for (const command of commands) {
      expect(general.stdout).toContain(`  ${command}`);
      const { stdout, code } = await gkg(command, '--help');
      expect(stdout).toMatch(new RegExp(`Examples:\\n {2}.*gkg ${command}`));
      expect(code).toBe(0);
    }
  });

  test('starts itself on the Node of the workspace when an older one runs it', () => {
    const launcher = readFileSync(new URL('../../apps/gkg-cli/bin/gkg.js', import.meta.url), 'utf8');
    const old = temporaryFolder('old');
    const pretend = `Object.defineProperty(process.versions, 'node', { value: '18.20.0' });`;
    old.write('pretend.cjs', pretend);
    const bin = new URL('../../apps/gkg-cli/bin/gkg.js', import.meta.url).pathname;
    const run = spawnSync(process.execPath, ['--require', join(old.path, 'pretend.cjs'), bin, '--help'], {
      encoding: 'utf8',
    });
    expect(launcher).toContain('workspaceNode');
    expect(run.stdout).toContain('Usage: gkg');
    old.remove();
  });
});

describe('gkg mcp on stdio', () => {
  test('lists the tools and answers', async () => {
    const transport = new StdioClientTransport({
      command: gkgBinary,
      args: ['mcp'],
      cwd: project.path,
      env: { ...(process.env as Record<string, string>), ...env },
    });
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(transport);
    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name)).toEqual(expect.arrayContaining(['callers', 'list_projects']));
    const answer = await client.callTool({ name: 'callers', arguments: { definition: 'charge' } });
    expect(JSON.stringify(answer.content)).toContain('retry');
    const wrong = await client.callTool({ name: 'callers', arguments: { nam: 'charge' } });
    expect(wrong.isError).toBe(true);
    await client.close();
  });
});

test('the repository knows its own commit', async () => {
  const git = (...args: string[]) => execFileSync('git', ['-C', project.path, ...args], { encoding: 'utf8' });
  git('init', '-q');
  git('add', '.');
  git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-qm', 'First');
  const { commit } = JSON.parse((await gkg('index', '.', '--json')).stdout);
  expect(commit).toBe(git('rev-parse', 'HEAD').trim());
});
