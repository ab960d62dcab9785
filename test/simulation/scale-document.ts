/** docs/scale.md, from the figures of one run; its plots are in scale-plots.ts. */
import type { Machine } from '../bench/compare.ts';
import { assumptions } from './assumptions.ts';
import { failuresPerThousand } from './failures.ts';
import type { Figures, RateOfCalls } from './figures.ts';
import type { RowSizes } from './row-sizes.ts';
import type { TickCost } from './tick-cost.ts';

export interface ScaleResults {
  readonly figures: Figures;
  readonly run: {
    readonly wallSeconds: number;
    readonly cpuSeconds: number;
    readonly peakBytes: number;
    readonly machine: Machine;
  };
  readonly ticks: readonly TickCost[];
  readonly rows: RowSizes;
}

/** Statements of the coordinator for one of each, counted in its code; a tick's own are counted as they are made. */
const statements = { heartbeat: 6, callback: 9, push: 6, storeCall: 4 } as const;
/** Days for which a settled task is kept. */
const keptDays = 7;

export function scaleDocument(results: ScaleResults): string {
  return `${[
    heading(results),
    assumed(),
    found(results),
    movesTable(results.figures),
    database(results),
    tickTable(results.ticks),
    implied(results),
    limits,
  ].join('\n\n')}\n`;
}

function heading({ figures, run }: ScaleResults): string {
  const { processor, cores, memoryBytes, load } = run.machine;
  return `# Scale

Written by \`npm run simulate\`; do not edit. The planning and the control loop of \`packages/placement\`, the same code
that the coordinator runs, under a virtual clock: ${count(figures.repositories)} repositories with ${assumptions.replicasWanted} replicas each on
${count(figures.nodes)} nodes, first all registered at once, then a day of pushes and failures, seed ${figures.seed}. What nodes do is
not done but takes the time that was measured for it. Simulated in ${figure(run.wallSeconds)} s (${figure(run.cpuSeconds)} s of processor time; ${cores}
cores, ${processor}, ${figure(memoryBytes / 2 ** 30)} GiB, load ${load} at the end) with ${bytes(run.peakBytes)} of memory, which holds what would be in the database.`;
}

function assumed(): string {
  const { sizes, fullIndex, update, fetch, graph, pushes, popularity, node, replicasWanted } = assumptions;
  const failures = failuresPerThousand;
  return `## Assumptions

| of | assumed | reason |
| --- | --- | --- |
| sizes | log-normal bytes of source, median ${figure(sizes.medianBytes / 1e6)} MB, sigma ${sizes.sigma}, at most ${figure(sizes.bytesMax / 1e6)} MB | most repositories are small and few hold most of the source; file and repository sizes are log-normal with a heavy tail |
| first index | ${fullIndex.seconds} s and ${fullIndex.secondsPerMegabyte} s a MB of source, on one core | processor seconds in [benchmarks](benchmarks.md), 38 bytes a line as in Django |
| update | ${update.seconds} s and ${update.secondsPerMegabyte} s a MB | [keeping a graph fresh](benchmarks-incremental.md) |
| fetch | ${fetch.seconds} s and ${fetch.secondsPerMegabyte} s a MB the first time, ${fetch.updateSeconds} s for a push | a Git server in the same network; not measured |
| on disk | ${figure(graph.bytes / 1e6)} MB and ${graph.bytesPerSourceByte} times the source | graphs in [benchmarks](benchmarks.md), and the kept tree and facts beside them |
| pushes | ${pushes.perRepository} a day for each repository on average, ${figure(pushes.swing * 100)} % more at the peak of the day and less at night | a busy instance; most repositories are dormant |
| who is pushed to | Zipf-Mandelbrot: share as 1 / (rank + ${popularity.offsetPerMillion} per million repositories) | a few get most, and no single one is pushed to every second |
| a node | ${node.lanes} indexing jobs at a time, a volume of ${bytes(node.bytes)} | half of 16 cores; the others answer queries |
| replicas | ${replicasWanted} | one may fail |
| failures in the day, of 1,000 nodes | ${failures.away} away for 2 to 40 min, ${failures.rack} at the same moment for 20 min, ${failures.lost} for good, ${failures.slow} eight times slower for 1 to 4 h, ${failures.unwell} unwell for 10 to 60 min, ${failures.drain} drained, ${failures.new} new | more than a bad day has |`;
}

function found({ figures }: ScaleResults): string {
  const { stalenessSeconds: s, disk, load, primaries, drainedHours } = figures;
  const drained = drainedHours.length === 0 ? 'none' : `${figure(Math.max(...drainedHours) - 8)} h`;
  return `## What came out

| figure | value |
| --- | --- |
| source, and graphs with all replicas | ${bytes(figures.sourceBytes)}, ${bytes(figures.graphBytes)} |
| first backlog drained | ${figure(figures.backlogHours)} h; the nodes' lanes alone would need ${figure(figures.backlogLaneHours)} h |
| pushes of the day | ${count(figures.pushes)} |
| from push to served on the primary | p50 ${figure(s.p50)} s, p90 ${figure(s.p90)} s, p99 ${figure(s.p99)} s, p99.9 ${figure(s.p999)} s, worst ${figure(s.most)} s |
| pushes never served | ${count(figures.unserved)} |
| disk, fullest node / mean of serving nodes | ${share(disk.most)} / ${share(disk.mean)} = ${figure(disk.most / disk.mean)} |
| indexing load of nodes that nothing happened to, most / mean | ${figure(load.most / load.mean)} |
| primaries of a node, most / mean | ${figure(primaries.most / primaries.mean)} |
| drain of ${drainedHours.length} nodes, the slowest | ${drained} |
| projects without their primary, worst minute | ${count(figures.unansweredMost)} (${share(figures.unansweredMost / figures.repositories)}) |
| the same over the day | ${figure((figures.unansweredProjectHours / figures.repositories) * 3600)} s for each project |
| at rest after the day | ${figures.restHours === null ? 'not within 12 h' : `${figure(figures.restHours * 60)} min`} |

![work](scale-work.svg)

![disk](scale-disk.svg)

![answers](scale-answers.svg)

![stale](scale-stale.svg)`;
}

