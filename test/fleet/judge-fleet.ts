/* What must be so at the end of a storm, and what may have failed in it. */
import { setTimeout as delay } from 'node:timers/promises';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure, LoadClient } from '../chaos/load-client.ts';
import { leftOvers } from '../chaos/left-overs.ts';
import type { Run } from '../chaos/run.ts';
import { processesOn } from '../e2e/gkg-process.ts';
import type { World } from './faults.ts';
import type { ProjectState, Projects } from './projects.ts';
import type { SettledPush, Watch } from './watch.ts';

export interface Bounds {
  /** From a push that was taken until its primary serves it, while its nodes are whole. */
  readonly pushMs: number;
  /** From the end of the storm until everything is as it is wanted. */
  readonly convergeMs: number;
}

const shownMax = 5;

/** A query may fail only while no in-sync replica can be reached, or no coordinator. */
export function judgeQueries(run: Run, world: World, watch: Watch, load: LoadClient): void {
  const { figures } = run;
  const isExcused = ({ namespaceId, from, to }: Failure) => {
    if (!world.coordinators.wasReachable(from, to)) return true;
    const holders = watch.inSyncNodes(namespaceId, from, to);
    return !world.nodes.some((node) => holders.includes(node.name) && node.wasReachable(from, to));
  };
  const inexcusable = load.failures.filter((failure) => !isExcused(failure));
  figures['queries'] = load.counts.asked;
  figures['queries wrong'] = load.counts.wrong;
  figures['queries failed with an in-sync replica in reach'] = inexcusable.length;
  figures['queries failed without'] = load.failures.length - inexcusable.length;
  figures['answers older than acknowledged'] = load.counts.older;
  figures['longest gap between right answers ms'] = load.longestGapMs();
  figures['slowest answer ms'] = load.slowestMs();
  for (const { namespaceId, kind, message, from, to } of inexcusable.slice(0, shownMax))
    run.violation(`a query of ${namespaceId} failed after ${Math.round(to - from)} ms: ${message} (${kind})`);
  if (inexcusable.length > shownMax) run.violation(`${inexcusable.length} queries failed in all`);
  if (load.counts.right === 0) run.violation('no query was answered at all');
}

export function judgePushes(run: Run, { nodes }: World, watch: Watch, pushes: number, bounds: Bounds): void {
  const { figures } = run;
  const isWhole = (push: SettledPush) =>
    nodes.filter(({ name }) => push.nodes.includes(name)).every((node) => node.wasWhole(push.from, push.to));
  const whole = watch.settled.filter(isWhole);
  figures['pushes'] = pushes;
  figures['pushes served'] = watch.settled.length;
  figures['push to searchable, p50 / p99 / max ms'] = spread(watch.settled);
  figures['the same while nothing befell its nodes'] = `${whole.length} pushes, ${spread(whole)}`;
  const late = whole.filter(({ from, to }) => to - from > bounds.pushMs);
  for (const { number, from, to } of late.slice(0, shownMax))
    run.violation(`a push to ${number} was searchable only after ${Math.round(to - from)} ms`);
  if (watch.waiting() > 0) run.violation(`${watch.waiting()} pushes are not searchable at the end`);
}

