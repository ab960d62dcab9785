/**
 * `npm run simulate`: placement at the scale of the largest installations, under a virtual clock (simulation.ts says
 * how, assumptions.ts from what). Writes docs/scale.md with its plots; takes some minutes and 2 GB of memory.
 *
 *   --repositories n, --nodes n, --seed n  another world
 *   --print                                nothing is written but what is printed
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { thisMachine } from '../bench/compare.ts';
import { root } from '../source-files.ts';
import { assumptions, hourMs } from './assumptions.ts';
import { measureRowSizes } from './row-sizes.ts';
import { runSimulation } from './run-simulation.ts';
import { scaleDocument } from './scale-document.ts';
import { scalePlots } from './scale-plots.ts';
import { measureTicks, type TickCost } from './tick-cost.ts';

const { values } = parseArgs({
  options: {
    repositories: { type: 'string', default: '5000000' },
    nodes: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    print: { type: 'boolean', default: false },
  },
});
const world = {
  repositories: Number(values.repositories),
  nodes: Number(values.nodes),
  seed: Number(values.seed),
};

const log = (line: string) => process.stdout.write(`${line}\n`);
const startedAt = performance.now();
const nodeBytes = assumptions.node.bytes;
const rules = { changedMax: 5000, addsMax: 5000 };
const figures = await runSimulation({ ...world, dayMs: 24 * hourMs, nodeBytes, rules }, log);
const run = {
  wallSeconds: (performance.now() - startedAt) / 1000,
  cpuSeconds: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
  peakBytes: process.resourceUsage().maxRSS * 1024,
  machine: thisMachine(),
};
log(JSON.stringify({ ...figures, samples: figures.samples.length, ...run }, null, 2));
if (!values.print) {
  const ticks: TickCost[] = [];
  for (const repositories of [1000, 100_000, 5_000_000]) ticks.push(...(await measureTicks(repositories)));
  const rows = await measureRowSizes();
  writeFileSync(join(root, 'docs/scale.md'), scaleDocument({ figures, run, ticks, rows }));
  for (const [name, plot] of Object.entries(scalePlots(figures)))
    writeFileSync(join(root, 'docs', name), plot);
}
