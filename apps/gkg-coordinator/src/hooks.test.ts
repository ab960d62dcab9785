import { createHmac } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { heartbeat, startTestCoordinator, type Answer, type TestCoordinator } from './test-coordinator.ts';
import { testDatabases } from './test-databases.ts';

const commits = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(40)) as [string, string, string, string];
const [A, B, C] = commits;
const gone = '0'.repeat(40);

describe.each(testDatabases)('on $name', ({ isMissing, ...database }) => {
  describe.skipIf(isMissing)('a push', () => {
    let coordinator: TestCoordinator;
    let node: string;
    let project: Answer;
    let serial = 0;
    beforeAll(async () => {
      const settings = { hookBytesMax: 20_000, pollIntervalMs: 0 };
      coordinator = await startTestCoordinator({ isMissing, ...database }, settings);
    }, 60_000);
    afterAll(() => coordinator.stop());
    beforeEach(async () => {
      serial += 1;
      node = `node-${serial}`;
      await beat();
      const path = join(coordinator.root, `code-${serial}`);
      mkdirSync(path);
      project = await coordinator.api('POST', '/projects', { path });
    });
    afterEach(async () => {
      await coordinator.api('DELETE', `/projects/${project['id']}`);
      coordinator.clock += 61_000;
    });

    const beat = async (): Promise<Answer[]> =>
      (await coordinator.rails(node, 'heartbeat', heartbeat()))['tasks'];
    const view = () => coordinator.api('GET', `/projects/${project['id']}`);
    const tasks = async () =>
      (await coordinator.api('GET', `/tasks?project=${project['id']}`))['tasks'] as Answer[];

    function settle(task: Answer, commit: string | null, success = true): Promise<Answer> {
      const { name, payload } = task['payload'].Callback;
      const more = { additional_payload: { commit }, ...(success ? {} : { error: 'It failed.' }) };
      return coordinator.rails(node, 'callback', { name, payload, success, ...more });
    }
    async function served(commit: string): Promise<void> {
      for (const task of await beat()) await settle(task, commit);
    }

    const addHook = (kind: string, values: object = {}) =>
      coordinator.api('POST', `/projects/${project['id']}/hooks`, { kind, ...values });
    async function send(hook: Answer, body: string, headers: Record<string, string>): Promise<Answer> {
      const path = new URL(hook['url']).pathname;
      const type = { 'content-type': 'application/json' };
      const answer = await fetch(`${coordinator.url}${path}`, {
        method: 'POST',
        body,
        headers: { ...type, ...headers },
      });
      return { status: answer.status, ...((await answer.json()) as object) };
    }
    const gitlab = (hook: Answer, body: object, secret = hook['secret'] as string) =>
      send(hook, JSON.stringify(body), { 'x-gitlab-event': 'Push Hook', 'x-gitlab-token': secret });
    const signed = (secret: string, body: string) => ({
      'x-github-event': 'push',
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    });
    const push = (after: string, branch = 'main') => ({
      object_kind: 'push',
      ref: `refs/heads/${branch}`,
      before: gone,
      after,
      checkout_sha: after,
      project: { default_branch: 'main' },
    });

    test('that GitLab tells of becomes one task, and what is wanted', async () => {
      const hook = await addHook('gitlab');
      await served(A);
      expect(await view()).toMatchObject({ commit: A, wanted_commit: A, stale_since: null });
      coordinator.clock += 1000;
      const since = new Date(coordinator.clock).toISOString();
      expect(await gitlab(hook, push(B))).toMatchObject({ status: 202, outcome: 'scheduled' });
      coordinator.clock += 1000;
      expect(await gitlab(hook, push(B))).toMatchObject({ outcome: 'collapsed' });
      expect(await view()).toMatchObject({ state: 'ready', commit: A, wanted_commit: B, stale_since: since });
      const [task, ...others] = await beat();
      expect(others).toEqual([]);
      expect((await tasks())[0]).toMatchObject({ state: 'processing', commit: B });
      await settle(task!, B);
      expect(await view()).toMatchObject({ commit: B, wanted_commit: B, stale_since: null });
      expect(await gitlab(hook, push(B))).toMatchObject({ outcome: 'unchanged' });
      expect(await beat()).toEqual([]);
    });

    test('while a task runs leads to exactly one further task, however many there are', async () => {
      const hook = await addHook('gitlab');
      await served(A);
      await gitlab(hook, push(B));
      const [running] = await beat();
      expect(await gitlab(hook, push(B))).toMatchObject({ outcome: 'collapsed' });
      const outcomes = [];
      for (const commit of [C, commits[3], C]) outcomes.push((await gitlab(hook, push(commit)))['outcome']);
      expect(outcomes).toEqual(['scheduled', 'collapsed', 'collapsed']);
      await settle(running!, B);
      const further = await beat();
      expect(further).toHaveLength(1);
      await settle(further[0]!, C);
      expect(await beat()).toEqual([]);
      expect(await view()).toMatchObject({ commit: C, stale_since: null });
    });

    test('many at once are one task', async () => {
      const hook = await addHook('gitlab');
      await served(A);
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => gitlab(hook, push(B))));
      expect(outcomes.filter(({ outcome }) => outcome === 'scheduled')).toHaveLength(1);
      expect(await beat()).toHaveLength(1);
    });

    test('is made up for when the node saw an older state of the branch, but not for ever', async () => {
      const hook = await addHook('gitlab');
      await served(A);
      await gitlab(hook, push(B));
      for (let attempt = 0; attempt < 3; attempt += 1) {
        coordinator.clock += 3_600_000;
        await served(A);
        expect(await view()).toMatchObject({ commit: A, wanted_commit: B });
      }
      coordinator.clock += 3_600_000;
      expect(await beat()).toEqual([]);
    });

    test('that the node saw more than is no reason to index again', async () => {
      const hook = await addHook('gitlab');
      await served(A);
      await gitlab(hook, push(B));
      await served(C);
      expect(await view()).toMatchObject({ commit: C, wanted_commit: C, stale_since: null });
      expect(await gitlab(hook, push(C))).toMatchObject({ outcome: 'unchanged' });
    });

    test.each([
      ['another branch', push(B, 'feature'), 'another branch'],
      ['a deleted branch', push(gone), 'a deletion'],
      ['a tag', { ...push(B), object_kind: 'tag_push', ref: 'refs/tags/v1' }, 'a GitLab event tag_push'],
      ['an issue', { object_kind: 'issue' }, 'a GitLab event issue'],
    ])('of %s is ignored', async (_what, body, why) => {
      const hook = await addHook('gitlab');
      await served(A);
      expect(await gitlab(hook, body)).toMatchObject({ status: 202, outcome: 'ignored', why });
      expect(await beat()).toEqual([]);
    });

    test('that GitHub tells of is believed by its signature, also as a form', async () => {
      const hook = await addHook('github', { secret: 'It is a Secret to Everybody'.replaceAll(' ', '-') });
      await served(A);
      const body = JSON.stringify({
        ref: 'refs/heads/main',
        after: B,
        repository: { default_branch: 'main' },
      });
      expect(await send(hook, body, signed(hook['secret'], body))).toMatchObject({ outcome: 'scheduled' });
      const form = `payload=${encodeURIComponent(body.replace(B, C))}`;
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const sent = await send(hook, form, { ...signed(hook['secret'], form), ...type });
      expect(sent).toMatchObject({ status: 202, outcome: 'collapsed' });
      expect(await view()).toMatchObject({ wanted_commit: C });
      const ping = await send(hook, '{}', { ...signed(hook['secret'], '{}'), 'x-github-event': 'ping' });
      expect(ping).toMatchObject({ status: 202, outcome: 'ignored' });
      const tampered = await send(hook, body.replace(B, C), signed(hook['secret'], body));
      expect(tampered).toMatchObject({ status: 401, code: 'unauthorized' });
    });

    test('that anything else tells of needs no more than the secret', async () => {
      const hook = await addHook('plain');
      await served(A);
      const token = { 'x-gkg-token': hook['secret'] as string };
      const bearer = { authorization: `Bearer ${hook['secret']}` };
      expect(await send(hook, '{}', token)).toMatchObject({ outcome: 'scheduled' });
      await served(A);
      expect(await send(hook, JSON.stringify({ ref: 'main', commit: B }), bearer)).toMatchObject({
        outcome: 'scheduled',
      });
      await served(B);
      expect(await send(hook, JSON.stringify({ commit: B }), token)).toMatchObject({ outcome: 'unchanged' });
    });

    test.each([
      ['no JSON', '{', 400, 'invalid_request'],
      ['no commit', JSON.stringify({ ...push('main') }), 400, 'invalid_request'],
      ['no ref', JSON.stringify({ object_kind: 'push', after: B }), 400, 'invalid_request'],
      ['a list', '[]', 400, 'invalid_request'],
      ['nothing', '', 400, 'invalid_request'],
      ['too much', JSON.stringify({ ...push(B), filler: 'x'.repeat(20_000) }), 413, 'too_large'],
    ])('with %s is answered by its code', async (_what, body, status, code) => {
      const hook = await addHook('gitlab');
      const headers = { 'x-gitlab-token': hook['secret'] as string };
      expect(await send(hook, body, headers)).toMatchObject({ status, code });
    });

    test('from who does not know the secret, or to a hook that does not exist, is refused alike', async () => {
      const hooks = [await addHook('gitlab'), await addHook('github'), await addHook('plain')];
      const unknown = { url: 'http://x/api/v1/hooks/0123456789abcdef01234567' };
      const answers = [];
      for (const hook of [...hooks, unknown]) {
        for (const headers of [
          {},
          { 'x-gitlab-token': 'wrong' },
          { 'x-gkg-token': '' },
          signed('wrong', '{}'),
        ]) {
          answers.push(JSON.stringify(await send(hook, '{}', headers)));
        }
      }
      expect(new Set(answers).size).toBe(1);
      expect(JSON.parse(answers[0]!)).toMatchObject({ status: 401, code: 'unauthorized' });
    });

    test('floods are told to wait', async () => {
      const hook = await addHook('plain');
      const statuses = [];
      for (let message = 0; message < 125; message += 1)
        statuses.push((await send(hook, '{}', {}))['status']);
      expect(statuses.slice(0, 100)).not.toContain(429);
      expect(statuses).toContain(429);
    });

    test('has its secret shown once', async () => {
      const { secret, ...hook } = await addHook('gitlab');
      const listed = await coordinator.api('GET', `/projects/${project['id']}/hooks`);
      expect(listed['hooks']).toEqual([hook]);
      expect(JSON.stringify(listed)).not.toContain(secret);
      await gitlab({ ...hook, secret }, push(B));
      expect((await coordinator.api('GET', `/projects/${project['id']}/hooks`))['hooks']).toMatchObject([
        { last_outcome: expect.any(String), last_used_at: expect.any(String) },
      ]);
      await coordinator.api('DELETE', `/projects/${project['id']}/hooks/${hook['id']}`);
      expect(await gitlab({ ...hook, secret }, push(B))).toMatchObject({ status: 401 });
    });

    test('to a repository in GitLab storage brings its node the connection data, and nobody else the token', async () => {
      const gitaly = {
        address: 'tls://gitaly:9999',
        storage: 'default',
        path: '@hashed/aa/bb.git',
        token: 'hush',
      };
      const held = await coordinator.api('POST', '/projects', { gitaly, name: `held-${serial}` });
      expect(JSON.stringify(held)).not.toContain('hush');
      const bodies = (await beat()).filter(({ payload }) => payload.RepoId === held['id']);
      expect(bodies).toMatchObject([
        {
          payload: {
            GitalyConnectionInfo: {
              Address: 'tls://gitaly:9999',
              Token: 'hush',
              Storage: 'default',
              Path: '@hashed/aa/bb.git',
            },
          },
        },
      ]);
      await coordinator.api('POST', '/projects', { gitaly: { ...gitaly, token: 'newer' } });
      const again = (await beat()).filter(({ payload }) => payload.RepoId === held['id']);
      expect(again[0]!['payload'].GitalyConnectionInfo.Token).toBe('newer');
      await coordinator.api('DELETE', `/projects/${held['id']}`);
    });

    test.each([
      [{ address: 'https://host', storage: 'default', path: 'a.git' }],
      [{ address: 'tcp://host:1', storage: 'a b', path: 'a.git' }],
      [{ address: 'tcp://host:1', storage: 'default', path: '../a.git' }],
    ])('to a Gitaly server of another form is refused: %j', async (gitaly) => {
      await expect(coordinator.api('POST', '/projects', { gitaly })).rejects.toMatchObject({
        kind: 'invalid_request',
      });
    });
  });
});
