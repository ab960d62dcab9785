/**
 * What a tick costs when the same changes in a world of any size: a world at rest in which the node that will fall
 * silent holds as many replicas, however many the others hold.
 */
import { performance } from 'node:perf_hooks';
import { defaultPlacementRules, tick, type Standing } from '@gkg/placement';
import { MemoryWorld } from './memory-world.ts';
import { projectOf, slotsPerProject } from './replica-table.ts';

export interface TickCost {
  readonly repositories: number;
  readonly change: string;
  readonly ticks: number;
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly storeCalls: number;
  readonly moves: number;
  readonly ms: number;
}

const [nodes, held, graphKilobytes] = [20, 100, 1000];

/** One after the other, in the same world. */
const changes: readonly (readonly [name: string, make: (world: MemoryWorld) => void])[] = [
  ['nothing', () => {}],
  ['100 pushes, indexed', (world) => pushToAll(world, 100)],
  ['1 node of 100 replicas away', (world) => stand(world, 'away')],
  ['the same node lost', (world) => stand(world, 'lost')],
];

/** Each change in a world of so many repositories, from its first tick until nothing more is due. */
export async function measureTicks(repositories: number): Promise<TickCost[]> {
  const world = await worldAtRest(repositories);
  const costs: TickCost[] = [];
  for (const [change, make] of changes) {
    make(world);
    costs.push({ repositories, change, ...(await settle(world)) });
  }
  return costs;
}

function stand(world: MemoryWorld, standing: Standing): void {
  world.nodeList[0]!.standing = standing;
}

/** Two replicas each; the first nodes hold `held` of them, whatever the number of repositories, others the rest. */
async function worldAtRest(repositories: number): Promise<MemoryWorld> {
  const world = new MemoryWorld(repositories, nodes);
  for (let node = 0; node < nodes; node += 1) world.addNode(1e15);
  for (let project = 0; project < repositories; project += 1) {
    const group = project < (held * 10) / 2 ? project % 5 : 5 + (project % 5);
    const pair = [2 * group, 2 * group + 1];
    world.settleOn(project, project % 2 === 0 ? pair : pair.reverse(), graphKilobytes);
  }
  await settle(world);
  return world;
}

function pushToAll(world: MemoryWorld, projects: number): void {
  for (let slot = 0; slot < projects * slotsPerProject; slot += 1) {
    const project = projectOf(slot);
    if (slot % slotsPerProject === 0) world.commit[project] = world.commit[project]! + 1;
    if (!world.replicas.isFree(slot)) world.finish(slot, world.commit[project]!, graphKilobytes, 0);
  }
}

/** Ticks until nothing more happens; nodes finish what they are asked for between two of them. */
async function settle(world: MemoryWorld): Promise<Omit<TickCost, 'repositories' | 'change'>> {
  let added: number[] = [];
  let moves = 0;
  world.listener = {
    added: (slot) => added.push(slot),
    leaving: (slot) => world.drop(slot, 0),
    promoted: () => {},
    made: () => (moves += 1),
  };
  const before = { rowsRead: world.rowsRead, rowsWritten: world.rowsWritten, calls: world.calls };
  const startedAt = performance.now();
  let ticks = 0;
  for (let isIdle = false; !isIdle; ticks += 1) {
    // No balance here: nodes differ on purpose.
    const rules = { ...defaultPlacementRules, balanceShare: 1 };
    const report = await tick(world, rules, new Date(0), AbortSignal.any([]));
    isIdle = report.moves === 0 && !report.hasMore && added.length === 0;
    for (const slot of added) world.finish(slot, world.commit[projectOf(slot)]!, graphKilobytes, 0);
    added = [];
  }
  return {
    ticks,
    rowsRead: world.rowsRead - before.rowsRead,
    rowsWritten: world.rowsWritten - before.rowsWritten,
    storeCalls: world.calls - before.calls,
    moves,
    ms: performance.now() - startedAt,
  };
}
