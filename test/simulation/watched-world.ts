/** Objects when the control loop breaks a rule of placement: looks at a world before and after each of its moves. */
import { needs, type PlacementRules, type PlacementStore, type ProjectPlan } from '@gkg/placement';
import type { MemoryWorld } from './memory-world.ts';
import { kilobyte, projectOf } from './replica-table.ts';
import type { WorldNode } from './world-node.ts';

export interface WatchedWorld extends PlacementStore {
  /** How often plans were carried out. */
  readonly applications: number;
}

export function watchedWorld(world: MemoryWorld, rules: PlacementRules, faults: string[]): WatchedWorld {
  let applications = 0;
  return {
    get applications() {
      return applications;
    },
    nodes: () => world.nodes(),
    due: (need, limit, now) => world.due(need, limit, now),
    largest: (nodeId, bytesMax, limit) => world.largest(nodeId, bytesMax, limit),
    noteNode: (condition, scope, now) => world.noteNode(condition, scope, now),
    async apply(plans, now, retryMs) {
      applications += 1;
      const before = new Map(plans.map((plan) => [plan.projectId, soundReplicas(world, plan.projectId)]));
      const applied = await world.apply(plans, now, retryMs);
      for (const plan of plans)
        faults.push(...planFaults(world, rules, plan, before.get(plan.projectId) ?? 0));
      return applied;
    },
  };
}

function soundReplicas(world: MemoryWorld, project: number): number {
  return world
    .view(project)
    .replicas.filter(({ isInSync, nodeId }) => isInSync && world.nodeList[nodeId]!.standing === 'serving')
    .length;
}

function planFaults(
  world: MemoryWorld,
  rules: PlacementRules,
  { projectId, moves }: ProjectPlan,
  soundBefore: number,
): string[] {
  const { replicas, replicasWanted, primaryNodeId } = world.view(projectId);
  const faults: string[] = [];
  const say = (fault: string) => faults.push(`project ${projectId}: ${fault}`);
  const held = new Set(replicas.map(({ nodeId }) => nodeId));
  if (held.size < replicas.length) say('two replicas on one node');
  if (soundReplicas(world, projectId) < Math.min(soundBefore, replicasWanted))
    say('fewer replicas in sync than wanted');
  const able = replicas.filter(
    ({ state, nodeId }) => state === 'ready' && world.nodeList[nodeId]!.standing === 'serving',
  );
  if (able.length > 0 && !able.some(({ nodeId }) => nodeId === primaryNodeId))
    say('its primary does not answer');
  for (const { kind, nodeId } of moves.filter((move) => move.kind === 'add')) {
    const node = world.nodeList[nodeId]!;
    if (node.usedBytes + node.reservedBytes > rules.highShare * node.totalBytes)
      say(`${kind} fills node ${nodeId}`);
    if (node.incoming > rules.incomingMax) say(`${kind} is one too many for node ${nodeId}`);
  }
  return faults;
}

/** Whether the figures that are kept of each node are those that its replicas add up to. */
export function nodeFaults(world: MemoryWorld): string[] {
  return world.nodeList.flatMap((node) => {
    const counted = countNode(world, node);
    return Object.entries(counted)
      .filter(([figure, value]) => node[figure as keyof typeof counted] !== value)
      .map(([figure, value]) => `node ${node.id} has ${figure} ${value}`);
  });
}

function countNode(world: MemoryWorld, { id }: WorldNode) {
  const views = [...world.replicas.ofNode(id)].map((slot) => ({
    primary: world.primary[projectOf(slot)] === id,
    bytes: world.replicas.kilobytes[slot]! * kilobyte,
    replica: world.view(projectOf(slot)).replicas.find(({ nodeId }) => nodeId === id)!,
  }));
  const bytesOf = (isMeant: (view: (typeof views)[number]) => boolean) =>
    views.filter(isMeant).reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    usedBytes: bytesOf(({ replica }) => replica.state !== 'pending'),
    reservedBytes: bytesOf(({ replica }) => replica.state === 'pending'),
    outgoingBytes: bytesOf(({ replica }) => replica.state === 'leaving' || replica.isRelocating),
    primaries: views.filter(({ primary }) => primary).length,
    incoming: views.filter(({ replica }) => replica.state === 'pending').length,
    relocating: views.filter(({ replica }) => replica.isRelocating).length,
  };
}

/** Projects that are due for nothing and yet not as wanted. */
export function unsettledProjects(world: MemoryWorld, projects: number): number[] {
  const isWaiting = needs.some((need) => world.waiting[need] > 0);
  const all = Array.from({ length: projects }, (_, project) => project);
  return all.filter((project) => {
    const { replicas, replicasWanted } = world.view(project);
    const isWanted = replicas.length === replicasWanted && replicas.every(({ isInSync }) => isInSync);
    return isWaiting || !isWanted;
  });
}
