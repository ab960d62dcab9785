/*
 * A fleet under a storm: nodes and coordinators as real processes, real repositories, a steady stream of pushes and
 * queries, and faults by a seeded schedule. To hold: no query fails while an in-sync replica can be reached, no
 * answer is wrong, every push is soon searchable on its primary, and after the storm everything is as it is wanted,
 * with nothing left over on any disk, nor any process.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureSecret } from '@gkg/runtime';
import { startLoadClient } from '../chaos/load-client.ts';
import { createRandom } from '../chaos/random.ts';
import type { Run, Scenario } from '../chaos/run.ts';
import { createCoordinators } from './coordinators.ts';
import { faultSchedule, strike, type FaultTimes, type World } from './faults.ts';
import { createFleetNode } from './fleet-node.ts';
import {
  judgeDisks,
  judgeProcesses,
  judgePushes,
  judgeQueries,
  untilConverged,
  type Bounds,
} from './judge-fleet.ts';
import { createNetwork } from './network.ts';
import { registerProjects, type Projects } from './projects.ts';
import { fleetQuestions } from './sources.ts';
import { startWatch, type Watch } from './watch.ts';

export interface StormSize extends FaultTimes, Bounds {
  readonly nodes: number;
  readonly repositories: number;
  readonly replicas: number;
  readonly stormMs: number;
  readonly queriesPerSecond: number;
  readonly pushEveryMs: number;
  /** Between two faults. */
  readonly calmMs: number;
}

export const longStorm: StormSize = {
  nodes: 6,
  repositories: 200,
  replicas: 2,
  stormMs: 1_800_000,
  queriesPerSecond: 5,
  pushEveryMs: 5000,
  calmMs: 8000,
  forMsMax: 25_000,
  lostForMs: 120_000,
  pushMs: 60_000,
  convergeMs: 600_000,
};

export const shortStorm: StormSize = {
  nodes: 3,
  repositories: 6,
  replicas: 2,
  stormMs: 20_000,
  queriesPerSecond: 4,
  pushEveryMs: 2500,
  calmMs: 1000,
  forMsMax: 4000,
  lostForMs: 0,
  pushMs: 60_000,
  convergeMs: 60_000,
};

const disksWithinMs = 60_000;
const processesWithinMs = 15_000;
const firstIndexMs = 1_200_000;

/** A run has one round. */
export function storm(size: StormSize, command: string): Scenario {
  return {
    name: 'fleet',
    about: 'a fleet whose processes, nodes, network and disks fail while people work',
    rounds: { long: 1, slice: 1 },
    command,
    async run(run) {
      const secretFile = join(run.directory, 'secret');
      await ensureSecret(secretFile);
      const coordinators = await createCoordinators(run, secretFile, size.replicas);
      const network = await createNetwork();
      run.figures['network'] = network === null ? 'relays only' : 'a namespace for each node';
      const nodes = [];
      for (let index = 1; index <= size.nodes; index += 1)
        nodes.push(await createFleetNode(run, index, secretFile, network));
      const world = { nodes, coordinators };
      try {
        await rage(run, world, size);
      } finally {
        await Promise.all(nodes.map((node) => node.stop()));
        await coordinators.stop();
        await judgeProcesses(run, world, processesWithinMs);
        await Promise.all(nodes.map((node) => node.close()));
        await network?.close();
      }
    },
  };
}

async function rage(run: Run, world: World, size: StormSize): Promise<void> {
  const { figures } = run;
  const projects = await begin(run, world, size);
  const watch = startWatch(projects, 1000);
  const load = startLoadClient({
    ledger: projects.ledger,
    namespaces: projects.all.map(({ number }) => number),
    random: createRandom(run.seed + 1),
    perSecond: size.queriesPerSecond,
    ask: (...question) => projects.ask(...question),
    onWrong: (fault) => run.violation(`wrong answer: ${fault}`),
    questions: fleetQuestions,
    isOlderRight: true,
  });
  const over = new AbortController();
  const pushing = pushSteadily(run, projects, watch, size.pushEveryMs, over.signal);
  await weather(run, world, size);
  over.abort();
  const pushes = await pushing;
  const convergedMs = await untilConverged(run, projects, size.replicas, size);
  figures['converged after ms'] = convergedMs ?? 'never';
  await judgeDisks(run, world, projects, disksWithinMs);
  await load.stop();
  await watch.stop();
  judgeQueries(run, world, watch, load);
  judgePushes(run, world, watch, pushes, size);
}

/** All nodes run, and all repositories are searchable for the first time. */
async function begin(run: Run, { nodes, coordinators }: World, size: StormSize): Promise<Projects> {
  const { figures } = run;
  figures['nodes, coordinators'] = `${size.nodes}, ${coordinators.services.length}`;
  figures['repositories, replicas of each'] = `${size.repositories}, ${size.replicas}`;
  await coordinators.start();
  for (const [index, { upwards }] of nodes.entries())
    upwards.target = coordinators.services[index % coordinators.services.length]!.url;
  await Promise.all(nodes.map((node) => node.start()));
  const began = performance.now();
  const projects = await registerProjects(run, coordinators, size.repositories);
  run.note(`${size.repositories} repositories are registered`);
  const bounds = { pushMs: 0, convergeMs: firstIndexMs };
  const tookMs = await untilConverged(run, projects, size.replicas, bounds);
  if (tookMs === null) throw new Error('The first graphs were not made in time.');
  for (const { number } of projects.all) projects.ledger.acknowledge(projects.ledger.newest(number)!);
  figures['first graphs of all after ms'] = Math.round(performance.now() - began);
  run.note(`all are indexed, after ${figures['first graphs of all after ms']} ms`);
  return projects;
}

/** Answers how many pushes were taken. */
async function pushSteadily(
  run: Run,
  projects: Projects,
  watch: Watch,
  everyMs: number,
  signal: AbortSignal,
): Promise<number> {
  const random = createRandom(run.seed + 2);
  for (let pushes = 0; ; pushes += 1) {
    await delay(everyMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return pushes;
    const project = random.pick(projects.all);
    const { commit } = await projects.push(project);
    watch.pushed(project, commit);
  }
}

async function weather(run: Run, world: World, size: StormSize): Promise<void> {
  const end = performance.now() + size.stormMs;
  for (const fault of faultSchedule(run.random, world, size)) {
    await delay(size.calmMs);
    if (performance.now() >= end) return;
    await strike(run, world, fault);
  }
}