function movesTable({ moves }: Figures): string {
  return `## Moves, by reason

| move | reason | how many |
| --- | --- | ---: |
${Object.entries(moves)
  .map(([name, many]) => `| ${name.replace(' ', ' | ')} | ${count(many)} |`)
  .join('\n')}`;
}

function database({ figures, rows }: ScaleResults): string {
  const { repositories, nodes, pushes, calls } = figures;
  const tasks = keptDays * pushes * assumptions.replicasWanted;
  const tables: readonly (readonly [string, number, number])[] = [
    ['nodes', nodes, rows.nodes],
    ['projects', repositories, rows.projects],
    ['replicas', repositories * assumptions.replicasWanted, rows.replicas],
    [`tasks (${keptDays} days)`, tasks, rows.tasks],
  ];
  const total = tables.reduce((sum, [, many, size]) => sum + many * size, 0);
  return `## What the coordinator would need

Its database, with row sizes measured in one of 20,000 projects (with indexes) and the number of rows from above;
settled tasks are reckoned to be kept for ${keptDays} days, as Rails does:

| table | rows | bytes a row | together |
| --- | ---: | ---: | ---: |
${tables.map(([name, many, size]) => `| ${name} | ${count(many)} | ${figure(size)} | ${bytes(many * size)} |`).join('\n')}
| all | | | ${bytes(total)} |

Statements a second on average, reckoned with ${statements.heartbeat} for a heartbeat (one in 10 s for each node), ${statements.callback} for a callback, ${statements.push} for a
push, and ${statements.storeCall} for each call of the control loop, each of which is a transaction over many projects:

| while | heartbeats | callbacks | pushes | calls of the loop | projects planned | statements |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${rateRow('the first backlog', calls.backlog)}
${rateRow('the day', calls.day)}

The process itself keeps nothing of a project between two ticks: the figures of ${count(nodes)} nodes, and in a tick at most
the projects that its limits allow (5,000 here). A tick took ${figure(figures.tickMs.mean)} ms on average and ${figure(figures.tickMs.most)} ms at most, without a
database and with the machine busy.`;
}

function rateRow(name: string, rate: RateOfCalls): string {
  const all =
    rate.heartbeats * statements.heartbeat +
    rate.callbacks * statements.callback +
    rate.pushes * statements.push +
    rate.storeCalls * statements.storeCall;
  const cells = [rate.heartbeats, rate.callbacks, rate.pushes, rate.storeCalls, rate.plans, all];
  return `| ${name} | ${cells.map(figure).join(' | ')} |`;
}

function tickTable(ticks: readonly TickCost[]): string {
  return `## A tick costs what changed

The same changes in worlds of 20 nodes and any number of repositories, until nothing more is due. Rows are those that
the store reads and writes; a test holds that they do not grow (\`test/simulation.test.ts\`).

| repositories | change | ticks | rows read | rows written | calls | moves | ms |
| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |
${ticks
  .map(
    (cost) =>
      `| ${count(cost.repositories)} | ${cost.change} | ${cost.ticks} | ${count(cost.rowsRead)} | ${count(cost.rowsWritten)} | ${cost.storeCalls} | ${cost.moves} | ${figure(cost.ms)} |`,
  )
  .join('\n')}`;
}

function implied({ figures }: ScaleResults): string {
  const { lanes, bytes: volume } = assumptions.node;
  const busy = figures.load.mean / (lanes * 86_400);
  return `## What this implies for hardware

- Disk decides how many nodes there are: ${bytes(figures.graphBytes)} of graphs, at most 75 % of volumes of ${bytes(volume)}, are ${count(Math.ceil(figures.graphBytes / (0.75 * volume)))} nodes at least.
- After the first backlog indexing keeps ${share(busy)} of the lanes busy; the rest is room for failures, and for queries.
- The first backlog is ${count(figures.repositories * assumptions.replicasWanted)} indexing runs. It is bounded by the nodes or by what one tick may plan (5,000
  projects a second here), whichever is slower.
- A drain ends when each graph is in sync elsewhere on as many serving nodes as wanted. Of a project whose other
  replica is on a silent node that is not before the node returns or is missing: a quarter of an hour at most.
- The database is small; its writes are callbacks. One PostgreSQL server with the rate of the table above is enough.`;
}

const limits = `## What is not simulated

Queries; the network; growth of repositories after their first index; the time that the database takes; failure
domains. Placement knows none: of a rack that fails as a whole some projects have both replicas on it, which is
most of "projects without their primary" at that moment.`;

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function figure(value: number): string {
  if (Math.abs(value) >= 100) return count(value);
  return String(Number(value.toPrecision(3)));
}

function share(value: number): string {
  return `${figure(value * 100)} %`;
}

function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
  return `${figure(value / 1000 ** power)} ${units[power]!}`;
}
