import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import type { Contender, ContenderName, Made } from './contenders.ts';
import type { Bounds, Measurement } from './measure.ts';

/** Medians of a contender's runs on one corpus. */
export interface Figures {
  readonly wallSeconds: number;
  readonly cpuSeconds: number | null;
  readonly peakBytes: number | null;
  readonly made: Made;
}

/** A contender's figures, or why it has none. */
export type Outcome = Figures | { readonly failure: string };

export function isFigures(outcome: Outcome | undefined): outcome is Figures {
  return outcome !== undefined && 'wallSeconds' in outcome;
}

/**
 * Lets all contenders run in turn, `runs` times, each round beginning with another one, so that what else the
 * machine does meets all of them. One that fails is not asked again.
 */
export async function compare(
  directory: string,
  contenders: ReadonlyMap<ContenderName, Contender>,
  runs: number,
  bounds: Bounds,
): Promise<Map<ContenderName, Outcome>> {
  const measured = new Map<ContenderName, { measurement: Measurement; made: Made }[]>();
  const failures = new Map<ContenderName, string>();
  const names = [...contenders.keys()];
  for (let round = 0; round < runs; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length]!;
      if (failures.has(name)) continue;
      try {
        const run = await contenders.get(name)!(directory, bounds);
        measured.set(name, [...(measured.get(name) ?? []), run]);
      } catch (error) {
        failures.set(name, error instanceof Error ? error.message : String(error));
      }
    }
  }
  return new Map(names.map((name) => [name, outcome(measured.get(name) ?? [], failures.get(name))]));
}

function outcome(runs: readonly { measurement: Measurement; made: Made }[], failure?: string): Outcome {
  const made = runs[0]?.made;
  if (failure !== undefined || made === undefined) return { failure: failure ?? 'was not run' };
  const of = (pick: (measurement: Measurement) => number | null) => {
    const values = runs.map(({ measurement }) => pick(measurement)).filter((value) => value !== null);
    return values.length === runs.length ? median(values) : null;
  };
  return {
    wallSeconds: of((run) => run.wallSeconds)!,
    cpuSeconds: of((run) => run.cpuSeconds),
    peakBytes: of((run) => run.peakBytes),
    made,
  };
}

/** Of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.floor(half)]! + sorted[Math.ceil(half) - 1]!) / 2;
}

export interface Machine {
  readonly cores: number;
  readonly memoryBytes: number;
  readonly processor: string;
  readonly system: string;
  readonly node: string;
  /** Programs that ran or wanted to, over the minute before; those of others make figures worse. */
  readonly load: number;
}

export function thisMachine(): Machine {
  return {
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    processor: cpus()[0]?.model.trim() ?? '',
    system: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    load: Math.round(10 * loadavg()[0]!) / 10,
  };
}
