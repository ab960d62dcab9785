import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop } from './open-shop.ts';
import { runTool } from './run-tool.ts';
import { shopManifest } from './shop-graph.ts';
import type { ToolGraph } from './tool.ts';

let shop: Awaited<ReturnType<typeof openShop>>;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

test('an answer says which graph it is from', async () => {
  const { meta } = await runTool(shop.graph, shopManifest, 'repo_map', {});
  expect(meta).toMatchObject({
    namespace_id: 7,
    project: 'shop',
    commit: 'c0ffee',
    indexed_at: shopManifest.finished_at,
    complete: 'exact',
    truncated: false,
    next_cursor: null,
  });
});

test('a graph without unresolved sites is answered for exactly', async () => {
  const resolved = { ...shopManifest, unresolved_sites: 0 };
  const { meta } = await runTool(shop.graph, resolved, 'callers', { definition: 'checkout' });
  expect(meta).toMatchObject({ complete: 'exact', reasons: [] });
});

test('the host bounds the rows of an answer, and the cursor leads on', async () => {
  const { result, meta } = await runTool(shop.graph, shopManifest, 'search_definitions', {}, { rowsMax: 2 });
  expect(result).toMatchObject({ total: 20, rows: [{}, {}] });
  expect(meta.next_cursor).not.toBeNull();
});

test('all statements of a call share one time limit', async () => {
  const given: number[] = [];
  const slow: ToolGraph = {
    query(statement, parameters, limits, signal) {
      given.push(limits?.timeoutMs ?? 0);
      const until = performance.now() + 600;
      while (performance.now() < until);
      return shop.graph.query(statement, parameters, limits, signal);
    },
  };
  const running = runTool(
    slow,
    shopManifest,
    'get_definition',
    { definition: 'checkout' },
    { timeoutMs: 1000 },
  );
  await expect(running).rejects.toMatchObject({ kind: 'timeout' });
  expect(given.length).toBeGreaterThan(1);
  expect(given).toEqual(given.toSorted((a, b) => b - a));
});

test('a call that is called off asks the graph no more', async () => {
  const controller = new AbortController();
  let asked = 0;
  const counting: ToolGraph = {
    query(...parameters) {
      asked += 1;
      controller.abort();
      return shop.graph.query(...(parameters.slice(0, 3) as [string]));
    },
  };
  const running = runTool(
    counting,
    shopManifest,
    'callers',
    { definition: 'checkout' },
    {},
    controller.signal,
  );
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect(asked).toBe(1);
});
