import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readSecret, signedHeaders } from '@gkg/runtime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { heartbeat, startTestCoordinator, type Answer, type TestCoordinator } from './test-coordinator.ts';
import { testDatabases } from './test-databases.ts';

/** What Rails does with a request byte by byte: forms, status codes, saved and unsaved heartbeats, claims. */
describe.each(testDatabases)('on $name', ({ isMissing, ...database }) => {
  describe.skipIf(isMissing)("Rails' API", () => {
    let coordinator: TestCoordinator;
    let serial = 0;
    let node: string;
    beforeAll(async () => {
      coordinator = await startTestCoordinator(
        { isMissing, ...database },
        { taskClaimMs: 3_600_000, sweepIntervalMs: 50 },
      );
    }, 60_000);
    afterAll(() => coordinator.stop());
    beforeEach(() => {
      serial += 1;
      node = `node-${serial}`;
    });
    afterEach(async () => {
      for (const { id } of (await coordinator.api('GET', '/projects'))['projects'])
        await coordinator.api('DELETE', `/projects/${id}`);
      coordinator.clock += 61_000;
    });

    const beat = (values?: Record<string, unknown>) =>
      coordinator.rails(node, 'heartbeat', heartbeat(values));
    const nodeView = async () =>
      ((await coordinator.api('GET', '/nodes'))['nodes'] as Answer[]).find(({ uuid }) => uuid === node);
    const register = (name: string) => {
      const path = join(coordinator.root, `code-${serial}`, name);
      mkdirSync(path, { recursive: true });
      return coordinator.api('POST', '/projects', { path });
    };

    async function send(path: string, type: string, body: string, headers?: Record<string, string>) {
      const secret = await readSecret(join(coordinator.root, 'secret'));
      const url = `${coordinator.url}/api/v4/internal/search/zoekt/${node}/${path}`;
      const signed = headers ?? (await signedHeaders('node_to_rails', secret));
      return fetch(url, { method: 'POST', headers: { ...signed, 'content-type': type }, body });
    }
    const form = 'application/x-www-form-urlencoded';

    test('takes heartbeats and callbacks as forms too', async () => {
      const beating = new URLSearchParams({
        'node.url': 'http://n',
        'node.name': 'n',
        'disk.all': '1000000000000',
        'disk.used': '100',
        'node.concurrency': '2',
      });
      beating.append('node.services[]', 'knowledge_graph');
      beating.append('node.services[]', 'zoekt');
      const first = await send('heartbeat', form, beating.toString());
      expect([first.status, await first.json()]).toMatchObject([200, { truncate: true }]);
      expect(await nodeView()).toMatchObject({ services: ['knowledge_graph', 'zoekt'], concurrency: 2 });

      await register('app');
      const [task] = (await beat())['tasks'] as [Answer];
      const callback = new URLSearchParams({
        name: 'index_graph',
        success: 'true',
        payload: JSON.stringify(task['payload'].Callback.payload),
      });
      const accepted = await send('callback', form, callback.toString());
      expect([accepted.status, await accepted.json()]).toEqual([202, { message: '202 Accepted' }]);
      expect((await beat())['tasks']).toEqual([]);
    });

    test.each([
      ['no service', { 'node.services': [] }, 422, 'node_invalid'],
      ['an unknown service', { 'node.services': ['knowledge_graph', 'coffee'] }, 422, 'node_invalid'],
      ['an address that is none', { 'node.url': 'unix:/x' }, 422, 'node_invalid'],
      ['a size that is no number', { 'disk.all': 'much' }, 400, 'invalid_request'],
      ['no disk figures', { 'disk.used': undefined }, 400, 'invalid_request'],
    ])('answers a heartbeat with %s by its code', async (_what, values, status, code) => {
      const answer = await send('heartbeat', 'application/json', JSON.stringify(heartbeat(values)));
      expect([answer.status, await answer.json()]).toMatchObject([status, { code }]);
      expect(await nodeView()).toBeUndefined();
    });

    test.each([
      ['no name', { success: true, payload: {} }, 400],
      ['no payload', { name: 'index_graph', success: true }, 400],
      ['a payload that is no JSON', { name: 'index_graph', success: true, payload: '{' }, 400],
      ['a payload without a task', { name: 'index_graph', success: true, payload: {} }, 202],
      ['a task of another service', { name: 'index', success: true, payload: { task_id: 1 } }, 202],
      ['a task id that is no number', { name: 'x', success: false, payload: { task_id: "1' or '1" } }, 202],
    ])('answers a callback with %s by its code', async (_what, body, status) => {
      await beat();
      expect((await send('callback', 'application/json', JSON.stringify(body))).status).toBe(status);
    });

    test('takes a callback that is not of the graph service for one of a task it does not know', async () => {
      await beat();
      await register('app');
      const before = (await beat())['tasks'] as Answer[];
      const { task_id } = before[0]!['payload'].Callback.payload;
      for (const payload of [{ task_id }, { task_id, service_type: 'zoekt' }]) {
        await coordinator.rails(node, 'callback', { name: 'index', success: true, payload });
      }
      expect((await beat())['tasks']).toEqual(before);
    });

    test('needs the token of a node, in its own header', async () => {
      const secret = await readSecret(join(coordinator.root, 'secret'));
      const { 'gitlab-shell-api-request': token } = await signedHeaders('node_to_rails', secret);
      const [header] = Object.values(await signedHeaders('rails_to_node', secret));
      for (const headers of [
        {},
        { authorization: `Bearer ${token}` },
        { 'gitlab-shell-api-request': header! },
      ]) {
        expect(
          (await send('heartbeat', 'application/json', '{}', headers as Record<string, string>)).status,
        ).toBe(401);
      }
    });

    test('keeps every field of a heartbeat', async () => {
      await beat({
        'node.search_url': 'http://127.0.0.1:2',
        'node.task_count': 3,
        'node.version': '18.7.0',
        'node.schema_version': 2531,
        'node.knowledge_graph_schema_version': 7,
        'disk.indexed': 50,
        process_health: { indexer: { rss_bytes: 12 }, webserver: { shards_loaded: 4 } },
      });
      expect(await nodeView()).toMatchObject({
        search_url: 'http://127.0.0.1:2',
        task_count: 3,
        version: '18.7.0',
        schema_version: 2531,
        graph_schema_version: 7,
        indexed_bytes: 50,
        process_health: { indexer: { rss_bytes: 12 }, webserver: { shards_loaded: 4 } },
      });
    });

    test('answers by a heartbeat that comes within five seconds of another, but does not save it', async () => {
      await beat();
      coordinator.clock += 4999;
      expect(await beat({ 'disk.used': 9e11 })).toMatchObject({ stop_indexing: true, truncate: false });
      expect(await nodeView()).toMatchObject({ used_bytes: 1e11 });
      coordinator.clock += 2;
      await beat({ 'disk.used': 9e11 });
      expect(await nodeView()).toMatchObject({ used_bytes: 9e11 });
    });

    test.each([
      [849, false],
      [850, true],
    ])('with %d of 1000 GB used tells to stop: %s', async (used, stop) => {
      expect(await beat({ 'disk.used': used * 1e9 })).toMatchObject({ stop_indexing: stop });
    });

    test('is counted: heartbeats, tasks, and what became of them', async () => {
      await beat();
      await register('counted');
      await beat();
      const metrics = await (await fetch(`${coordinator.url}/metrics`)).text();
      for (const line of [
        /^gkg_coordinator_heartbeats_total\{node="new".*\} [1-9]/m,
        /^gkg_coordinator_tasks_delivered_total\{.*\} [1-9]/m,
        /^gkg_coordinator_nodes\{state="online".*\} \d/m,
        /^gkg_coordinator_projects\{which="stale".*\} 0/m,
      ]) {
        expect(metrics).toMatch(line);
      }
    });

    test('counts a node that is silent about its task as failed at it, until no attempt is left', async () => {
      await beat();
      const project = await register('poison');
      for (const left of [2, 1]) {
        expect((await beat())['tasks']).toHaveLength(1);
        coordinator.clock += 3_601_000;
        await expect
          .poll(async () => (await coordinator.api('GET', `/projects/${project['id']}`))['task'])
          .toMatchObject({ state: 'pending', retries_left: left, error: { code: 'timeout' } });
        coordinator.clock += 3_600_000;
      }
      expect((await beat())['tasks']).toHaveLength(1);
      coordinator.clock += 3_601_000;
      await expect
        .poll(async () => (await coordinator.api('GET', `/projects/${project['id']}`))['state'])
        .toBe('failed');
      expect((await beat())['tasks']).toEqual([]);
    });
  });
});
