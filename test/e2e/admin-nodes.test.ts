import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  heartbeat,
  startTestCoordinator,
  type TestCoordinator,
} from '../../apps/gkg-coordinator/src/test-coordinator.ts';
import { testDatabases } from '../../apps/gkg-coordinator/src/test-databases.ts';
import { startTestNode, type TestNode } from '../../apps/gkg-coordinator/src/test-node.ts';
import { runGkg } from './gkg-process.ts';

/** What the command line shows of a node and of what it holds; the node is a stand-in that beats once. */
let coordinator: TestCoordinator;
let node: TestNode;
beforeAll(async () => {
  const settings = { pollIntervalMs: 0, placementIntervalMs: 50, nodeWatchMs: 100 };
  coordinator = await startTestCoordinator(testDatabases[0]!, settings);
  node = await startTestNode();
  await coordinator.rails('n-1', 'heartbeat', heartbeat({ 'node.name': 'node-1', 'node.url': node.url }));
});
afterAll(async () => {
  await coordinator.stop();
  await node.close();
});

const gkg = (args: readonly string[]) =>
  runGkg(args, { env: { GKG_DATA_DIR: coordinator.root, GKG_COORDINATOR_URL: coordinator.url } });

async function shown(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await gkg(args);
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
}

test('a node is drained from the command line, which waits until the node itself says that it is empty', async () => {
  node.graphs.set(4711, 'nobody knows it');
  expect(await shown('nodes')).toMatch(/^id +name +standing +drain .*\n\d+ +node-1 +serving +- /);
  expect(await shown('nodes', 'drain', 'node-1')).toMatch(/node-1 +serving +draining/);
  const early = await gkg(['nodes', 'drain', 'node-1', '--wait', '1']);
  expect([early.code, early.stderr]).toEqual([9, expect.stringMatching(/not done within 1 s.*\(timeout\)/)]);
  expect(early.stdout).toMatch(/node-1 +serving +draining/);
  node.graphs.clear();
  expect(await shown('nodes', 'drain', 'node-1', '--wait', '30')).toMatch(/node-1 +serving +drained +0 /);
  expect(await shown('nodes', 'resume', 'node-1')).toMatch(/node-1 +serving +- /);
});

test('a project is shown with the nodes that hold it, and a task with the node that has it', async () => {
  await shown('projects', 'add', 'https://git.example/group/held.git');
  await vi.waitFor(async () => expect(await shown('projects')).toMatch(/held .* node-1:pending /), 20_000);
  expect(await shown('tasks')).toMatch(/index_graph +pending +\d+ +node-1 /);
});
