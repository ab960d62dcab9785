import { defaultPlacementRules } from '@gkg/placement';
import { expect, test } from 'vitest';
import { runSimulation } from './simulation/run-simulation.ts';
import { Simulation, type SimulationOptions } from './simulation/simulation.ts';
import { measureTicks } from './simulation/tick-cost.ts';
import { nodeFaults, unsettledProjects, watchedWorld } from './simulation/watched-world.ts';

const dayMs = 86_400_000;
const small = { repositories: 2000, nodes: 20, dayMs, nodeBytes: 5e9 } as const;

test.for([1, 2])(
  'a day of pushes and failures breaks no rule, and ends at rest: seed %i',
  { timeout: 60_000 },
  async (seed) => {
    const faults: string[] = [];
    const options: SimulationOptions = {
      ...small,
      seed,
      watch: (world) => watchedWorld(world, defaultPlacementRules, faults),
    };
    const simulation = new Simulation(options);
    let samples = 0;
    await simulation.drainBacklog(() => {
      samples += 1;
      if (samples % 30 === 0) faults.push(...nodeFaults(simulation.world));
    });
    const restMs = await simulation.runDay(dayMs);
    faults.push(...nodeFaults(simulation.world));
    expect(faults.slice(0, 5)).toEqual([]);
    expect(restMs).not.toBeNull();
    expect(unsettledProjects(simulation.world, small.repositories)).toEqual([]);
    // The failures happened: else the day proves nothing.
    const reasons = [...simulation.moves.keys()].map((name) => name.split(' ')[1]);
    expect(reasons).toEqual(expect.arrayContaining(['node_lost', 'drain', 'primary_away', 'primary_unwell']));
  },
);

test('the same seed gives the same figures, and another one does not', { timeout: 60_000 }, async () => {
  const figuresOf = async (seed: number) => {
    const { tickMs: _, ...figures } = await runSimulation({ ...small, seed }, () => {});
    return figures;
  };
  const [first, second, other] = [await figuresOf(7), await figuresOf(7), await figuresOf(8)];
  expect(second).toEqual(first);
  expect(other.moves).not.toEqual(first.moves);
});

test('a tick costs what changed, not what exists', { timeout: 60_000 }, async () => {
  const [few, many] = [await measureTicks(1000), await measureTicks(100_000)];
  const workOf = ({ change, rowsRead, rowsWritten, storeCalls, moves }: (typeof few)[number]) => ({
    change,
    rowsRead,
    rowsWritten,
    storeCalls,
    moves,
  });
  expect(many.map(workOf)).toEqual(few.map(workOf));
  expect(few.find(({ change }) => change === 'the same node lost')?.rowsWritten).toBeGreaterThan(100);
});
