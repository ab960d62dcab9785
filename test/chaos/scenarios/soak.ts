/*
 * Many namespaces through a pool of a hundred open graphs: all are read in random order, twice, eight
 * questions at a time. Every answer is checked, and memory, descriptors and threads stay bounded.
 */
import { mkdirSync } from 'node:fs';
import { toGkgError } from '@gkg/protocol';
import { createGrowth, type Growth } from '../growth.ts';
import { Ledger } from '../ledger.ts';
import { askWebserver } from '../load-client.ts';
import { createNode, type Node } from '../node.ts';
import { anyQuestion, faultOf } from '../questions.ts';
import { count, type Run, type Scenario } from '../run.ts';
import { buildTemplates } from '../templates.ts';
import { judgeGrowth, sampleNode } from '../watch-growth.ts';

const passes = 2;
const questionsAtATime = 8;
const templateCount = 4;
const samples = 60;
/** A heap that is cleaned when it has to be, and not when there is time: what is kept by mistake then shows. */
const settings = { GKG_OPEN_GRAPHS_MAX: '100', NODE_OPTIONS: '--max-old-space-size=192' };

export const soak: Scenario = {
  name: 'soak',
  about: 'all namespaces through a pool of 100 open graphs; a round is a namespace',
  rounds: { long: 10_000, slice: 200 },
  async run(run) {
    const templates = await buildTemplates(run, templateCount);
    const ledger = new Ledger(templates.contentOf);
    const node = await createNode(run, { settings, ledger });
    mkdirSync(node.dataDir, { recursive: true });
    for (let namespaceId = 1; namespaceId <= run.rounds; namespaceId += 1) {
      const commit = ledger.submit(namespaceId);
      templates.layDown(node.dataDir, commit);
      ledger.acknowledge(commit);
    }
    const startedAt = performance.now();
    await node.webserver.start();
    run.figures['start seconds'] = Math.round((performance.now() - startedAt) / 100) / 10;
    try {
      await readAll(run, node);
    } finally {
      await node.webserver.stop();
    }
  },
};

async function readAll(run: Run, node: Node): Promise<void> {
  const growth = createGrowth();
  const order = Array.from({ length: passes }, () => run.random.shuffled(node.ledger.namespaces())).flat();
  const startedAt = performance.now();
  const queue = order.entries();
  const readers = Array.from({ length: questionsAtATime }, () => readQueue(run, node, queue, growth));
  await Promise.all(readers);
  run.figures['namespaces'] = run.rounds;
  run.figures['ms a question'] = Math.round((performance.now() - startedAt) / order.length);
  judgeGrowth(run, growth);
}

/** Readers share the queue, and each takes the next namespace when it has its answer. */
async function readQueue(
  run: Run,
  node: Node,
  queue: Iterable<[number, number]>,
  growth: Growth,
): Promise<void> {
  const every = Math.ceil((passes * run.rounds) / samples);
  for (const [index, namespaceId] of queue) {
    if (index % every === 0) sampleNode(growth, node);
    const question = anyQuestion(node.ledger.newest(namespaceId)?.content ?? 0, run.random);
    count(run.figures, 'queries');
    try {
      const answer = await askWebserver(node.webserver.url, namespaceId, question, 30_000);
      const fault = faultOf(question, namespaceId, answer);
      if (fault !== null) run.violation(`wrong answer: ${fault}`);
    } catch (thrown) {
      const { kind, message } = toGkgError(thrown);
      run.violation(`a query failed: ${question.tool} of ${namespaceId}: ${message} (${kind})`);
    }
  }
}
