import { planProject } from './plan-project.ts';
import { nextRelief, relieve } from './relief.ts';
import { Room } from './room.ts';
import type { NodeView, PlacementRules, ProjectPlan, ProjectView } from './world.ts';

/** A snapshot: all nodes, and all projects. */
export interface World {
  readonly nodes: readonly NodeView[];
  readonly projects: readonly ProjectView[];
  readonly rules: PlacementRules;
}

/**
 * What is to be done in a world that is known as a whole; plans of projects for which there is nothing to do are
 * left out. The control loop does the same a few projects at a time.
 */
export function planMoves({ nodes, projects, rules }: World): ProjectPlan[] {
  const room = new Room(nodes, rules);
  const plans = projects.map((project) => planProject(project, room));
  const isPlanned = new Set(plans.filter(isSomething).map(({ projectId }) => projectId));
  const idle = projects.filter(({ id }) => !isPlanned.has(id));
  return [...plans.filter(isSomething), ...planRelief(idle, room)];
}

function isSomething({ moves, next }: ProjectPlan): boolean {
  return moves.length > 0 || next !== null;
}

function planRelief(projects: readonly ProjectView[], room: Room): ProjectPlan[] {
  const plans: ProjectPlan[] = [];
  const exhausted = new Set<number>();
  const moved = new Set<number>();
  for (let request = nextRelief(room, exhausted); request !== null; request = nextRelief(room, exhausted)) {
    const { source, bytes } = request;
    const able = projects.filter(({ id }) => !moved.has(id));
    const plan = relieve(request, largestOn(able, source.id, bytes), room);
    if (plan === null) exhausted.add(source.id);
    else moved.add(plan.projectId);
    if (plan !== null) plans.push(plan);
  }
  return plans;
}

/** Projects with a replica on the node that can be moved: of at most so many bytes, the largest first. */
function largestOn(projects: readonly ProjectView[], nodeId: number, bytesMax: number): ProjectView[] {
  const bytesOf = (project: ProjectView) =>
    project.replicas.find(
      (replica) => replica.nodeId === nodeId && replica.isInSync && replica.bytes <= bytesMax,
    )?.bytes ?? -1;
  return projects.filter((project) => bytesOf(project) >= 0).sort((a, b) => bytesOf(b) - bytesOf(a));
}
