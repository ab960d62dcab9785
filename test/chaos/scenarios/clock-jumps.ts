/*
 * The time of day jumps, forwards and backwards, by seconds to days, under load. A round is a jump:
 * - while a commit is published: the next publishing must work, and be what is served, also after a restart
 *   of the webserver, and a graph that is dropped stays dropped; or
 * - while no webserver runs: the commit that is built then is served by the next webserver, since it is the
 *   newest, whatever the clocks said.
 */
import { checkNextPublish, checkServed, pause } from '../check-node.ts';
import { dropGraph } from '../drop-graph.ts';
import { judgeLoad } from '../judge.ts';
import { createNode, type Node } from '../node.ts';
import { count, type Run, type Scenario } from '../run.ts';
import { createShiftedClock } from '../shifted-clock.ts';

const namespaces = [1, 2];
const droppedNamespace = 3;
const queriesPerSecond = 20;
interface Jump {
  readonly seconds: number;
  readonly when: 'in work' | 'in absence';
}

/** The first are those that a short run makes. */
const jumps: readonly Jump[] = [
  { seconds: -3600, when: 'in absence' },
  { seconds: -86_400, when: 'in work' },
  ...[2 * 86_400, -30, 30, -120, 300, 3600].flatMap((seconds) => [
    { seconds, when: 'in work' as const },
    { seconds: -seconds, when: 'in absence' as const },
  ]),
];

export const clockJumps: Scenario = {
  name: 'clock-jumps',
  about: 'the time of day jumps forwards and backwards',
  rounds: { long: 14, slice: 2 },
  async run(run) {
    const clock = createShiftedClock(run.directory);
    const settings = { ...clock.settings, GKG_NOTIFY_ATTEMPTS_MAX: '1' };
    const node = await createNode(run, { settings });
    await node.start();
    try {
      for (const namespaceId of namespaces) await node.publish(namespaceId);
      const load = node.load(queriesPerSecond, namespaces);
      let shiftSeconds = 0;
      for (const { seconds, when } of schedule(run)) {
        const after = `a jump of the clock by ${seconds} s ${when}`;
        const namespaceId = run.random.pick(namespaces);
        const apply = () => clock.set((shiftSeconds += seconds));
        run.note(after);
        count(run.figures, 'jumps');
        if (when === 'in work') await jumpInWork(run, node, namespaceId, apply, after);
        else await jumpInAbsence(run, node, namespaceId, apply, after);
      }
      await judgeLoad(run, load, [node.webserver]);
    } finally {
      await node.stop();
    }
  },
};

function schedule(run: Run): Jump[] {
  const more = Math.ceil(run.rounds / jumps.length) - 1;
  const turns = Array.from({ length: more }, () => run.random.shuffled(jumps));
  return [...jumps, ...turns.flat()].slice(0, run.rounds);
}

async function jumpInWork(
  run: Run,
  node: Node,
  namespaceId: number,
  jump: () => void,
  after: string,
): Promise<void> {
  const publishing = node.tryPublish(namespaceId);
  await pause(run, 600);
  jump();
  const error = await publishing;
  if (error !== null) run.violation(`${after} failed a job: ${error.message} (${error.kind})`);
  await checkServed(run, node, namespaceId, after);
  await checkNextPublish(run, node, namespaceId, after);
  await dropAndRestart(run, node, after);
  await checkServed(run, node, namespaceId, `${after} and a restart`);
}

/** What was built while the webserver was away is the newest there is. */
async function jumpInAbsence(
  run: Run,
  node: Node,
  namespaceId: number,
  jump: () => void,
  after: string,
): Promise<void> {
  await node.webserver.stop();
  jump();
  const error = await node.tryPublish(namespaceId);
  if (error?.kind !== 'upstream_unavailable')
    run.violation(`${after}: without a webserver a job ends with ${error?.kind ?? 'success'}`);
  await node.webserver.start();
  const newest = node.ledger.newest(namespaceId);
  if (newest !== undefined) node.ledger.acknowledge(newest);
  await checkServed(run, node, namespaceId, `${after}, with the webserver away`);
  await node.webserver.killAndRestart();
  await checkServed(run, node, namespaceId, `${after}, with the webserver away, and a restart`);
}

async function dropAndRestart(run: Run, node: Node, after: string): Promise<void> {
  const error = await node.tryPublish(droppedNamespace);
  if (error !== null) run.violation(`${after}: ${error.message} (${error.kind})`);
  const fault = await dropGraph(node, droppedNamespace);
  await node.webserver.killAndRestart();
  const later = await dropGraph(node, droppedNamespace);
  for (const what of [fault, later]) if (what !== null) run.violation(`${after}: ${what}`);
}
