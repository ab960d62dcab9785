import type { SkipReason } from './tree-path.ts';

/** How often something was left out, by reason; reasons that did not occur are absent. */
export type SkipCounts = Partial<Record<SkipReason, number>>;

export function countSkip(counts: SkipCounts, reason: SkipReason): void {
  counts[reason] = (counts[reason] ?? 0) + 1;
}

export function addSkips(a: SkipCounts, b: SkipCounts): SkipCounts {
  const sum = { ...a };
  for (const [reason, count] of Object.entries(b) as [SkipReason, number][])
    sum[reason] = (sum[reason] ?? 0) + count;
  return sum;
}
