import type { Scenario } from './run.ts';
import { absences } from './scenarios/absences.ts';
import { clockJumps } from './scenarios/clock-jumps.ts';
import { damagedGraphs } from './scenarios/damaged-graphs.ts';
import { fleetClocks } from './scenarios/fleet-clocks.ts';
import { fleetKills } from './scenarios/fleet-kills.ts';
import { freezes } from './scenarios/freezes.ts';
import { fullDisk } from './scenarios/full-disk.ts';
import { kills } from './scenarios/kills.ts';
import { soak } from './scenarios/soak.ts';
import { swaps } from './scenarios/swaps.ts';

/** Everything that is done to a node, in the order in which the long run does it. */
export const scenarios: readonly Scenario[] = [
  kills,
  fleetKills,
  freezes,
  absences,
  clockJumps,
  fleetClocks,
  fullDisk,
  damagedGraphs,
  swaps,
  soak,
];
