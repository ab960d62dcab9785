/*
 * The clocks of a node and of its coordinator jump together, and then apart. Together: the next commit is
 * indexed and served as if nothing was, and the node is not taken for one that was away. Apart: tokens are
 * refused, as they must be, and what is served stays; when the clocks agree again, so does all else.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { checkFleet, servedWithinMs } from '../check-fleet.ts';
import { createFleet, type Fleet } from '../fleet.ts';
import { count, type Run, type Scenario } from '../run.ts';
import { createShiftedClock, type ShiftedClock } from '../shifted-clock.ts';

/** The first is the one that a short run makes; the last brings the clocks back. */
const togetherSeconds = [2 * 86_400, -3600, 300, -30 * 86_400, 30 * 86_400];
/** More than any token lives, and less than any patience. */
const apartSeconds = [7200, -7200];
const apartMs = 3000;

export const fleetClocks: Scenario = {
  name: 'fleet-clocks',
  about: 'the clocks of node and coordinator jump, together and apart',
  rounds: { long: 5, slice: 1 },
  async run(run) {
    const [node, coordinator] = ['node', 'coordinator'].map((name) =>
      createShiftedClock(run.directory, name),
    );
    const clocks = { node: node!, coordinator: coordinator! };
    const fleet = await createFleet(run, (name) =>
      name === 'coordinator' ? clocks.coordinator.settings : clocks.node.settings,
    );
    await fleet.start();
    try {
      await fleet.push(servedWithinMs);
      let shiftSeconds = 0;
      for (let round = 0; round < run.rounds; round += 1) {
        shiftSeconds += togetherSeconds[round % togetherSeconds.length]!;
        await jumpTogether(run, fleet, clocks, shiftSeconds);
        await jumpApart(run, fleet, clocks, shiftSeconds, apartSeconds[round % apartSeconds.length]!);
      }
    } finally {
      await fleet.stop();
    }
  },
};

interface Clocks {
  readonly node: ShiftedClock;
  readonly coordinator: ShiftedClock;
}

async function jumpTogether(run: Run, fleet: Fleet, clocks: Clocks, seconds: number): Promise<void> {
  run.note(`both at ${seconds} s`);
  count(run.figures, 'jumps together');
  clocks.node.set(seconds);
  clocks.coordinator.set(seconds);
  await checkFleet(run, fleet, `a jump of all clocks to ${seconds} s`);
}

/** Nothing is lost by it: neither the graph nor the wish for the next one. */
async function jumpApart(
  run: Run,
  fleet: Fleet,
  clocks: Clocks,
  seconds: number,
  apart: number,
): Promise<void> {
  run.note(`apart by ${apart} s`);
  count(run.figures, 'jumps apart');
  clocks.node.set(seconds + apart);
  const pushed = fleet.push(servedWithinMs);
  pushed.catch(() => undefined);
  const early = await Promise.race([pushed.then(() => true), delay(apartMs).then(() => false)]);
  if (early) run.violation(`clocks that are ${apart} s apart accept each other's tokens`);
  clocks.node.set(seconds);
  await pushed;
  await checkFleet(run, fleet, `clocks that were ${apart} s apart`);
}
