/** How long calls took, in milliseconds. */
export interface Distribution {
  readonly calls: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export function distributionOf(milliseconds: readonly number[]): Distribution {
  const sorted = Float64Array.from(milliseconds).sort();
  const at = (share: number) => rounded(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
  return { calls: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
