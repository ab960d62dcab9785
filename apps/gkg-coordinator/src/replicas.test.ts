import { setTimeout as delay } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { heartbeat, startTestCoordinator, type Answer, type TestCoordinator } from './test-coordinator.ts';
import { testDatabases } from './test-databases.ts';
import { startTestNode, type TestNode } from './test-node.ts';

/*
 * Three stand-in nodes that beat, do their tasks at once, and answer queries and inventories over real HTTP; the
 * coordinator, its control loop and its database are real.
 */

const waiting = { timeout: 20_000, interval: 50 };
const settings = {
  replicas: 2,
  placementIntervalMs: 50,
  nodeWatchMs: 100,
  nodeWatchTimeoutMs: 500,
  queryAttemptMs: 500,
  pollIntervalMs: 0,
};

describe.each(testDatabases)('on $name', ({ isMissing, ...database }) => {
  describe.skipIf(isMissing)('with three nodes and two replicas', () => {
    let coordinator: TestCoordinator;
    let nodes: Map<string, TestNode>;
    let commit: string;
    /** Nodes that do not beat. */
    let away: Set<string>;
    /** Bytes that are used on a node's volume of a terabyte, where it is not a tenth. */
    let used: Map<string, number>;
    beforeEach(async () => {
      coordinator = await startTestCoordinator({ isMissing, ...database }, settings);
      nodes = new Map();
      away = new Set();
      used = new Map();
      commit = 'c1';
      for (const name of ['a', 'b', 'c']) nodes.set(name, await startTestNode());
      await round();
    }, 60_000);
    afterEach(async () => {
      await coordinator.stop();
      for (const node of nodes.values()) await node.close();
    });

    /** Every node beats and does what it is told. */
    async function round(): Promise<void> {
      coordinator.clock += 5001;
      for (const [name, node] of nodes) {
        if (away.has(name)) continue;
        const { tasks } = await beat(name, node);
        for (const task of tasks as Answer[]) await perform(name, node, task);
      }
    }

    const beat = (name: string, node: TestNode) =>
      coordinator.rails(
        name,
        'heartbeat',
        heartbeat({ 'node.name': name, 'node.url': node.url, 'disk.used': used.get(name) ?? 1e11 }),
      );

    async function perform(name: string, node: TestNode, task: Answer): Promise<void> {
      const { NamespaceId: id, Callback: callback } = task['payload'];
      if (task['name'] === 'delete_graph') node.graphs.delete(id);
      else node.graphs.set(id, commit);
      const report = task['name'] === 'delete_graph' ? {} : { commit, bytes: 1_000_000 };
      const values = { ...callback, success: true, additional_payload: report };
      await coordinator.rails(name, 'callback', values);
    }

    const project = () => coordinator.api('GET', '/projects/app');
    const ask = () => coordinator.api('POST', '/projects/app/query', { tool: 'repository_stats' });
    async function waitLongForNodes(): Promise<void> {
      await coordinator.pause((config) =>
        Promise.resolve(void Object.assign(config, { queryAttemptMs: 30_000 })),
      );
      await settled();
    }

    /** As `ask`, for as long as it takes. */
    const query = (signal?: AbortSignal) =>
      fetch(`${coordinator.url}/api/v1/projects/app/query`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ tool: 'repository_stats' }),
        ...(signal && { signal }),
      });
    const primaryOf = (one: Answer) => (one['replicas'] as Answer[]).find((replica) => replica['primary']);
    const view = async (name: string) => coordinator.api('GET', `/nodes/${name}`);

    /** Until what is said of the project holds; the nodes go on meanwhile. */
    async function until(check: () => unknown): Promise<void> {
      await vi.waitFor(async () => {
        await round();
        await check();
      }, waiting);
    }

    async function settled(): Promise<Answer> {
      await until(async () => {
        const found = await project();
        expect(found['replicas']).toHaveLength(2);
        for (const replica of found['replicas'])
          expect(replica).toMatchObject({ state: 'ready', in_sync: true, relocating: false, commit });
        expect(primaryOf(found)).toBeDefined();
      });
      return project();
    }

    async function registered(): Promise<{
      primary: string;
      other: string;
      spare: string;
      namespace: number;
    }> {
      await coordinator.api('POST', '/projects', { url: 'https://git.example/app.git', name: 'app' });
      const found = await settled();
      const [primary, other] = (found['replicas'] as Answer[]).map(({ node }) => node as string);
      const spare = ['a', 'b', 'c'].find((name) => name !== primary && name !== other);
      return { primary: primary!, other: other!, spare: spare!, namespace: found['namespace_id'] };
    }

    test('a project is on two of them, and a push indexes both', async () => {
      const { spare } = await registered();
      expect(nodes.get(spare)!.graphs.size).toBe(0);
      commit = 'c2';
      await coordinator.api('POST', '/projects/app/index');
      expect((await settled())['commit']).toBe('c2');
      expect(await view('a')).toMatchObject({ reserved_bytes: expect.any(Number), standing: 'serving' });
    }, 60_000);

    test.each([
      ['is gone', (node: TestNode) => node.close()],
      ['answers nothing', (node: TestNode) => (node.mode = 'silent')],
      ['has lost the graph', (node: TestNode) => (node.mode = { status: 404, code: 'unknown_namespace' })],
      ['has a defect', (node: TestNode) => (node.mode = { status: 500, code: 'internal' })],
    ])(
      'a query is answered by the other one when the primary %s',
      async (_how, fail) => {
        const { primary, other } = await registered();
        await ask();
        expect(nodes.get(primary)!.asked).toHaveLength(1);
        await fail(nodes.get(primary)!);
        for (let count = 0; count < 5; count += 1)
          expect(await ask()).toMatchObject({ meta: { commit: 'c1' } });
        expect(nodes.get(other)!.asked).toHaveLength(5);
      },
      60_000,
    );

    test('while a node is waited for, its replicas may move: they are asked where they are then', async () => {
      const { primary, other, spare, namespace } = await registered();
      await waitLongForNodes();
      nodes.get(primary)!.mode = 'silent';
      const asked = query();
      await vi.waitFor(() => expect(nodes.get(primary)!.asked).toHaveLength(1), waiting);
      await coordinator.api('POST', `/nodes/${other}/drain`);
      await until(() => {
        expect([...nodes.get(spare)!.graphs.keys()]).toEqual([namespace]);
        expect(nodes.get(other)!.graphs.size).toBe(0);
      });
      nodes.get(other)!.mode = { status: 404, code: 'unknown_namespace' };
      await nodes.get(primary)!.close();
      expect(await (await asked).json()).toMatchObject({ meta: { commit: 'c1' } });
      expect(nodes.get(spare)!.asked).toHaveLength(1);
      expect(nodes.get(other)!.asked).toEqual([]);
    }, 60_000);

    test('a replica that is taken away while its node is asked fails no question', async () => {
      const { primary, namespace } = await registered();
      await waitLongForNodes();
      nodes.get(primary)!.mode = 'silent';
      const asked = query();
      await vi.waitFor(() => expect(nodes.get(primary)!.asked).toHaveLength(1), waiting);
      await coordinator.api('POST', `/nodes/${primary}/drain`);
      await until(async () => expect(await view(primary)).toMatchObject({ replicas: 0 }));
      nodes.get(primary)!.mode = { status: 404, code: 'unknown_namespace' };
      nodes.get(primary)!.answerHeld();
      expect(await (await asked).json()).toMatchObject({ meta: { commit: 'c1' } });
      await round();
      expect(nodes.get(primary)!.graphs.has(namespace)).toBe(false);
    }, 60_000);

    test('an older replica answers, and says so, while none that is in sync can', async () => {
      const { primary, other } = await registered();
      away.add(other);
      commit = 'c2';
      await coordinator.api('POST', '/projects/app/index');
      await until(async () => expect(await project()).toMatchObject({ commit: 'c2' }));
      expect(await ask()).toMatchObject({ meta: { commit: 'c2' } });
      nodes.get(primary)!.mode = { status: 500, code: 'internal' };
      expect(await ask()).toMatchObject({ meta: { commit: 'c1' } });
    }, 60_000);

    test('an agent that asks through MCP is answered by the other one, too', async () => {
      const { primary, other } = await registered();
      await nodes.get(primary)!.close();
      const client = new Client({ name: 'test', version: '1' });
      await client.connect(new StreamableHTTPClientTransport(new URL(`${coordinator.url}/mcp?project=app`)));
      const result = await client.callTool({ name: 'repository_stats', arguments: {} });
      await client.close();
      expect(result.isError).not.toBe(true);
      expect(JSON.stringify(result)).toContain('1 file.');
      expect(nodes.get(other)!.asked).toHaveLength(1);
    }, 60_000);

    test('what is on a node beyond its watermark moves, and nothing while there is no better place', async () => {
      const { primary, other, spare, namespace } = await registered();
      used.set(primary, 8e11).set(spare, 8e11);
      for (let count = 0; count < 5; count += 1) await round();
      expect(nodes.get(spare)!.graphs.size).toBe(0);
      used.delete(spare);
      await until(() => {
        expect([...nodes.get(spare)!.graphs.keys()]).toEqual([namespace]);
        expect(nodes.get(primary)!.graphs.size).toBe(0);
      });
      await settled();
      expect([...nodes.get(other)!.graphs.keys()]).toEqual([namespace]);
    }, 60_000);

    test('what the asker did wrong is put to no other node', async () => {
      const { primary, other } = await registered();
      nodes.get(primary)!.mode = { status: 400, code: 'invalid_arguments' };
      await expect(ask()).rejects.toMatchObject({ kind: 'invalid_arguments' });
      nodes.get(primary)!.mode = { status: 429, code: 'rate_limited' };
      await expect(ask()).rejects.toMatchObject({ kind: 'rate_limited' });
      expect(nodes.get(other)!.asked).toEqual([]);
    }, 60_000);

    test('an asker that goes away ends the question, and no other node is asked', async () => {
      const { primary, other } = await registered();
      nodes.get(primary)!.mode = 'silent';
      const leaving = new AbortController();
      const asked = query(leaving.signal);
      await vi.waitFor(() => expect(nodes.get(primary)!.asked).toHaveLength(1), waiting);
      leaving.abort();
      await expect(asked).rejects.toThrow();
      await vi.waitFor(() => expect(nodes.get(primary)!.brokenOff).toBeGreaterThan(0), waiting);
      expect(nodes.get(other)!.asked).toEqual([]);
    }, 60_000);

    test('a primary that does not answer its health check is demoted, and others stay', async () => {
      const { primary, other } = await registered();
      nodes.get(primary)!.mode = 'silent';
      await until(async () => expect(primaryOf(await project())).toMatchObject({ node: other }));
      expect(await view(primary)).toMatchObject({ standing: 'unwell', replicas: 1, primaries: 0 });
      nodes.get(primary)!.mode = 'answers';
      await until(async () => expect(await view(primary)).toMatchObject({ standing: 'serving' }));
    }, 60_000);

    test('a node that is away keeps its replica, one that is lost is replaced and comes back empty', async () => {
      const { primary, other, spare, namespace } = await registered();
      away.add(primary);
      coordinator.clock += 60_000;
      await until(async () => expect(primaryOf(await project())).toMatchObject({ node: other }));
      expect((await project())['replicas']).toHaveLength(2);
      expect(nodes.get(spare)!.graphs.size).toBe(0);
      coordinator.clock += 12 * 3_600_000;
      await until(() => expect([...nodes.get(spare)!.graphs.keys()]).toEqual([namespace]));
      await until(async () => {
        const names = ((await project())['replicas'] as Answer[]).map(({ node }) => String(node));
        expect(names.toSorted()).toEqual([other, spare].toSorted());
      });
      // It comes back before it is forgotten, with the graph that nobody wants there any more.
      away.clear();
      await until(() => expect(nodes.get(primary)!.graphs.size).toBe(0));
    }, 60_000);

    test('what only a missing node holds is made elsewhere, and is there once when it is back', async () => {
      await registered();
      await coordinator.api('PATCH', '/projects/app', { replicas_wanted: 1 });
      await until(async () => expect((await project())['replicas']).toHaveLength(1));
      const { node: only } = primaryOf(await project())!;
      away.add(only);
      coordinator.clock += 60_000;
      await until(async () => expect(await view(only)).toMatchObject({ standing: 'away' }));
      expect((await project())['replicas']).toHaveLength(1);
      coordinator.clock += 15 * 60_000;
      await until(async () => expect(primaryOf(await project())).not.toMatchObject({ node: only }));
      expect(await view(only)).toMatchObject({ standing: 'missing' });
      expect(await ask()).toMatchObject({ meta: { commit } });
      away.clear();
      await until(() => expect(nodes.get(only)!.graphs.size).toBe(0));
      expect((await project())['replicas']).toHaveLength(1);
    }, 60_000);

    test('after a time in which nobody was heard, the first to come back is not given what others hold', async () => {
      const { primary, other, spare, namespace } = await registered();
      away.add(primary).add(other).add(spare);
      coordinator.clock += 13 * 3_600_000;
      await vi.waitFor(async () => expect(await view(spare)).toMatchObject({ standing: 'lost' }), waiting);
      away.delete(spare);
      for (let count = 0; count < 10; count += 1) await round();
      expect(nodes.get(spare)!.graphs.size).toBe(0);
      away.clear();
      await settled();
      const names = ((await project())['replicas'] as Answer[]).map(({ node }) => String(node));
      expect(names.toSorted()).toEqual([primary, other].toSorted());
      expect([...nodes.get(primary)!.graphs.keys()]).toEqual([namespace]);
    }, 60_000);

    test('a graph that is missing on a node that comes back is made again, a foreign one is deleted', async () => {
      const { primary, namespace } = await registered();
      away.add(primary);
      coordinator.clock += 60_000;
      await until(async () => expect(primaryOf(await project())).not.toMatchObject({ node: primary }));
      nodes.get(primary)!.graphs.clear();
      nodes.get(primary)!.graphs.set(4711, 'old');
      away.clear();
      await until(() => expect([...nodes.get(primary)!.graphs.keys()]).toEqual([namespace]));
      await settled();
    }, 60_000);

    test('a node that drains is empty before it says so, and may resume', async () => {
      const { primary, spare } = await registered();
      nodes.get(primary)!.graphs.set(4711, 'nobody knows it');
      expect(await coordinator.api('POST', `/nodes/${primary}/drain`)).toMatchObject({ drain: 'draining' });
      await until(async () => {
        const { drain } = await view(primary);
        // Never drained while a graph is left there.
        expect([drain, nodes.get(primary)!.graphs.size]).toEqual(['drained', 0]);
      });
      expect(nodes.get(spare)!.graphs.size).toBe(1);
      await settled();
      expect(await coordinator.api('POST', `/nodes/${primary}/resume`)).toMatchObject({ drain: null });
    }, 60_000);

    test('the number of replicas of one project can be another', async () => {
      await registered();
      await coordinator.api('PATCH', '/projects/app', { replicas_wanted: 3 });
      await until(async () => expect((await project())['replicas']).toHaveLength(3));
      await coordinator.api('PATCH', '/projects/app', { replicas_wanted: 1 });
      await until(() => {
        const held = [...nodes.values()].filter(({ graphs }) => graphs.size > 0);
        expect(held).toHaveLength(1);
      });
      expect((await project())['replicas']).toMatchObject([{ primary: true, state: 'ready' }]);
    }, 60_000);

    test.skipIf(database.name === 'PGlite')(
      'of two coordinators one schedules, and the other takes over',
      async () => {
        const other = await coordinator.startAnother();
        await registered();
        const response = await fetch(`${other.url}/api/v1/projects/app/query`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ tool: 'repository_stats' }),
        });
        expect(response.status).toBe(200);
        await other.stop();
        await delay(0);
        await coordinator.api('PATCH', '/projects/app', { replicas_wanted: 3 });
        await until(async () => expect((await project())['replicas']).toHaveLength(3));
      },
      60_000,
    );
  });
});
