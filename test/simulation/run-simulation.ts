/** Runs a simulation and gathers its figures. */
import { assumptions, hourMs } from './assumptions.ts';
import type { Balance, Figures, RateOfCalls, Sample } from './figures.ts';
import { Simulation, type SimulationOptions } from './simulation.ts';
import type { WorldNode } from './world-node.ts';

/** For how long after the day the world may go on moving. */
const restMsMax = 12 * hourMs;
/** Seconds between two heartbeats of a node. */
const heartbeatSeconds = 10;

export async function runSimulation(
  options: SimulationOptions,
  log: (line: string) => void,
): Promise<Figures> {
  const simulation = new Simulation(options);
  const { world, work, counts } = simulation;
  const samples: Sample[] = [];
  const take = () => {
    samples.push(sampleOf(simulation));
    if (samples.length % 60 === 0) log(JSON.stringify(samples.at(-1)));
  };
  await simulation.drainBacklog(take);
  const drainedAt = simulation.now;
  const atBacklog = { ...counts, calls: world.calls };
  const backlogMs = work.queues.reduce((sum, { busyMs }) => sum + busyMs, 0);
  log(`backlog drained after ${(drainedAt / hourMs).toFixed(2)} h`);

  const before = work.queues.map(({ busyMs }) => busyMs);
  const restMs = await simulation.runDay(restMsMax);
  const steady = world.nodeList.filter((node) => isSteady(node, simulation));
  const serving = world.nodeList.filter(({ standing, isDraining }) => standing === 'serving' && !isDraining);
  const atEnd = { ...counts, calls: world.calls };
  const rates = (seconds: number, since: typeof atEnd, until: typeof atEnd): RateOfCalls => ({
    seconds,
    heartbeats: options.nodes / heartbeatSeconds,
    callbacks: (until.callbacks - since.callbacks) / seconds,
    pushes: (until.pushes - since.pushes) / seconds,
    plans: (until.plans - since.plans) / seconds,
    storeCalls: (until.calls - since.calls) / seconds,
  });
  const zero = { pushes: 0, callbacks: 0, plans: 0, calls: 0 };
  const backlogSeconds = drainedAt / 1000;
  const graphKb = serving.reduce((sum, { usedBytes }) => sum + usedBytes, 0);
  const unanswered = samples
    .filter(({ hour }) => hour * hourMs >= drainedAt)
    .map((sample) => sample.unanswered);
  return {
    seed: options.seed,
    repositories: options.repositories,
    nodes: options.nodes,
    backlogHours: drainedAt / hourMs,
    backlogLaneHours: backlogMs / (options.nodes * assumptions.node.lanes) / hourMs,
    sourceBytes: simulation.sourceKilobytes.reduce((sum, size) => sum + size * 1024, 0),
    graphBytes: graphKb,
    moves: Object.fromEntries([...simulation.moves].sort(([a], [b]) => (a < b ? -1 : 1))),
    pushes: counts.pushes,
    stalenessSeconds: {
      p50: simulation.staleness.durations.at(0.5) / 1000,
      p90: simulation.staleness.durations.at(0.9) / 1000,
      p99: simulation.staleness.durations.at(0.99) / 1000,
      p999: simulation.staleness.durations.at(0.999) / 1000,
      most: simulation.staleness.durations.most / 1000,
    },
    unserved: simulation.staleness.count,
    disk: balanceOf(serving.map(({ usedBytes, totalBytes }) => usedBytes / totalBytes)),
    load: balanceOf(steady.map(({ id }) => (work.queues[id]!.busyMs - (before[id] ?? 0)) / 1000)),
    primaries: balanceOf(serving.map(({ primaries }) => primaries)),
    restHours: restMs === null ? null : restMs / hourMs,
    drainedHours: simulation.fates.drainedAt.map((time) => (time - drainedAt) / hourMs),
    unansweredProjectHours: unanswered.reduce((sum, count) => sum + count, 0) / 60,
    unansweredMost: Math.max(0, ...unanswered),
    ticks: simulation.tickTimesMs.count,
    tickMs: {
      mean: simulation.tickTimesMs.sum / simulation.tickTimesMs.count,
      most: simulation.tickTimesMs.most,
    },
    calls: {
      backlog: rates(backlogSeconds, zero, atBacklog),
      day: rates((simulation.now - drainedAt) / 1000, atBacklog, atEnd),
    },
    samples,
  };
}

/** Nodes that nothing happened to, so that their load can be compared. */
function isSteady({ id }: WorldNode, { events, options }: Simulation): boolean {
  return id < options.nodes && !events.some(({ event }) => 'node' in event && event.node === id);
}

function balanceOf(values: readonly number[]): Balance {
  const sum = values.reduce((total, value) => total + value, 0);
  return { most: Math.max(...values), mean: sum / values.length };
}

function sampleOf(simulation: Simulation): Sample {
  const { world, now, work } = simulation;
  const serving = world.nodeList.filter(({ standing }) => standing === 'serving');
  const shares = serving.map(({ usedBytes, totalBytes }) => usedBytes / totalBytes);
  const sum = (pick: (node: WorldNode) => number) =>
    world.nodeList.reduce((total, node) => total + pick(node), 0);
  return {
    hour: now / hourMs,
    due: Object.values(world.waiting).reduce((total, count) => total + count, 0),
    incoming: sum(({ incoming }) => incoming),
    relocating: sum(({ relocating }) => relocating),
    diskMost: Math.max(...shares),
    diskMean: shares.reduce((total, share) => total + share, 0) / shares.length,
    diskLeast: Math.min(...shares),
    unanswered: sum(({ id, standing, primaries }) =>
      standing === 'serving' && work.queues[id]!.isUp ? 0 : primaries,
    ),
    stale: simulation.staleness.count,
  };
}
