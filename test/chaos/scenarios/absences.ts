/*
 * A service is away for long, a notification is lost, or the cache is damaged. A round:
 * 1. No webserver: two commits are built in vain. The next webserver serves the newer one by itself.
 * 2. No indexer: questions are answered as before, and the next indexer goes on.
 * 3. The extraction results that are kept between jobs are damaged, or those of another program: the next
 *    graph must be as right as without them.
 * 4. The notification is lost while the webserver lives: it finds the graph when it looks for left-overs.
 */
import { judgeLoad } from '../judge.ts';
import { checkNextPublish, checkServed, checkTidy } from '../check-node.ts';
import { damageCache } from '../damage-cache.ts';
import { createNode, type Node } from '../node.ts';
import { count, type Run, type Scenario } from '../run.ts';
import { eventually } from '../until.ts';

const namespaces = [1, 2];
const queriesPerSecond = 20;
const foundWithinMs = 30_000;
/** Nobody listens there. */
const nowhere = 'http://127.0.0.1:9';
const settings = { GKG_NOTIFY_ATTEMPTS_MAX: '1', GKG_LEFTOVERS_INTERVAL_MS: '1000' };

export const absences: Scenario = {
  name: 'absences',
  about: 'webserver or indexer away, lost notifications, a damaged cache',
  rounds: { long: 10, slice: 1 },
  async run(run) {
    const notified = { url: '' };
    const nextLife = (name: 'indexer' | 'webserver'): Record<string, string> =>
      name === 'indexer' && notified.url !== '' ? { GKG_WEBSERVER_URL: notified.url } : {};
    const node = await createNode(run, { settings, nextLife });
    await node.start();
    try {
      for (const namespaceId of namespaces) await node.publish(namespaceId);
      const load = node.load(queriesPerSecond);
      for (let round = 0; round < run.rounds; round += 1) {
        const namespaceId = run.random.pick(namespaces);
        await withoutWebserver(run, node, namespaceId);
        await withoutIndexer(run, node, namespaceId);
        await withDamagedCache(run, node, namespaceId);
        notified.url = nowhere;
        await loseNotification(run, node, namespaceId);
        notified.url = '';
        await node.indexer.killAndRestart();
      }
      await judgeLoad(run, load, [node.webserver]);
    } finally {
      await node.stop();
    }
  },
};

async function withoutWebserver(run: Run, node: Node, namespaceId: number): Promise<void> {
  await node.webserver.stop(run.random.pick(['SIGTERM', 'SIGKILL']));
  for (let commits = 0; commits < 2; commits += 1) await publishInVain(run, node, namespaceId);
  await node.webserver.start();
  acknowledgeNewest(node, namespaceId);
  await checkServed(run, node, namespaceId, 'an absence of the webserver');
  await checkTidy(run, node, 'an absence of the webserver');
}

async function publishInVain(run: Run, node: Node, namespaceId: number): Promise<void> {
  const error = await node.tryPublish(namespaceId);
  count(run.figures, 'graphs that nobody took at first');
  if (error?.kind !== 'upstream_unavailable')
    run.violation(`without a webserver a job ends with ${error?.kind ?? 'success'}`);
}

/** It was not acknowledged, but nothing newer was built: from now on it must be what is served. */
function acknowledgeNewest(node: Node, namespaceId: number): void {
  const newest = node.ledger.newest(namespaceId);
  if (newest !== undefined) node.ledger.acknowledge(newest);
}

async function withoutIndexer(run: Run, node: Node, namespaceId: number): Promise<void> {
  await node.indexer.stop(run.random.pick(['SIGTERM', 'SIGKILL']));
  await checkAnswers(run, node, namespaceId, 'while the indexer is away');
  await node.indexer.start();
  await checkNextPublish(run, node, namespaceId, 'an absence of the indexer');
}

async function checkAnswers(run: Run, node: Node, namespaceId: number, when: string): Promise<void> {
  const fault = await node.faultOfGraph(namespaceId);
  if (fault !== null) run.violation(`${when}: ${fault}`);
}

async function withDamagedCache(run: Run, node: Node, namespaceId: number): Promise<void> {
  count(run.figures, 'damaged cache files', damageCache(node.dataDir, run.random));
  await checkNextPublish(run, node, namespaceId, 'the cache was damaged');
  await checkNextPublish(run, node, namespaceId, 'a job after the cache was damaged');
}

async function loseNotification(run: Run, node: Node, namespaceId: number): Promise<void> {
  await node.indexer.killAndRestart();
  await publishInVain(run, node, namespaceId);
  const submitted = node.ledger.submitted(namespaceId);
  const startedAt = performance.now();
  const found = await eventually(
    async () => (await node.servedNumber(namespaceId)) === submitted,
    foundWithinMs,
    250,
  );
  if (found === null) return run.violation('a graph whose notification was lost was not found');
  const ms = Math.round(performance.now() - startedAt);
  const worst = Number(run.figures['lost notification found after ms'] ?? 0);
  run.figures['lost notification found after ms'] = Math.max(ms, worst);
  acknowledgeNewest(node, namespaceId);
  await checkServed(run, node, namespaceId, 'a lost notification');
}
