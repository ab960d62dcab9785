import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from './random.ts';
import { Impossible, type Figures, type Scenario } from './run.ts';

export interface Outcome {
  readonly scenario: string;
  readonly seed: number;
  readonly seconds: number;
  readonly figures: Figures;
  readonly violations: readonly string[];
  /** Why this machine cannot do it, if so. */
  readonly impossible: string | null;
}

export interface RunOptions {
  readonly seed: number;
  readonly rounds: number;
  readonly note: (line: string) => void;
  /** Keeps data and logs of a run that held, too. */
  readonly keep: boolean;
}

/** One defect may show thousands of times. */
const shownMax = 20;

/** Runs one scenario in a directory of its own, which is kept when something was violated. */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<Outcome> {
  const { seed, rounds, note, keep } = options;
  const directory = realpathSync(mkdtempSync(join(tmpdir(), `gkg-chaos-${scenario.name}-`)));
  const violations: string[] = [];
  const figures: Figures = {};
  const startedAt = performance.now();
  let impossible: string | null = null;
  const violation = (what: string) => {
    violations.push(what);
    if (violations.length <= shownMax) note(`VIOLATION: ${what}`);
  };
  try {
    const random = createRandom(seed);
    await scenario.run({
      scenario: scenario.name,
      seed,
      random,
      directory,
      rounds,
      figures,
      violation,
      note,
    });
  } catch (error) {
    if (error instanceof Impossible) impossible = error.message;
    else violation(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  if (violations.length > 0) note(reproduction(scenario, seed, rounds, directory));
  else if (!keep) rmSync(directory, { recursive: true, force: true });
  return { scenario: scenario.name, seed, seconds, figures, violations, impossible };
}

function reproduction(scenario: Scenario, seed: number, rounds: number, directory: string): string {
  const command = scenario.command ?? `npm run chaos -- --scenario ${scenario.name}`;
  return `to do the same again: ${command} --seed ${seed} --rounds ${rounds}\ndata and logs of this run: ${directory}`;
}
