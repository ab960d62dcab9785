/** The goals that serving is held to, as `--check` does. */
import type { ServeResults } from './results.ts';
import { lookUps } from './questions.ts';

export interface ServeGoal {
  readonly what: string;
  readonly goal: string;
  readonly measured: string;
  readonly isMet: boolean;
}

const MB = 1e6;

export function serveGoals(results: ServeResults): ServeGoal[] {
  const { direct } = results.rate;
  const perSecond = String(results.rate.perSecond);
  const failed = [direct, results.rate.proxy].flatMap(({ failures }) => Object.values(failures));
  const { bytesEach, open, cycle } = results.manyGraphs;
  const growth = (cycle.rounds.at(-1)?.residentBytes ?? 0) / (cycle.rounds[0]?.residentBytes ?? 1);
  return [
    atMost(`look-up over HTTP at ${perSecond} requests/s, p50`, direct.times.p50, 3),
    atMost(`look-up over HTTP at ${perSecond} requests/s, p99`, direct.times.p99, 15),
    {
      what: 'failed requests at that rate',
      goal: '0',
      measured: String(sum(failed)),
      isMet: sum(failed) === 0,
    },
    atMost('cold open of a small graph, p50', results.openings.small.p50, 25),
    atMost('cold open of the large graph, p50', results.openings.large.p50, 25),
    atMost("the proxy's share of a look-up, p50", proxyShare(results), 1),
    {
      what: `memory of each of ${String(open)} open graphs`,
      goal: '≤ 8 MB',
      measured: `${(bytesEach / MB).toFixed(1)} MB`,
      isMet: bytesEach <= 8 * MB,
    },
    {
      what: `memory after ${String(cycle.rounds.length)} rounds over ${String(cycle.graphs)} graphs, of which ${String(cycle.openMax)} are open`,
      goal: '≤ 1.1 × that after the first',
      measured: `${growth.toFixed(2)} ×`,
      isMet: growth <= 1.1,
    },
  ];
}

/** What a look-up takes longer through the proxy, with one client: the median over the look-up tools. */
function proxyShare({ tools }: ServeResults): number {
  const shares = tools
    .filter(({ name }) => (lookUps as readonly string[]).includes(name))
    .map(({ direct, proxy }) => proxy[0]!.times.p50 - direct[0]!.times.p50)
    .sort((a, b) => a - b);
  return shares[Math.floor(shares.length / 2)] ?? 0;
}

function atMost(what: string, measured: number, goal: number): ServeGoal {
  return {
    what,
    goal: `≤ ${String(goal)} ms`,
    measured: `${measured.toFixed(2)} ms`,
    isMet: measured <= goal,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
