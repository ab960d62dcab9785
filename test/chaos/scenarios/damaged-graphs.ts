/*
 * Published graphs are found damaged by a webserver that starts. Each kind of damage meets a namespace of its
 * own, beside some that are not damaged.
 * - The others are unaffected, and the webserver lives.
 * - No damaged graph gives a wrong answer. Where nothing but the checksum tells, that holds from when the
 *   webserver has compared it; what it answered before is counted.
 * - Every damaged graph is set aside, and to index it again makes it whole.
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
import { allQuestions, faultOf, type Question } from '../questions.ts';
import { eventually } from '../until.ts';
import { count, type Run, type Scenario } from '../run.ts';
import { buildTemplates, swapIn, type Templates } from '../templates.ts';

const whole = 1;
const other = 2;
const firstDamaged = 3;
const queriesPerSecond = 20;
const foundWithinMs = 30_000;
const settings = { GKG_LEFTOVERS_INTERVAL_MS: '1000' };

export const damagedGraphs: Scenario = {
  name: 'damaged-graphs',
  about: 'truncated, bit-flipped, foreign, empty and too new files; a round damages a graph in each way',
  rounds: { long: 12, slice: 1 },
  async run(run) {
    const templates = await buildTemplates(run, 4);
    const node = await createNode(run, { settings });
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
  const load = node.load(queriesPerSecond, [whole, other]);
  for (const [index, damage] of damages.entries()) {
    if (damage.silent) await askUntilFound(run, node, firstDamaged + index, damage);
  }
  for (const [index, damage] of damages.entries())
    await expectSetAside(run, node, firstDamaged + index, damage);
  await judgeLoad(run, load, []);
}

/** Whatever it answers until then is counted. */
async function askUntilFound(run: Run, node: Node, namespaceId: number, { name }: Damage): Promise<void> {
  const startedAt = performance.now();
  const found = await eventually(
    async () => {
      const outcomes = await askAll(node, namespaceId);
      for (const outcome of outcomes) count(run.figures, `silent damage, before it was found: ${outcome}`);
      return outcomes.every((outcome) => outcome === 'graph_invalid');
    },
    foundWithinMs,
    200,
  );
  if (found === null) run.violation(`${name}: not found within ${foundWithinMs} ms`);
  const ms = Math.round(performance.now() - startedAt);
  run.figures['silent damage found after ms'] = Math.max(
    ms,
    Number(run.figures['silent damage found after ms'] ?? 0),
  );
}

async function expectSetAside(run: Run, node: Node, namespaceId: number, { name }: Damage): Promise<void> {
  const outcomes = new Set(await askAll(node, namespaceId));
  if (outcomes.size !== 1 || !outcomes.has('graph_invalid'))
    run.violation(`${name}: answered with ${[...outcomes].join(', ')}`);
  else count(run.figures, 'set aside');
}

/** Of each question: `right`, `wrong`, or the kind of the error. */
async function askAll(node: Node, namespaceId: number): Promise<string[]> {
  const ask = async (question: Question) => {
    try {
      const answer = await askWebserver(node.webserver.url, namespaceId, question, 30_000);
      return faultOf(question, namespaceId, answer) === null ? 'right' : 'wrong';
    } catch (thrown) {
      return toGkgError(thrown).kind;
    }
  };
  return Promise.all(allQuestions(0).map(ask));
}

async function recoverOne(run: Run, node: Node, namespaceId: number): Promise<void> {
  await checkNextPublish(run, node, namespaceId, damages[namespaceId - firstDamaged]!.name);
  node.ledger.forget(namespaceId);
}
