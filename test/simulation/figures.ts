/** What a simulation found out. */
import type { MoveKind, MoveReason } from '@gkg/placement';

export interface Sample {
  readonly hour: number;
  /** Projects that are due, by whatever need. */
  readonly due: number;
  /** Replicas under way, and of those that exist the ones to be replaced. */
  readonly incoming: number;
  readonly relocating: number;
  readonly diskMost: number;
  readonly diskMean: number;
  readonly diskLeast: number;
  /** Projects whose primary is on a node that does not serve, whether that is known yet or not. */
  readonly unanswered: number;
  readonly stale: number;
}

export interface Balance {
  readonly most: number;
  readonly mean: number;
}

export interface Figures {
  readonly seed: number;
  readonly repositories: number;
  readonly nodes: number;
  readonly backlogHours: number;
  /** What the nodes' lanes alone would have needed. */
  readonly backlogLaneHours: number;
  readonly sourceBytes: number;
  readonly graphBytes: number;
  readonly moves: Readonly<Record<string, number>>;
  readonly pushes: number;
  /** Seconds from a push until the primary served it, at shares of all pushes. */
  readonly stalenessSeconds: Readonly<Record<'p50' | 'p90' | 'p99' | 'p999' | 'most', number>>;
  /** Pushes that were not served at the end. */
  readonly unserved: number;
  readonly disk: Balance;
  /** Seconds that lanes worked during the day, on nodes that served all day. */
  readonly load: Balance;
  readonly primaries: Balance;
  /** How long after its last event the world was at rest; null if it was not. */
  readonly restHours: number | null;
  readonly drainedHours: readonly number[];
  readonly unansweredProjectHours: number;
  readonly unansweredMost: number;
  readonly ticks: number;
  readonly tickMs: Readonly<Record<'mean' | 'most', number>>;
  readonly calls: Readonly<Record<'backlog' | 'day', RateOfCalls>>;
  readonly samples: readonly Sample[];
}

/** Of the database, in a second on average. */
export interface RateOfCalls {
  readonly seconds: number;
  readonly heartbeats: number;
  readonly callbacks: number;
  readonly pushes: number;
  readonly plans: number;
  readonly storeCalls: number;
}

export function moveName(kind: MoveKind, reason: MoveReason): string {
  return `${kind} ${reason}`;
}

/** Counts durations in steps of 5 %, so that shares of millions need no list of them. */
export class Durations {
  readonly #counts = new Map<number, number>();
  #total = 0;
  most = 0;

  get total(): number {
    return this.#total;
  }

  add(ms: number): void {
    const step = Math.ceil(Math.log(Math.max(1, ms)) / Math.log(1.05));
    this.#counts.set(step, (this.#counts.get(step) ?? 0) + 1);
    this.#total += 1;
    this.most = Math.max(this.most, ms);
  }

  /** What so large a share of them does not exceed, rounded up to a step. */
  at(share: number): number {
    let left = share * this.#total;
    for (const [step, count] of [...this.#counts].sort(([a], [b]) => a - b)) {
      left -= count;
      if (left <= 0) return Math.min(this.most, 1.05 ** step);
    }
    return this.most;
  }
}
