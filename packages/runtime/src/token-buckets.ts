/**
 * One bucket of tokens for each key: it holds at most `burst`, fills with `perMinute`, and a call takes its
 * cost out of it or is told how long to wait. A bucket that has not been used for longest goes when there are
 * too many: it is the one that is most likely to be full, and a full one is the same as none.
 */
export interface TokenBuckets {
  /** Takes the tokens, or answers how many seconds it is until they are there; 0 when they were taken. */
  take(key: string, cost: number): number;
  size(): number;
}

export interface TokenBucketsOptions {
  /** 0 for no limit. */
  readonly perMinute: number;
  readonly burst: number;
  readonly bucketsMax: number;
  readonly now?: () => number;
}

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

export function createTokenBuckets(options: TokenBucketsOptions): TokenBuckets {
  const { perMinute, burst, bucketsMax, now = () => performance.now() } = options;
  const perMs = perMinute / 60_000;
  // In the order of last use: a map keeps the order in which its keys were set.
  const buckets = new Map<string, Bucket>();

  const refilled = (key: string, at: number): number => {
    const bucket = buckets.get(key);
    return bucket === undefined ? burst : Math.min(burst, bucket.tokens + (at - bucket.at) * perMs);
  };

  return {
    take(key, cost) {
      if (perMinute === 0) return 0;
      const at = now();
      const tokens = refilled(key, at);
      // What costs more than a bucket holds is taken from a full one.
      const price = Math.min(cost, burst);
      const isEnough = tokens >= price;
      buckets.delete(key);
      buckets.set(key, { tokens: isEnough ? tokens - price : tokens, at });
      const [oldest] = buckets.keys();
      if (buckets.size > bucketsMax && oldest !== undefined) buckets.delete(oldest);
      return isEnough ? 0 : (price - tokens) / perMs / 1000;
    },
    size: () => buckets.size,
  };
}