function spread(pushes: readonly SettledPush[]): string {
  const times = pushes.map(({ from, to }) => Math.round(to - from)).toSorted((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return `${at(0.5)} / ${at(0.99)} / ${at(1)}`;
}

/** Waits until everything is as it is wanted; else says what is not. */
export async function untilConverged(
  run: Run,
  projects: Projects,
  replicas: number,
  { convergeMs }: Bounds,
): Promise<number | null> {
  const begin = performance.now();
  let faults: string[] = ['nothing was seen'];
  while (performance.now() - begin < convergeMs) {
    faults = await projects.states().then(
      (states) => projects.all.flatMap((project) => faultsOf(projects, project.number, states, replicas)),
      (error: unknown) => [String(error)],
    );
    if (faults.length === 0) return Math.round(performance.now() - begin);
    await delay(500);
  }
  for (const fault of faults.slice(0, shownMax))
    run.violation(`not converged after ${convergeMs} ms: ${fault}`);
  if (faults.length > shownMax) run.violation(`${faults.length} projects are not as they are wanted`);
  return null;
}

function faultsOf(
  projects: Projects,
  number: number,
  states: ReadonlyMap<number, ProjectState>,
  replicas: number,
): string[] {
  const state = states.get(number);
  if (state === undefined) return [`${number} is unknown`];
  const { repository } = projects.all[number - 1]!;
  const newest = projects.ledger.submitted(number);
  const isCurrent = (hash: string | null) =>
    Number(repository.nameOf(hash ?? '').split('.')[1] ?? 0) === newest;
  const ready = state.replicas.filter((one) => one.state === 'ready' && isCurrent(one.commit));
  const isWanted =
    state.replicas.length === replicas &&
    ready.length === replicas &&
    ready.filter((one) => one.primary).length === 1;
  if (isWanted) return [];
  const found = state.replicas.map(
    ({ node, state: standing, primary, commit, relocating }) =>
      `${node} ${standing}${primary ? ' primary' : ''}${relocating ? ' relocating' : ''} at ${repository.nameOf(commit ?? '-')}`,
  );
  return [`${number} (id ${state.id}) wants commit ${newest} and has ${found.join(', ') || 'nothing'}`];
}

/** Walks every volume: there is what the coordinator says, and nothing else. */
export async function judgeDisks(
  run: Run,
  { nodes }: World,
  projects: Projects,
  withinMs: number,
): Promise<void> {
  const begin = performance.now();
  let faults: string[] = [];
  do {
    const states = await projects.states().catch(() => new Map<number, ProjectState>());
    faults = nodes.flatMap(({ name, dataDir }) => diskFaults(name, dataDir, states));
    if (faults.length === 0) break;
    await delay(500);
  } while (performance.now() - begin < withinMs);
  run.figures['graphs on all disks'] = nodes.reduce((sum, { dataDir }) => sum + graphsOn(dataDir).length, 0);
  run.figures['faults of disks'] = faults.length;
  for (const fault of faults.slice(0, shownMax)) run.violation(fault);
}

function diskFaults(name: string, dataDir: string, states: ReadonlyMap<number, ProjectState>): string[] {
  const wanted = new Set(
    [...states.values()]
      .filter(({ replicas }) => replicas.some((one) => one.node === name))
      .map((state) => state.namespace_id),
  );
  const found = graphsOn(dataDir);
  const orphans = found.filter((id) => !wanted.has(id)).map((id) => `${name}: orphan graph ${id}`);
  const missing = [...wanted].filter((id) => !found.includes(id)).map((id) => `${name}: no graph ${id}`);
  return [...orphans, ...missing, ...leftOvers(dataDir).map((path) => `${name}: left over: ${path}`)];
}

function graphsOn(dataDir: string): number[] {
  const root = join(dataDir, 'graphs');
  const shards = list(root).filter((name) => /^[0-9a-f]{2}$/.test(name));
  return shards.flatMap((shard) =>
    list(join(root, shard))
      .filter((name) => /^\d+$/.test(name))
      .map(Number),
  );
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** After all was stopped: no process works on any of the directories. */
export async function judgeProcesses(
  run: Run,
  { nodes, coordinators }: World,
  withinMs: number,
): Promise<void> {
  const directories = [...nodes.map(({ dataDir }) => dataDir), ...coordinators.dataDirs];
  const begin = performance.now();
  let left = directories.flatMap(processesOn);
  while (left.length > 0 && performance.now() - begin < withinMs) {
    await delay(200);
    left = directories.flatMap(processesOn);
  }
  run.figures['processes left over'] = left.length;
  if (left.length > 0) run.violation(`processes are left over: ${left.join(', ')}`);
}
