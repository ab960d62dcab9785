/*
 * Graphs are swapped one after the other, as fast as the webserver takes them, under 100 requests a second:
 * no query may fail, no answer may be wrong or older than what was acknowledged, and nothing may grow.
 */
import { createGrowth } from '../growth.ts';
import { checkTidy } from '../check-node.ts';
import { judgeLoad } from '../judge.ts';
import { Ledger } from '../ledger.ts';
import { createNode, type Node } from '../node.ts';
import { count, type Run, type Scenario } from '../run.ts';
import { buildTemplates, swapIn, type Templates } from '../templates.ts';
import { judgeGrowth, sampleNode } from '../watch-growth.ts';

const namespaces = [1, 2, 3, 4];
const templateCount = 4;
const queriesPerSecond = 100;
const samples = 40;
/** A heap that is cleaned when it has to be, and not when there is time: what is kept by mistake then shows. */
const settings = { NODE_OPTIONS: '--max-old-space-size=64' };

export const swaps: Scenario = {
  name: 'swaps',
  about: 'swaps under 100 requests a second',
  rounds: { long: 1000, slice: 40 },
  async run(run) {
    const templates = await buildTemplates(run, templateCount);
    const node = await createNode(run, { settings, ledger: new Ledger(templates.contentOf) });
    await node.start();
    try {
      for (const namespaceId of namespaces) await swap(node, templates, namespaceId);
      const load = node.load(queriesPerSecond);
      await swapAll(run, node, templates);
      await judgeLoad(run, load, []);
      await checkTidy(run, node, 'all swaps');
    } finally {
      await node.stop();
    }
  },
};

async function swapAll(run: Run, node: Node, templates: Templates): Promise<void> {
  const growth = createGrowth();
  const startedAt = performance.now();
  for (let round = 0; round < run.rounds; round += 1) {
    if (round % Math.ceil(run.rounds / samples) === 0) sampleNode(growth, node);
    await swap(node, templates, run.random.pick(namespaces));
    count(run.figures, 'swaps');
  }
  run.figures['ms a swap'] = Math.round((performance.now() - startedAt) / run.rounds);
  judgeGrowth(run, growth);
}

async function swap(node: Node, templates: Templates, namespaceId: number): Promise<void> {
  const commit = node.ledger.submit(namespaceId);
  await swapIn(node.webserver.url, commit, templates.stage(node.dataDir, commit));
  node.ledger.acknowledge(commit);
}
