import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { GkgError, localNamespaceId } from '@gkg/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { heartbeat, startTestCoordinator, type Answer, type TestCoordinator } from './test-coordinator.ts';
import { testDatabases } from './test-databases.ts';

/*
 * Each test has directories, a node and names of its own; starting a database takes a second, hence one
 * coordinator for all of them.
 */
describe.each(testDatabases)('on $name', ({ isMissing, ...database }) => {
  describe.skipIf(isMissing)('a coordinator', () => {
    let coordinator: TestCoordinator;
    let serial = 0;
    beforeAll(async () => {
      coordinator = await startTestCoordinator({ isMissing, ...database });
    }, 60_000);
    afterAll(() => coordinator.stop());

    const api: TestCoordinator['api'] = (...request) => coordinator.api(...request);
    const rails: TestCoordinator['rails'] = (...request) => coordinator.rails(...request);

    let node: string;
    let directory: string;
    beforeEach(() => {
      serial += 1;
      node = `node-${serial}`;
      directory = join(coordinator.root, 'code', `project-${serial}`);
      mkdirSync(directory, { recursive: true });
    });
    /** So that the next test's project does not land on this test's node. */
    afterEach(async () => {
      for (const project of (await api('GET', '/projects'))['projects'])
        await api('DELETE', `/projects/${project.id}`);
      coordinator.clock += 61_000;
    });

    const beat = (values?: Record<string, unknown>) => rails(node, 'heartbeat', heartbeat(values));

    async function indexed(): Promise<Answer> {
      const project = await api('POST', '/projects', { path: directory });
      const { tasks } = await beat();
      await settle(tasks[0], { success: true, additional_payload: { commit: 'c0ffee' } });
      return project;
    }

    function settle(task: Answer, values: Record<string, unknown>): Promise<Answer> {
      const { name, payload } = task['payload'].Callback;
      return rails(node, 'callback', { name, payload, ...values });
    }

    const failure = { success: false, error: 'The disk is full.', additional_payload: { code: 'disk_full' } };

    describe('a heartbeat', () => {
      test('registers a node with the fields that Rails has', async () => {
        const answer = await beat({ 'node.search_url': 'http://127.0.0.1:2', 'node.concurrency': 8 });
        expect(answer).toEqual({
          id: expect.any(Number),
          truncate: true,
          tasks: [],
          pull_frequency: '10s',
          stop_indexing: false,
        });
        expect((await beat())['truncate']).toBe(false);
        const { nodes } = await api('GET', '/nodes');
        expect(nodes.find((n: Answer) => n['uuid'] === node)).toMatchObject({
          online: true,
          url: 'http://127.0.0.1:1',
        });
      });

      test('with a missing field is refused, naming it', async () => {
        const answer = rails(node, 'heartbeat', { 'node.url': 'http://n' });
        await expect(answer).rejects.toMatchObject({
          kind: 'invalid_request',
          message: expect.stringMatching(/node\.name/),
        });
      });

      test('of a full node stops indexing but not deletion', async () => {
        const project = await indexed();
        await api('POST', `/projects/${project['id']}/index`);
        const full = { 'disk.used': 995e9 };
        expect(await beat(full)).toMatchObject({ stop_indexing: true, tasks: [] });
        await api('DELETE', `/projects/${project['id']}`);
        expect((await beat(full))['tasks']).toMatchObject([{ name: 'delete_graph' }]);
      });
    });

    describe('tasks', () => {
      test('have the form of Rails, and are delivered again until they are settled', async () => {
        await beat();
        const project = await api('POST', '/projects', { path: directory });
        const { tasks } = await beat();
        const namespaceId = localNamespaceId(directory);
        expect(tasks).toEqual([
          {
            name: 'index_graph',
            payload: {
              GitalyConnectionInfo: {
                Address: `file://${directory}`,
                Token: null,
                Storage: 'default',
                Path: project['name'],
              },
              NamespaceId: namespaceId,
              RepoId: project['id'],
              Callback: {
                name: 'index_graph',
                payload: { task_id: expect.any(Number), service_type: 'knowledge_graph' },
              },
              Timeout: '5400s',
            },
          },
        ]);
        expect((await beat())['tasks']).toEqual(tasks);
        await settle(tasks[0], { success: true, additional_payload: { commit: 'c0ffee' } });
        expect((await beat())['tasks']).toEqual([]);
        expect(await api('GET', `/projects/${project['id']}`)).toMatchObject({
          state: 'ready',
          commit: 'c0ffee',
        });
      });

      test('wait for a node when there is none', async () => {
        const project = await api('POST', '/projects', { path: directory });
        expect(project).toMatchObject({ state: 'waiting', node_id: null });
        expect((await beat())['tasks']).toHaveLength(1);
      });

      test.each([
        ['there is no node', undefined, 'no_node', 'no node that serves graphs is online'],
        ['no node has space', { 'disk.used': 0.8e12 }, 'no_space', 'no node has space for it'],
      ])('say why they wait while %s', async (_why, node, reason, words) => {
        if (node !== undefined) await beat(node);
        const { id } = await api('POST', '/projects', { path: directory });
        await vi.waitFor(async () => {
          expect(await api('GET', `/projects/${id}`)).toMatchObject({ state: 'waiting', waits_for: reason });
        });
        const asked = api('POST', `/projects/${id}/query`, { tool: 'repository_stats' });
        await expect(asked).rejects.toMatchObject({
          kind: 'unknown_namespace',
          message: expect.stringContaining(words),
        });
      });

      test('go only to nodes that serve graphs', async () => {
        await api('POST', '/projects', { path: directory });
        expect((await beat({ 'node.services': ['zoekt'] }))['tasks']).toEqual([]);
      });

      test('are at most half of what a node can run, and it hurries while as many wait as it can run', async () => {
        await beat();
        for (const name of ['a', 'b', 'c']) {
          mkdirSync(join(directory, name));
          await api('POST', '/projects', { path: join(directory, name) });
        }
        const answer = await beat({ 'node.concurrency': 4 });
        expect(answer['tasks']).toHaveLength(2);
        expect(answer['pull_frequency']).toBe('10s');
        expect(await beat({ 'node.concurrency': 1 })).toMatchObject({ pull_frequency: '500ms' });
      });

      test('that fail come back after the delay, doubled, and end as failed', async () => {
        await beat();
        const project = await api('POST', '/projects', { path: directory });
        for (const delayMs of [300_000, 600_000]) {
          const { tasks } = await beat();
          await settle(tasks[0], failure);
          coordinator.clock += delayMs - 1000;
          expect((await beat())['tasks']).toEqual([]);
          coordinator.clock += delayMs / 2 + 1000;
        }
        expect(await api('GET', `/projects/${project['id']}`)).toMatchObject({ state: 'retrying' });
        await settle((await beat())['tasks'][0], failure);
        expect(await api('GET', `/projects/${project['id']}`)).toMatchObject({
          state: 'failed',
          task: {
            state: 'failed',
            retries_left: 0,
            error: { error: 'The disk is full.', code: 'disk_full' },
          },
        });
      });

      test('asked for again while one waits are one task, brought forward', async () => {
        await beat();
        const project = await api('POST', '/projects', { path: directory });
        await settle((await beat())['tasks'][0], failure);
        await api('POST', `/projects/${project['id']}/index`);
        await api('POST', '/projects', { path: directory });
        expect((await beat())['tasks']).toHaveLength(1);
      });
    });

    describe('a callback', () => {
      test('that comes twice changes nothing the second time', async () => {
        await beat();
        await api('POST', '/projects', { path: directory });
        const { tasks } = await beat();
        await settle(tasks[0], failure);
        await settle(tasks[0], { success: true });
        await settle(tasks[0], failure);
        await settle(tasks[0], { success: true });
        expect((await api('GET', '/projects'))['projects'][0]).toMatchObject({ state: 'ready' });
        expect((await beat())['tasks']).toEqual([]);
      });

      test('of an unknown task is accepted, of an unknown node refused', async () => {
        await beat();
        const body = { name: 'index_graph', success: true, payload: { task_id: 999_999 } };
        await expect(rails(node, 'callback', body)).resolves.toBeDefined();
        await expect(rails('nobody', 'callback', body)).rejects.toMatchObject({ kind: 'unknown_node' });
      });

      test('of one node cannot settle the task of another', async () => {
        await beat();
        await api('POST', '/projects', { path: directory });
        const { tasks } = await beat();
        const { name, payload } = tasks[0].payload.Callback;
        await rails('another', 'heartbeat', heartbeat());
        await rails('another', 'callback', { name, payload, success: true });
        expect((await api('GET', '/projects'))['projects'][0]).toMatchObject({ state: 'indexing' });
      });
    });

    describe('a project', () => {
      test('is one, whichever way its directory is named', async () => {
        const first = await api('POST', '/projects', { path: directory });
        symlinkSync(directory, `${directory}-link`);
        const second = await api('POST', '/projects', { path: `${directory}-link` });
        expect(second['id']).toBe(first['id']);
        expect(second['namespace_id']).toBe(localNamespaceId(directory));
      });

      test('gets a longer name when its short one is taken', async () => {
        mkdirSync(join(directory, 'one', 'app'), { recursive: true });
        mkdirSync(join(directory, 'two', 'app'), { recursive: true });
        expect((await api('POST', '/projects', { path: join(directory, 'one', 'app') }))['name']).toBe('app');
        expect((await api('POST', '/projects', { path: join(directory, 'two', 'app') }))['name']).toBe(
          'two/app',
        );
        const found = await api('GET', `/projects/${encodeURIComponent('two/app')}`);
        expect(found['address']).toBe(`file://${directory}/two/app`);
      });

      test('of a remote repository is registered by its address', async () => {
        const project = await api('POST', '/projects', { url: 'git@git.example.org:group/app.git' });
        expect(project).toMatchObject({ name: 'app', address: 'ssh://git@git.example.org/group/app.git' });
      });

      test('that is removed disappears at once and is deleted on its node', async () => {
        const project = await indexed();
        await api('DELETE', `/projects/${project['id']}`);
        expect((await api('GET', '/projects'))['projects']).toEqual([]);
        const { tasks } = await beat();
        expect(tasks).toMatchObject([
          { name: 'delete_graph', payload: { NamespaceId: project['namespace_id'] } },
        ]);
        await settle(tasks[0], { success: true });
        expect((await beat())['tasks']).toEqual([]);
      });

      test('that is removed while it is indexed is deleted, whatever the indexing reports', async () => {
        await beat();
        const project = await api('POST', '/projects', { path: directory });
        const [indexing] = (await beat())['tasks'];
        await api('DELETE', `/projects/${project['id']}`);
        const [deletion] = (await beat())['tasks'];
        expect(deletion.name).toBe('delete_graph');
        await settle(indexing, { success: true });
        expect((await beat())['tasks']).toEqual([deletion]);
        await settle(deletion, { success: true });
        expect((await beat())['tasks']).toEqual([]);
      });

      test('that is registered again before its deletion keeps its graph', async () => {
        const project = await indexed();
        await api('DELETE', `/projects/${project['id']}`);
        await api('POST', '/projects', { path: directory });
        expect((await beat())['tasks']).toMatchObject([{ name: 'index_graph' }]);
      });

      test('whose deletion failed and that is registered again is not deleted later', async () => {
        const project = await indexed();
        await api('DELETE', `/projects/${project['id']}`);
        const [deletion] = (await beat())['tasks'];
        await api('POST', '/projects', { path: directory });
        await settle(deletion, failure);
        coordinator.clock += 3_600_000;
        expect((await beat())['tasks']).toMatchObject([{ name: 'index_graph' }]);
      });

      test.each([
        ['directory_missing', { path: '/nowhere/at/all' }],
        ['invalid_request', { path: 'relative' }],
        ['invalid_request', {}],
        ['invalid_request', { path: '/tmp', url: 'https://host/a' }],
        ['invalid_request', { url: 'ext::sh -c true' }],
        ['invalid_request', { url: '--upload-pack=x' }],
        ['invalid_request', { url: 'https://user:pass@host/a' }],
        ['invalid_request', { path: '/tmp', name: '12' }],
        ['invalid_request', { path: '/tmp', nmae: 'typo' }],
      ])('gives %s for %j', async (kind, body) => {
        await expect(api('POST', '/projects', body)).rejects.toMatchObject({ kind });
      });

      test.each([
        ['GET', ''],
        ['DELETE', ''],
        ['POST', '/index'],
      ] as const)('that is unknown is said to be so: %s %s', async (method, path) => {
        await expect(api(method, `/projects/4711${path}`)).rejects.toMatchObject({ kind: 'unknown_project' });
      });
    });

    describe('a query', () => {
      const call = { tool: 'repository_stats' };

      test('of a project without a graph says why', async () => {
        await beat();
        const project = await api('POST', '/projects', { path: directory });
        await settle((await beat())['tasks'][0], failure);
        await expect(api('POST', `/projects/${project['id']}/query`, call)).rejects.toMatchObject({
          kind: 'unknown_namespace',
          message: expect.stringMatching(/The disk is full/),
        });
      });

      test('of a project whose node went away says since when', async () => {
        const project = await indexed();
        coordinator.clock += 61_000;
        await expect(api('POST', `/projects/${project['id']}/query`, call)).rejects.toMatchObject({
          kind: 'upstream_unavailable',
          message: expect.stringMatching(/has not been heard of since/),
        });
      });
    });

    test('everything survives a restart', async () => {
      const project = await indexed();
      await coordinator.restart();
      expect(await api('GET', `/projects/${project['id']}`)).toMatchObject({
        state: 'ready',
        commit: 'c0ffee',
      });
    });

    test.skipIf(database.name !== 'PGlite')('a second one on the same files is refused', async () => {
      await expect(coordinator.startAnother()).rejects.toThrow(GkgError);
    });
  });
});
