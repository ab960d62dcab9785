/** What goes wrong in the simulated day, and what operators do: drawn from the seed, in shares of the nodes. */
import type { Random } from '../chaos/random.ts';
import { assumptions, hourMs, minuteMs, uniform } from './assumptions.ts';

export type NodeEvent =
  /** The node is silent, for so long; for ever if null. */
  | { readonly kind: 'down'; readonly node: number; readonly forMs: number | null }
  /** It is so many times slower, for so long. */
  | { readonly kind: 'slow'; readonly node: number; readonly forMs: number; readonly times: number }
  /** Its heartbeats arrive, its answers do not. */
  | { readonly kind: 'unwell'; readonly node: number; readonly forMs: number }
  | { readonly kind: 'drain'; readonly node: number }
  | { readonly kind: 'new'; readonly count: number };

export interface TimedEvent {
  readonly at: number;
  readonly event: NodeEvent;
}

/** How many of each for 1,000 nodes. */
export const failuresPerThousand = {
  away: 30,
  rack: 40,
  lost: 3,
  slow: 10,
  unwell: 5,
  drain: 5,
  new: 20,
} as const;

export function drawFailures(random: Random, nodes: number): TimedEvent[] {
  const share = (perThousand: number) => Math.max(1, Math.round((perThousand * nodes) / 1000));
  const order = random.shuffled(Array.from({ length: nodes }, (_, index) => index));
  const take = (perThousand: number) => order.splice(0, share(perThousand));
  const between = (from: number, to: number) => from + uniform(random) * (to - from);
  const { away, rack, lost, slow, unwell, drain } = failuresPerThousand;
  const events: TimedEvent[] = [];
  const add = (at: number, event: NodeEvent) => events.push({ at, event });
  for (const node of take(away))
    add(between(0, 22 * hourMs), { kind: 'down', node, forMs: between(2 * minuteMs, 40 * minuteMs) });
  for (const node of take(lost)) add(between(hourMs, 4 * hourMs), { kind: 'down', node, forMs: null });
  for (const node of take(slow))
    add(between(0, 20 * hourMs), { kind: 'slow', node, forMs: between(hourMs, 4 * hourMs), times: 8 });
  for (const node of take(unwell))
    add(between(0, 22 * hourMs), { kind: 'unwell', node, forMs: between(10 * minuteMs, hourMs) });
  for (const node of take(drain)) add(8 * hourMs, { kind: 'drain', node });
  for (const node of take(rack)) add(11 * hourMs, { kind: 'down', node, forMs: 20 * minuteMs });
  add(5 * hourMs, { kind: 'new', count: share(failuresPerThousand.new) });
  return events.sort((a, b) => a.at - b.at);
}

/** When a node that fell silent is taken for away, for missing, and for lost. */
export const { awayMs, missingMs, lostMs } = assumptions.node;
