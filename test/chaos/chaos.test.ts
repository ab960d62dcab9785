import { describe, expect, test } from 'vitest';
import { runScenario } from './run-scenario.ts';
import { scenarios } from './scenarios.ts';

/*
 * A slice of `npm run chaos`, the same each time: real processes and signals, a few rounds of each scenario.
 * What a run says of a violation, and how to see it again, stands in its output.
 */
const seed = 1;
/** Of one scenario on a machine that is busy with other tests; alone, the slowest takes a few seconds. */
const timeoutMs = 300_000;

describe('a node under chaos', () => {
  test.for(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    { timeout: timeoutMs },
    async ([, scenario], context) => {
      const notes: string[] = [];
      const note = (line: string) => notes.push(line);
      const rounds = scenario.rounds.slice;
      const outcome = await runScenario(scenario, { seed, rounds, keep: false, note });
      if (outcome.impossible !== null)
        process.stderr.write(`SKIPPED ${scenario.name}: ${outcome.impossible}\n`);
      context.skip(outcome.impossible !== null, outcome.impossible ?? '');
      expect(outcome.violations, notes.join('\n')).toEqual([]);
    },
  );
});
