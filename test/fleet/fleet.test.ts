import { expect, test } from 'vitest';
import { runScenario } from '../chaos/run-scenario.ts';
import { shortStorm, storm } from './storm.ts';

/** A slice of `npm run fleet`, the same each time; the limit is for a machine that is busy with other tests. */
test('a small fleet in a short storm', { timeout: 300_000 }, async ({ skip }) => {
  const notes: string[] = [];
  const note = (line: string) => notes.push(line);
  const scenario = storm(shortStorm, 'npm run fleet -- --slice');
  const outcome = await runScenario(scenario, { seed: 1, rounds: 1, keep: false, note });
  skip(outcome.impossible !== null, outcome.impossible ?? '');
  expect(outcome.violations, notes.join('\n')).toEqual([]);
});
