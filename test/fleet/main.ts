/**
 * `npm run fleet`: a fleet of real processes under a storm, with figures. Fails when an answer was wrong, a query
 * failed while an in-sync replica could be reached, a push was searchable too late, or the fleet did not come to
 * rest as it is wanted.
 *
 *   --seed n            of every decision; today's date by default
 *   --minutes n         of the storm; 30 by default
 *   --nodes n --repositories n --replicas n
 *   --slice             what runs with every change
 *   --keep              keeps data and logs also when all held
 */
import { parseArgs } from 'node:util';
import { outcomeTable } from '../chaos/outcome-table.ts';
import { runScenario } from '../chaos/run-scenario.ts';
import { longStorm, shortStorm, storm } from './storm.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string' },
    nodes: { type: 'string' },
    repositories: { type: 'string' },
    replicas: { type: 'string' },
    slice: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    rounds: { type: 'string' },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const seed = Number(values.seed ?? new Date().toISOString().slice(0, 10).replaceAll('-', ''));
  const base = values.slice ? shortStorm : longStorm;
  const size = {
    ...base,
    nodes: Number(values.nodes ?? base.nodes),
    repositories: Number(values.repositories ?? base.repositories),
    replicas: Number(values.replicas ?? base.replicas),
    stormMs: values.minutes === undefined ? base.stormMs : Number(values.minutes) * 60_000,
  };
  if (Object.values(size).some((value) => !(value >= 0)) || !Number.isSafeInteger(seed)) {
    process.stderr.write('--seed, --minutes, --nodes, --repositories, --replicas: expected a number.\n');
    return 1;
  }
  process.stdout.write(`seed ${seed}\n`);
  const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith('--seed'));
  const scenario = storm(size, `npm run fleet -- ${chosen.join(' ')}`);
  const note = (line: string) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
  const outcome = await runScenario(scenario, { seed, rounds: 1, note, keep: values.keep });
  process.stdout.write(outcomeTable(outcome));
  return outcome.violations.length === 0 && outcome.impossible === null ? 0 : 1;
}
