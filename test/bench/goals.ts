/** The goals that a comparison is held to, as `--check` does. */
import type { CorpusResult } from './results.ts';
import { figuresOf } from './report.ts';

const codegraphRatioMax = 1;
const floorRatioMax = 2;

/** Every goal that a corpus misses, a sentence each; what was not measured is missed, too. */
export function missedGoals(result: CorpusResult): string[] {
  const gkg = figuresOf(result.outcomes, 'gkg');
  if (gkg === undefined) return [`${result.name}: gkg was not measured`];
  const goals = [
    { who: 'codegraph', ratioMax: codegraphRatioMax },
    { who: 'floor', ratioMax: floorRatioMax },
  ] as const;
  return goals.flatMap(({ who, ratioMax }) => {
    const other = figuresOf(result.outcomes, who);
    if (other === undefined) return [`${result.name}: ${who} was not measured`];
    const ratio = gkg.wallSeconds / other.wallSeconds;
    if (ratio <= ratioMax) return [];
    return [`${result.name}: ${ratio.toFixed(2)} times the time of ${who}, not at most ${String(ratioMax)}`];
  });
}
