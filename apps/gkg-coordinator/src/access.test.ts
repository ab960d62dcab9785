import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { requestJson, createLogger } from '@gkg/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAccess } from './access.ts';
import { startTestCoordinator, type Answer, type TestCoordinator } from './test-coordinator.ts';
import { testDatabases } from './test-databases.ts';

/** Who may ask what: every request here goes to a coordinator that needs tokens. */
describe.each(testDatabases)('on $name', ({ isMissing, ...database }) => {
  describe.skipIf(isMissing)('with tokens', () => {
    let coordinator: TestCoordinator;
    let admin: string;
    let serial = 0;
    beforeAll(async () => {
      coordinator = await startTestCoordinator({ isMissing, ...database }, { coordinatorAuth: 'token' });
      admin = readFileSync(join(coordinator.root, 'coordinator', 'admin-token'), 'utf8').trim();
    }, 60_000);
    afterAll(() => coordinator.stop());

    const asAdmin = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown) =>
      coordinator.api(method, path, body, admin);

    async function register(visibility: 'private' | 'public' = 'private'): Promise<Answer> {
      serial += 1;
      const path = join(coordinator.root, 'code', `project-${serial}`);
      mkdirSync(path, { recursive: true });
      return asAdmin('POST', '/projects', { path, visibility });
    }
    async function addUser(values: object = {}): Promise<Answer> {
      serial += 1;
      return asAdmin('POST', '/users', { name: `user-${serial}`, ...values });
    }
    const addToken = (user: Answer, values: object = {}) =>
      asAdmin('POST', `/users/${user['id']}/tokens`, { name: 'laptop', ...values });
    const grant = (project: Answer, user: Answer, level: 'read' | 'manage') =>
      asAdmin('PUT', `/projects/${project['id']}/permissions/${user['id']}`, { level });
    const ask = (project: Answer | number, token: string) => {
      const id = typeof project === 'number' ? project : (project['id'] as number);
      return coordinator.api('POST', `/projects/${id}/query`, { tool: 'repository_stats' }, token);
    };

    test('the admin token lies in a file that only its owner can read', () => {
      expect(statSync(join(coordinator.root, 'coordinator', 'admin-token')).mode & 0o777).toBe(0o600);
    });

    test.each([
      ['none', {}],
      ['a wrong one', { authorization: `Bearer gkg-${'0'.repeat(12)}-${'A'.repeat(43)}` }],
      ['one of another form', { authorization: 'Bearer x' }],
      ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }],
      ['an endless one', { authorization: `Bearer ${'x'.repeat(8000)}` }],
    ])('without a valid token (%s) nothing is answered', async (_what, headers) => {
      for (const path of ['/api/v1/projects', '/api/v1/nodes', '/api/v1/user', '/api/v1/projects/1']) {
        const answer = await fetch(`${coordinator.url}${path}`, {
          headers: headers as Record<string, string>,
        });
        expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
        expect(await answer.json()).toMatchObject({ code: 'unauthorized' });
      }
      const mcp = await fetch(`${coordinator.url}/mcp`, {
        method: 'POST',
        headers: headers as Record<string, string>,
      });
      expect(mcp.status).toBe(401);
    });

    test('a token is shown once, kept as a hash, and says when it was used', async () => {
      const user = await addUser();
      const { token, ...shown } = await addToken(user);
      expect(token).toMatch(/^gkg-[0-9a-f]{12}-[\w-]{43}$/);
      expect(shown).toMatchObject({ last_used_at: null, revoked_at: null });
      expect(await coordinator.api('GET', '/user', undefined, token)).toMatchObject({
        id: user['id'],
        name: user['name'],
        is_admin: false,
      });
      const listed = await asAdmin('GET', `/users/${user['id']}/tokens`);
      expect(listed['tokens']).toMatchObject([{ last_used_at: new Date(coordinator.clock).toISOString() }]);
      expect(JSON.stringify(listed)).not.toContain(token.slice(-20));
    });

    test('whoever knows only the public half of a token is nobody', async () => {
      const { token } = await addToken(await addUser());
      const guessed = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
      await expect(coordinator.api('GET', '/user', undefined, token)).resolves.toBeDefined();
      await expect(coordinator.api('GET', '/user', undefined, guessed)).rejects.toMatchObject({
        kind: 'unauthorized',
      });
    });

    test('a token ends when it expires, is revoked, or its user is blocked or gone', async () => {
      const user = await addUser();
      const whoAmI = (token: string) => coordinator.api('GET', '/user', undefined, token);
      const expiring = await addToken(user, { expires_at: new Date(coordinator.clock + 1000).toISOString() });
      const revoked = await addToken(user);
      const blocked = await addToken(user);
      await expect(whoAmI(expiring['token'])).resolves.toBeDefined();
      coordinator.clock += 1000;
      await asAdmin('DELETE', `/tokens/${revoked['id']}`);
      const refused = { kind: 'unauthorized', message: 'Unauthorized: the token is not valid.' };
      await expect(whoAmI(expiring['token'])).rejects.toMatchObject(refused);
      await expect(whoAmI(revoked['token'])).rejects.toMatchObject(refused);
      await asAdmin('PATCH', `/users/${user['id']}`, { is_blocked: true });
      await expect(whoAmI(blocked['token'])).rejects.toMatchObject(refused);
      await asAdmin('PATCH', `/users/${user['id']}`, { is_blocked: false });
      await expect(whoAmI(blocked['token'])).resolves.toBeDefined();
      await asAdmin('DELETE', `/users/${user['id']}`);
      await expect(whoAmI(blocked['token'])).rejects.toMatchObject(refused);
    });

    test('a project that a user may not read is as unknown as one that does not exist', async () => {
      const [user, project] = [await addUser(), await register()];
      const { token } = await addToken(user);
      const unknown = 4711_000;
      const refusals = [];
      for (const id of [project['id'] as number, unknown]) {
        const answers = await Promise.allSettled([
          ask(id, token),
          coordinator.api('GET', `/projects/${id}`, undefined, token),
          coordinator.api('DELETE', `/projects/${id}`, undefined, token),
          coordinator.api('POST', `/projects/${id}/index`, undefined, token),
        ]);
        refusals.push(
          answers.map((answer) => {
            const { kind, message, detail } = (answer as PromiseRejectedResult).reason;
            return JSON.stringify({ kind, message, detail }).replaceAll(String(id), 'ID');
          }),
        );
      }
      expect(refusals[0]).toEqual(refusals[1]);
      expect(new Set(refusals[0]).size).toBe(1);
      expect(refusals[0]![0]).toContain('unknown_project');
    });

    test('a permission lets a user ask, and one to manage change, until it is taken away', async () => {
      const [user, project] = [await addUser(), await register()];
      const { token } = await addToken(user);
      await grant(project, user, 'read');
      // It passes the check and gets as far as the missing node.
      await expect(ask(project, token)).rejects.toMatchObject({ kind: 'unknown_namespace' });
      const index = () => coordinator.api('POST', `/projects/${project['id']}/index`, undefined, token);
      await expect(index()).rejects.toMatchObject({ kind: 'forbidden' });
      await grant(project, user, 'manage');
      await expect(index()).resolves.toMatchObject({ id: project['id'] });
      const visible = await coordinator.api('GET', '/projects', undefined, token);
      expect(visible['projects'].map(({ id }: Answer) => id)).toEqual([project['id']]);
      expect((await asAdmin('GET', `/projects/${project['id']}/permissions`))['permissions']).toMatchObject([
        { user: user['name'], level: 'manage' },
      ]);
      await asAdmin('DELETE', `/projects/${project['id']}/permissions/${user['id']}`);
      await expect(ask(project, token)).rejects.toMatchObject({ kind: 'unknown_project' });
    });

    test('a public project may be asked about by every user, but not changed', async () => {
      const [user, project] = [await addUser(), await register('public')];
      const { token } = await addToken(user);
      await expect(ask(project, token)).rejects.toMatchObject({ kind: 'unknown_namespace' });
      const change = coordinator.api('PATCH', `/projects/${project['id']}`, { visibility: 'private' }, token);
      await expect(change).rejects.toMatchObject({ kind: 'forbidden' });
      await asAdmin('PATCH', `/projects/${project['id']}`, { visibility: 'private' });
      await expect(ask(project, token)).rejects.toMatchObject({ kind: 'unknown_project' });
    });

    test('a token of one project is good for that one only, also when an admin has it', async () => {
      const [user, one, other] = [
        await addUser({ is_admin: true }),
        await register(),
        await register('public'),
      ];
      const { token } = await addToken(user, { project: one['name'] });
      await expect(ask(one, token)).rejects.toMatchObject({ kind: 'unknown_namespace' });
      await expect(ask(other, token)).rejects.toMatchObject({ kind: 'unknown_project' });
      await expect(coordinator.api('GET', '/users', undefined, token)).rejects.toMatchObject({
        kind: 'forbidden',
      });
    });

    test('only an admin reaches the routes of the admin', async () => {
      const user = await addUser();
      const { token } = await addToken(user);
      const admins = [
        ['GET', '/nodes'],
        ['GET', '/tasks'],
        ['GET', '/users'],
        ['POST', '/projects'],
        ['POST', `/users/${user['id']}/tokens`],
        ['DELETE', `/users/${user['id']}`],
      ] as const;
      for (const [method, path] of admins) {
        await expect(
          coordinator.api(method, path, method === 'GET' ? undefined : {}, token),
        ).rejects.toMatchObject({ kind: 'forbidden' });
      }
      await asAdmin('PATCH', `/users/${user['id']}`, { is_admin: true });
      await expect(coordinator.api('GET', '/nodes', undefined, token)).resolves.toBeDefined();
    });

    test('who asks too often is told when to come back, and nobody else is', async () => {
      const [fast, slow] = [await addUser({ requests_per_minute: 3 }), await addUser()];
      const [{ token }, other] = [await addToken(fast), await addToken(slow)];
      const whoAmI = () =>
        fetch(`${coordinator.url}/api/v1/user`, { headers: { authorization: `Bearer ${token}` } });
      const statuses = [];
      for (let request = 0; request < 4; request += 1) statuses.push((await whoAmI()).status);
      expect(statuses).toEqual([200, 200, 200, 429]);
      const refusal = await whoAmI();
      expect(Number(refusal.headers.get('retry-after'))).toBeGreaterThan(10);
      await expect(coordinator.api('GET', '/user', undefined, other['token'])).resolves.toBeDefined();
    });

    test.each([
      ['a name that is taken', 'POST', '/users', { name: 'twice' }],
      ['a name that cannot stand in a header', 'POST', '/users', { name: 'a\nb' }],
      ['an end in the past', 'POST', '/users/1/tokens', { name: 'a', expires_at: '2020-01-01T00:00:00Z' }],
      ['an unknown field', 'POST', '/users', { name: 'x', admin: true }],
    ] as const)('refuses %s', async (_what, method, path, body) => {
      await asAdmin('POST', '/users', { name: 'twice' }).catch(() => undefined);
      await expect(asAdmin(method, path, body)).rejects.toMatchObject({ kind: 'invalid_request' });
    });
  });
});

