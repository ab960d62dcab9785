/** What happens to a small world in tests: a random event, and the passing of time. */
import fc from 'fast-check';
import { planMoves } from './plan-moves.ts';
import type { TestNode, TestProject, TestWorld } from './test-world.ts';
import { defaultPlacementRules, standings, type Move, type Standing } from './world.ts';

export type TestEvent =
  | { readonly kind: 'node'; readonly totalBytes: number; readonly otherBytes: number }
  | { readonly kind: 'standing'; readonly at: number; readonly standing: Standing }
  | { readonly kind: 'drain'; readonly at: number; readonly isDraining: boolean }
  | { readonly kind: 'fill'; readonly at: number; readonly otherBytes: number }
  | { readonly kind: 'project'; readonly bytes: number; readonly wanted: number }
  | { readonly kind: 'grow'; readonly at: number; readonly bytes: number }
  | { readonly kind: 'wanted'; readonly at: number; readonly wanted: number }
  | { readonly kind: 'forget'; readonly at: number }
  | { readonly kind: 'push'; readonly at: number }
  | { readonly kind: 'sync'; readonly at: number; readonly replica: number; readonly bytes: number }
  | { readonly kind: 'delete'; readonly at: number }
  | { readonly kind: 'tick' };

const at = fc.nat(1000);
const wanted = fc.integer({ min: 1, max: 3 });
const bytes = fc.integer({ min: 1, max: 60 });
const standing = fc.constantFrom(...standings);

export const events: fc.Arbitrary<TestEvent[]> = fc.array(
  fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('node' as const),
        totalBytes: fc.integer({ min: 50, max: 400 }),
        otherBytes: fc.nat(60),
      }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('standing' as const), at, standing }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('drain' as const), at, isDraining: fc.boolean() }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('fill' as const), at, otherBytes: fc.nat(200) }) },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('project' as const), bytes, wanted }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('grow' as const), at, bytes }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('wanted' as const), at, wanted }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget' as const), at }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('push' as const), at }) },
    {
      weight: 10,
      arbitrary: fc.record({ kind: fc.constant('sync' as const), at, replica: fc.nat(3), bytes }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), at }) },
    { weight: 10, arbitrary: fc.record({ kind: fc.constant('tick' as const) }) },
  ),
  { maxLength: 120, size: 'max' },
);

export const testRules = { ...defaultPlacementRules, incomingMax: 3, addsMax: 8, relocatingMax: 4 };

export function happen(world: TestWorld, event: TestEvent): Move[] {
  if (event.kind === 'tick') return world.carryOut(planMoves(world.snapshot()));
  if (event.kind === 'node') world.addNode(event.totalBytes, event.otherBytes);
  else if (event.kind === 'project') world.addProject(event.bytes, event.wanted);
  else if (event.kind === 'standing' || event.kind === 'drain' || event.kind === 'fill') {
    const node = pick(world.nodes, event.at);
    if (node !== undefined) changeNode(node, event);
  } else {
    const project = pick(world.projects, event.at);
    if (project !== undefined) changeProject(world, project, event);
  }
  return [];
}

function pick<T>(list: readonly T[], index: number): T | undefined {
  return list[index % list.length];
}

function changeNode(node: TestNode, event: TestEvent & { readonly at: number }): void {
  if (event.kind === 'standing') node.standing = event.standing;
  if (event.kind === 'drain') node.isDraining = event.isDraining;
  if (event.kind === 'fill') node.otherBytes = event.otherBytes;
}

function changeProject(
  world: TestWorld,
  project: TestProject,
  event: TestEvent & { readonly at: number },
): void {
  if (event.kind === 'grow') project.bytes = event.bytes;
  if (event.kind === 'wanted') project.wanted = event.wanted;
  if (event.kind === 'push') project.commit += 1;
  if (event.kind === 'forget') world.projects.splice(world.projects.indexOf(project), 1);
  if (event.kind === 'sync') sync(world, project, event.replica, event.bytes);
  if (event.kind === 'delete') deleteLeaving(world, project);
}

/** A node finishes indexing, with a size that nobody knew. */
function sync(world: TestWorld, project: TestProject, index: number, bytes: number): void {
  const replica = pick(project.replicas, index);
  if (replica === undefined || replica.state === 'leaving') return;
  const { standing } = world.node(replica.nodeId);
  if (standing === 'lost' || isExpected(standing)) return;
  replica.state = 'ready';
  replica.commit = project.commit;
  replica.bytes = bytes;
  project.bytes = bytes;
}

function deleteLeaving(world: TestWorld, project: TestProject): void {
  for (const replica of project.replicas.filter(({ state }) => state === 'leaving')) {
    if (!isExpected(world.node(replica.nodeId).standing)) world.drop(project, replica);
  }
}

/** Silent, and to come back with what it has. */
function isExpected(standing: Standing): boolean {
  return standing === 'away' || standing === 'missing';
}

/** Lets everything that nodes were asked for be done, tick by tick, until nothing happens any more. */
export function settle(world: TestWorld, ticksMax: number): Move[] {
  const made: Move[] = [];
  for (let ticks = 0; ticks < ticksMax; ticks += 1) {
    const moves = world.carryOut(planMoves(world.snapshot()));
    made.push(...moves);
    if (!workAll(world) && moves.length === 0) return made;
  }
  throw new Error(`still moving after ${ticksMax} ticks`);
}

/** One tick, and what nodes make of it. */
export function settleOnce(world: TestWorld): Move[] {
  const moves = world.carryOut(planMoves(world.snapshot()));
  workAll(world);
  return moves;
}

function workAll(world: TestWorld): boolean {
  return world.projects.filter((project) => work(world, project)).length > 0;
}

/** The nodes bring one project up to date; false if nothing was to be done. */
function work(world: TestWorld, project: TestProject): boolean {
  const able = project.replicas.filter(({ nodeId }) => {
    const { standing } = world.node(nodeId);
    return standing === 'serving' || standing === 'unwell';
  });
  const due = able.filter(({ state, commit }) => state !== 'ready' || commit !== project.commit);
  for (const replica of due) {
    if (replica.state === 'leaving') world.drop(project, replica);
    else Object.assign(replica, { state: 'ready', commit: project.commit, bytes: project.bytes });
  }
  return due.length > 0;
}
