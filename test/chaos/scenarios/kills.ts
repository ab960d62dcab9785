/*
 * kill -9 at every failpoint of indexer, job, webserver and graph process, and at random instants, under load.
 *
 * A round is about one failpoint and one namespace:
 * 1. While a commit is published, a graph process, the job and a service of the node are killed at random
 *    instants. The next life of the service has the failpoint armed.
 * 2. A commit is published, or a graph dropped or damaged, until the failpoint has killed its process.
 * 3. What is served must be whole, and as new as what was acknowledged.
 * 4. The next publishing must work, also when a graph process is killed meanwhile, and nothing may be left.
 */
import { realpathSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { toGkgError } from '@gkg/protocol';
import { failpointTable, graphDir, graphFileName } from '@gkg/runtime';
import { checkNextPublish, checkServed, pause } from '../check-node.ts';
import { dropGraph } from '../drop-graph.ts';
import { judgeLoad } from '../judge.ts';
import { createNode, type Node } from '../node.ts';
import { childrenOf, signalProcess } from '../processes.ts';
import { count, type Run, type Scenario } from '../run.ts';
import type { Service } from '../service.ts';
import { eventually } from '../until.ts';

type Place = ReturnType<typeof failpointTable>[number];

const namespaces = [1, 2, 3];
/** Dropped or damaged, and published again; nobody else asks for it. */
const droppedNamespace = 4;
const queriesPerSecond = 20;
const randomInstantMsMax = 700;
const publishMsMax = 60_000;

export const kills: Scenario = {
  name: 'kills',
  about: 'kill -9 at every failpoint of a node and at random instants',
  rounds: { long: 125, slice: 4 },
  async run(run) {
    const armed = { indexer: '', webserver: '' };
    const nextLife = (name: keyof typeof armed) => {
      const failpoints = armed[name];
      armed[name] = '';
      return { GKG_FAILPOINTS: failpoints };
    };
    const node = await createNode(run, { nextLife });
    await node.start();
    try {
      for (const namespaceId of [...namespaces, droppedNamespace]) await node.publish(namespaceId);
      node.ledger.forget(droppedNamespace);
      const load = node.load(queriesPerSecond, namespaces);
      for (const place of schedule(run)) await killAt(run, node, armed, place);
      await judgeLoad(run, load, [node.webserver]);
    } finally {
      await node.stop();
    }
    count(run.figures, 'restarts', node.indexer.ends + node.webserver.ends - 2);
  },
};

/** Every failpoint equally often, in an order that the seed decides. */
function schedule(run: Run): Place[] {
  const places = failpointTable().filter((place) => place.process !== 'gkg-proxy');
  const turns = Math.ceil(run.rounds / places.length);
  return Array.from({ length: turns }, () => run.random.shuffled(places))
    .flat()
    .slice(0, run.rounds);
}

async function killAt(
  run: Run,
  node: Node,
  armed: { indexer: string; webserver: string },
  place: Place,
): Promise<void> {
  const service = serviceOf(node, place);
  const namespaceId = run.random.pick(namespaces);
  run.note(`${place.name}, namespace ${namespaceId}`);
  armed[service.name as keyof typeof armed] = failureAt(place);
  const { ends } = service;
  await killAtRandomInstant(run, node, service, namespaceId);
  // One that took a late graph at its start may have come by already.
  const cameBy = service.ends > ends + 1;
  const fired = cameBy || (await comeBy(run, node, place, service, namespaceId));
  if (!fired) run.violation(`failpoint ${place.name} was armed and did not kill`);
  else count(run.figures, 'kills at failpoints');
  // A failpoint in a job does not end the life of the service that armed it.
  if (place.process === 'job') await killService(run, service);
  await checkServed(run, node, namespaceId, `a kill at ${place.name}`);
  await Promise.all([
    checkNextPublish(run, node, namespaceId, `a kill at ${place.name}`),
    pause(run, randomInstantMsMax).then(() => killChildOf(run, node.webserver)),
  ]);
}

function serviceOf(node: Node, { process }: Place): Service {
  return process === 'job' || process === 'gkg-indexer' ? node.indexer : node.webserver;
}

/** Every graph process of a life has the failpoint; one that died at each opening could open nothing. */
function failureAt({ name, process }: Place): string {
  return `${name}=kill@${process === 'graph process' ? 3 : 1}`;
}

async function killAtRandomInstant(
  run: Run,
  node: Node,
  service: Service,
  namespaceId: number,
): Promise<void> {
  const publishing = node.tryPublish(namespaceId);
  await pause(run, randomInstantMsMax);
  killChildOf(run, node.webserver);
  if (run.random.integer(2) === 0) killChildOf(run, node.indexer);
  await pause(run, randomInstantMsMax);
  await killService(run, service);
  await publishing;
}

async function killService(run: Run, service: Service): Promise<void> {
  count(run.figures, 'kills at random instants');
  await service.killAndRestart();
}

/** A graph process of the webserver, or the job of the indexer. */
function killChildOf(run: Run, service: Service): void {
  const chosen = run.random.integer(2);
  const pids = childrenOf(service.pid).toSorted((a, b) => a - b);
  const pid = pids[chosen] ?? pids[0];
  if (pid !== undefined && signalProcess(pid, 'SIGKILL')) count(run.figures, 'kills at random instants');
}

/** Does what leads through the failpoint; true when that killed its process. */
async function comeBy(
  run: Run,
  node: Node,
  { name, process }: Place,
  service: Service,
  namespaceId: number,
): Promise<boolean> {
  const { ends } = service;
  if (name.startsWith('drop.')) return dropUntilKilled(run, node, ends);
  if (name.startsWith('aside.')) return damageUntilKilled(run, node, ends);
  if (process === 'graph process') return publishUntilGraphProcessDies(run, node, namespaceId);
  const error = await node.tryPublish(namespaceId);
  if (process === 'job') return error?.kind === 'job_failed';
  return (await eventually(() => service.ends > ends, 2000)) !== null;
}

async function dropUntilKilled(run: Run, node: Node, ends: number): Promise<boolean> {
  await dropGraph(node, droppedNamespace).catch(() => undefined);
  const killed = await eventually(() => node.webserver.ends > ends, 2000);
  await node.webserver.untilReady();
  const fault = await dropGraph(node, droppedNamespace);
  if (fault !== null) run.violation(`after a kill while a graph was dropped: ${fault}`);
  const error = await node.tryPublish(droppedNamespace);
  if (error !== null) run.violation(`a dropped graph cannot be published again: ${error.message}`);
  node.ledger.forget(droppedNamespace);
  return killed !== null;
}

/** The graph was not opened in this life, so that the first question finds the damage. */
async function damageUntilKilled(run: Run, node: Node, ends: number): Promise<boolean> {
  const graph = join(realpathSync(graphDir(node.dataDir, droppedNamespace)), graphFileName);
  truncateSync(graph, 1);
  await node.servedNumber(droppedNamespace).catch(() => undefined);
  const killed = await eventually(() => node.webserver.ends > ends, 5000);
  await node.webserver.untilReady();
  const found = await node.servedNumber(droppedNamespace).then(
    (number) => `an answer at ${number}`,
    (error: unknown) => toGkgError(error).kind,
  );
  if (found !== 'graph_invalid') run.violation(`a graph that was being set aside gives ${found}`);
  const error = await node.tryPublish(droppedNamespace);
  if (error !== null) run.violation(`a graph that was set aside cannot be published again: ${error.message}`);
  node.ledger.forget(droppedNamespace);
  return killed !== null;
}

/**
 * The service is restarted as soon as a process has died of it, for the next ones have the failpoint, too: a process
 * that dies again and again is what a graph is refused for.
 */
async function publishUntilGraphProcessDies(run: Run, node: Node, namespaceId: number): Promise<boolean> {
  const before = childrenOf(node.webserver.pid);
  const hasDied = () => {
    const now = childrenOf(node.webserver.pid);
    return before.some((pid) => !now.includes(pid));
  };
  for (let publishings = 0; publishings < 6; publishings += 1) {
    let isOver = false;
    const publishing = node.tryPublish(namespaceId).finally(() => (isOver = true));
    await eventually(() => isOver || hasDied(), publishMsMax);
    const died = hasDied();
    if (died) await killService(run, node.webserver);
    await publishing;
    if (died) return true;
  }
  return false;
}