describe('without tokens', () => {
  let coordinator: TestCoordinator;
  beforeAll(async () => {
    coordinator = await startTestCoordinator(testDatabases[0]!);
  }, 60_000);
  afterAll(() => coordinator.stop());

  test('who asks on this machine is the owner', async () => {
    expect(await coordinator.api('GET', '/user')).toMatchObject({ id: null, name: 'owner', is_admin: true });
  });

  test.each([
    ['was passed on by a proxy', { 'x-forwarded-for': '203.0.113.9' }],
    ['was addressed to a name of elsewhere', { host: 'rebound.example' }],
  ])('a request that %s is not of this machine', async (_what, headers) => {
    const asked = requestJson(`${coordinator.url}/api/v1/user`, { headers, timeoutMs: 5000 });
    await expect(asked).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  test('a token that is sent all the same must be valid', async () => {
    await expect(coordinator.api('GET', '/user', undefined, 'wrong')).rejects.toMatchObject({
      kind: 'unauthorized',
    });
  });

  test('is refused where others can reach the coordinator', async () => {
    const logger = createLogger('test', { level: 'silent' });
    const config = {
      coordinatorAuth: 'none',
      coordinatorHost: '0.0.0.0',
      adminTokenFile: '',
      userRequestsPerMinute: 1,
    } as const;
    await expect(openAccess(config, logger)).rejects.toMatchObject({ kind: 'config_invalid' });
  });
});
