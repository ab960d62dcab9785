/*
 * Published graphs are found damaged by a webserver that starts. Each kind of damage meets a namespace of
 * its own, beside one that is not damaged. None may give a wrong answer or end the webserver; the others are
 * unaffected; to index a damaged one again makes it whole.
 */
import { realpathSync } from 'node:fs';
import { toGkgError } from '@gkg/protocol';
import { graphDir } from '@gkg/runtime';
import { checkNextPublish } from '../check-node.ts';
import { damages, type Damage } from '../damage.ts';
import { judgeLoad } from '../judge.ts';
import { Ledger } from '../ledger.ts';
import { askWebserver } from '../load-client.ts';
import { createNode, type Node } from '../node.ts';
import { allQuestions, faultOf } from '../questions.ts';
import { count, type Run, type Scenario } from '../run.ts';
import { buildTemplates, swapIn, type Templates } from '../templates.ts';

const whole = 1;
const other = 2;
const firstDamaged = 3;
const queriesPerSecond = 20;
/** What a damaged graph may answer with; anything but an answer that is wrong. */
const allowedKinds = new Set(['graph_invalid', 'engine_failed', 'unknown_namespace']);

export const damagedGraphs: Scenario = {
  name: 'damaged-graphs',
  about: 'truncated, bit-flipped, foreign, empty and too new files; a round damages a graph in each way',
  rounds: { long: 12, slice: 1 },
  async run(run) {
    const templates = await buildTemplates(run, 4);
    const node = await createNode(run);
    const damagedIds = damages.map((_, index) => firstDamaged + index);
    await node.start();
    try {
      for (const namespaceId of [whole, other]) await node.publish(namespaceId);
      for (let round = 0; round < run.rounds; round += 1) {
        await serveTemplates(node, templates, damagedIds);
        await damageAll(run, node);
        await recoverOne(run, node, firstDamaged + run.random.integer(damages.length));
      }
    } finally {
      await node.stop();
    }
  },
};

/** Whole graphs for what is to be damaged; they are in no ledger, since the load must not ask for them. */
async function serveTemplates(
  node: Node,
  templates: Templates,
  namespaceIds: readonly number[],
): Promise<void> {
  const served = new Ledger(templates.contentOf);
  for (const namespaceId of namespaceIds) {
    const commit = served.submit(namespaceId);
    await swapIn(node.webserver.url, commit, templates.stage(node.dataDir, commit));
  }
}

async function damageAll(run: Run, node: Node): Promise<void> {
  await node.webserver.stop();
  const directoryOf = (namespaceId: number) => realpathSync(graphDir(node.dataDir, namespaceId));
  for (const [index, damage] of damages.entries()) {
    damage.apply(directoryOf(firstDamaged + index), directoryOf(other), run.random);
    count(run.figures, 'damaged graphs');
  }
  await node.webserver.start();
  const load = node.load(queriesPerSecond);
  for (const [index, damage] of damages.entries()) await askDamaged(run, node, firstDamaged + index, damage);
  await judgeLoad(run, load, []);
}

/** Twice, since the first question may be the one that finds the damage. */
async function askDamaged(run: Run, node: Node, namespaceId: number, damage: Damage): Promise<void> {
  for (const question of [...allQuestions(0), ...allQuestions(1)]) {
    try {
      const answer = await askWebserver(node.webserver.url, namespaceId, question, 30_000);
      const fault = faultOf(question, namespaceId, answer);
      if (fault !== null) run.violation(`${damage.name}: wrong answer: ${fault}`);
      count(run.figures, 'right answers of damaged graphs');
    } catch (thrown) {
      const { kind, message } = toGkgError(thrown);
      count(run.figures, `answered with ${kind}`);
      if (!allowedKinds.has(kind)) run.violation(`${damage.name}: ${message} (${kind})`);
    }
  }
}

async function recoverOne(run: Run, node: Node, namespaceId: number): Promise<void> {
  await checkNextPublish(run, node, namespaceId, damages[namespaceId - firstDamaged]!.name);
  node.ledger.forget(namespaceId);
}
