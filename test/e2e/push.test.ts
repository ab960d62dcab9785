import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Repository, startGitaly, type GitalyStandIn } from '@gkg/testkit';
import { requestJson } from '@gkg/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeSettings, startUp, until, type RunningUp } from './gkg-process.ts';
import { sampleProject, temporaryFolder, type Folder } from './sample-project.ts';

/*
 * From a push to the answer, with real processes all the way: git pushes into a bare repository, its hook tells
 * the coordinator, whose task sends the node to Gitaly (or to git), and the answer through coordinator and
 * proxy is that of the new commit.
 */
type Answer = Record<string, any>; // eslint-disable-line typescript/no-explicit-any -- read by assertions

const gitalySecret = 'secret-of-gitaly-9d1f';
let storage: Folder;
let data: Folder;
/** What `gkg up` serves from its start; nothing is asked about it. */
let sample: Folder;
let gitaly: GitalyStandIn;
let up: RunningUp;
beforeAll(async () => {
  [storage, data, sample] = [temporaryFolder('storage'), temporaryFolder('push'), sampleProject()];
  gitaly = await startGitaly({ storages: { default: storage.path }, secret: gitalySecret });
  const settings = await nodeSettings(data.path);
  up = await startUp([sample.path], { ...settings, GKG_POLL_INTERVAL_MS: '0', GKG_LOG_LEVEL: 'trace' });
});
afterAll(async () => {
  await up.end('SIGTERM');
  await gitaly.stop();
  for (const folder of [storage, data, sample]) folder.remove();
});

async function api(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> {
  const options = { method, timeoutMs: 30_000, ...(body === undefined ? {} : { body }) };
  return (await requestJson(`${up.report.urls.coordinator}/api/v1${path}`, options)) as Answer;
}

const view = (id: number) => api('GET', `/projects/${id}`);
const ask = (id: number, query: string) =>
  api('POST', `/projects/${id}/query`, { tool: 'search_definitions', arguments: { name: query } });

/** As a server has it: after a push, the new commit is told of in the manner of GitLab. */
function installHook(repository: Repository, hook: Answer): void {
  const file = join(repository.directory, 'hooks', 'post-receive');
  const program = `#!${process.execPath}
    const lines = require('fs').readFileSync(0, 'utf8').trim().split('\\n');
    for (const line of lines) {
      const [before, after, ref] = line.split(' ');
      fetch(${JSON.stringify(hook['url'])}, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-gitlab-token': ${JSON.stringify(hook['secret'])} },
        body: JSON.stringify({ object_kind: 'push', before, after, ref, project: { default_branch: 'main' } }),
      }).then((answer) => { if (!answer.ok) process.exitCode = 1; });
    }`;
  writeFileSync(file, program);
  chmodSync(file, 0o755);
}

describe.each([
  [
    "GitLab's storage",
    (repository: Repository) => ({
      gitaly: { address: gitaly.address, storage: 'default', path: repository.path, token: gitalySecret },
    }),
  ],
  ['a git address', (repository: Repository) => ({ url: `git+file://${repository.directory}` })],
])('a repository in %s', (where, sourceOf) => {
  test('answers for what was pushed, by one task', async () => {
    const repository = new Repository(storage.path, `${where.length}/app.git`);
    const first = repository.write('app/pay.py', 'def charge(order):\n    return order\n').commit();
    const project = await api('POST', '/projects', { ...sourceOf(repository), name: `app of ${where}` });
    const id = project['id'] as number;
    await until(async () => (await view(id))['state'] === 'ready', 60_000);
    expect(await ask(id, 'charge')).toMatchObject({ meta: { commit: first }, result: { total: 1 } });
    expect(await ask(id, 'refund')).toMatchObject({ result: { total: 0 } });

    const hook = await api('POST', `/projects/${id}/hooks`, { kind: 'gitlab' });
    installHook(repository, hook);
    const refund = 'def refund(order):\n    return charge(order)\n\n\ndef charge(order):\n    return order\n';
    const second = repository.write('app/pay.py', refund).commit();
    await until(async () => (await view(id))['commit'] === second, 60_000);
    expect(await ask(id, 'refund')).toMatchObject({ meta: { commit: second }, result: { total: 1 } });
    expect(await view(id)).toMatchObject({ wanted_commit: second, stale_since: null, state: 'ready' });
    const { tasks } = await api('GET', `/tasks?project=${id}`);
    expect(tasks).toMatchObject([{ state: 'done', commit: second }, { state: 'done' }]);

    execFileSync('git', ['--git-dir', repository.directory, 'branch', 'side', first]);
    repository.git('push', '--quiet', repository.directory, 'HEAD:refs/heads/feature');
    const hooks = (await api('GET', `/projects/${id}/hooks`))['hooks'];
    expect(hooks).toMatchObject([{ last_outcome: 'ignored' }]);
    expect((await api('GET', `/tasks?project=${id}`))['tasks']).toHaveLength(2);
    secrets.add(hook['secret'] as string);
  });
});

const secrets = new Set([gitalySecret]);

test('no secret of all this is in a log', () => {
  secrets.add(readFileSync(join(data.path, 'secret'), 'utf8').trim());
  const logs = readdirSync(join(data.path, 'logs')).map((name) =>
    readFileSync(join(data.path, 'logs', name), 'utf8'),
  );
  expect(logs.join('').length).toBeGreaterThan(1000);
  expect(secrets.size).toBe(4);
  for (const secret of secrets) expect(logs.filter((log) => log.includes(secret))).toEqual([]);
});
