/** What one run of a scenario is given, and what it tells. */
import type { Random } from './random.ts';

/** Numbers to show, in the order in which they were set. */
export type Figures = Record<string, number | string>;

export interface Run {
  readonly scenario: string;
  readonly seed: number;
  readonly random: Random;
  /** An empty directory of its own, which goes when the run has ended without a violation. */
  readonly directory: string;
  /** How often the scenario does what it is about. */
  readonly rounds: number;
  readonly figures: Figures;
  /** Something happened that must not. */
  violation(what: string): void;
  /** For the person who watches. */
  note(what: string): void;
}

/** One thing that the world does to a node. */
export interface Scenario {
  readonly name: string;
  readonly about: string;
  /** Rounds of the long run, and of the slice that runs with every change. */
  readonly rounds: { readonly long: number; readonly slice: number };
  run(run: Run): Promise<void>;
  /** What runs it again, before the seed; by default it is one of `npm run chaos`. */
  readonly command?: string;
}

/** Thrown by a scenario that this machine cannot do; counted and shown, never taken for a success. */
export class Impossible extends Error {
  override readonly name = 'Impossible';
}

export function count(figures: Figures, name: string, more = 1): void {
  figures[name] = Number(figures[name] ?? 0) + more;
}
