/**
 * `npm run chaos`: what the world does to a node, done to real processes for a long time, with figures. Fails
 * when an answer was wrong, a query failed that may not, something was lost, or something was left over.
 *
 *   --scenario name   this one only (may be repeated)
 *   --seed n          of every decision; printed, and today's date by default
 *   --rounds n        instead of each scenario's own number
 *   --minutes n       scales the rounds to about this time; the whole long run takes about 15
 *   --slice           the rounds that run with every change
 *   --keep            keeps data and logs also when all held
 */
import { parseArgs } from 'node:util';
import { outcomeTable } from './outcome-table.ts';
import { runScenario, type Outcome } from './run-scenario.ts';
import type { Scenario } from './run.ts';
import { scenarios } from './scenarios.ts';

const { values } = parseArgs({
  options: {
    scenario: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string' },
    rounds: { type: 'string' },
    minutes: { type: 'string' },
    slice: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});

/** What the whole long run takes on two cores that have nothing else to do. */
const longRunMinutes = 15;

process.exitCode = await main();

async function main(): Promise<number> {
  const chosen = scenarios.filter(
    ({ name }) => values.scenario.length === 0 || values.scenario.includes(name),
  );
  if (chosen.length === 0 || chosen.length < values.scenario.length)
    return fail(`There is no such scenario; there are ${scenarios.map(({ name }) => name).join(', ')}.`);
  const seed = Number(values.seed ?? new Date().toISOString().slice(0, 10).replaceAll('-', ''));
  if (!Number.isSafeInteger(seed)) return fail('--seed: expected a whole number.');
  process.stdout.write(`seed ${seed}\n`);
  const outcomes: Outcome[] = [];
  for (const scenario of chosen) {
    const note = (line: string) => process.stderr.write(`${scenario.name}: ${line}\n`);
    outcomes.push(await runScenario(scenario, { seed, rounds: roundsOf(scenario), note, keep: values.keep }));
  }
  process.stdout.write(`${outcomes.map(outcomeTable).join('\n')}\n`);
  const violations = outcomes.reduce((sum, outcome) => sum + outcome.violations.length, 0);
  const impossible = outcomes.filter((outcome) => outcome.impossible !== null);
  process.stdout.write(
    `${outcomes.length} scenarios, ${violations} violations, ${impossible.length} impossible here\n`,
  );
  return violations === 0 ? 0 : 1;
}

function roundsOf({ rounds }: Scenario): number {
  if (values.rounds !== undefined) return Number(values.rounds);
  if (values.slice) return rounds.slice;
  const scale = values.minutes === undefined ? 1 : Number(values.minutes) / longRunMinutes;
  return Math.max(1, Math.round(rounds.long * scale));
}

function fail(sentence: string): number {
  process.stderr.write(`${sentence}\n`);
  return 1;
}
