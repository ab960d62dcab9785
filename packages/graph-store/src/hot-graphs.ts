/**
 * Which namespaces are hot: an editor or a chat works with them, so their graphs stay open while others are
 * opened and closed, and are opened again when their process is replaced.
 *
 *   unknown  the first call makes it once-used.
 *   once     a call at least `againMs` later makes it hot; a scan over many namespaces, with however many calls
 *            in a row to each, makes none hot.
 *   hot      until no call has come for `coolMs`, or more than `hotMax` others have been used since.
 *
 * `warm` makes a namespace hot at once: somebody has said that calls will follow.
 */
export interface HotGraphs {
  use(namespaceId: number): void;
  warm(namespaceId: number): void;
  forget(namespaceId: number): void;
  isHot(namespaceId: number): boolean;
  /** The one used last comes first. */
  list(): number[];
}

export interface HotGraphsOptions {
  readonly hotMax: number;
  readonly againMs: number;
  readonly coolMs: number;
  readonly now?: () => number;
}

/** Once-used namespaces that are remembered, for each that may be hot. */
const onceUsedPerHot = 8;

export function createHotGraphs(options: HotGraphsOptions): HotGraphs {
  const { hotMax, againMs, coolMs, now = () => performance.now() } = options;
  // Both in the order of last use, with its time; of a once-used one, the time of its first use.
  const hot = new Map<number, number>();
  const onceUsed = new Map<number, number>();

  const isHot = (namespaceId: number) => {
    const usedAt = hot.get(namespaceId);
    if (usedAt === undefined) return false;
    if (now() - usedAt < coolMs) return true;
    hot.delete(namespaceId);
    return false;
  };
  const warm = (namespaceId: number) => {
    onceUsed.delete(namespaceId);
    renew(hot, namespaceId, now(), hotMax);
  };

  return {
    use(namespaceId) {
      const firstAt = onceUsed.get(namespaceId) ?? now();
      const isAgain = now() - firstAt >= againMs && now() - firstAt < coolMs;
      if (isHot(namespaceId) || isAgain) return warm(namespaceId);
      const startsAnew = now() - firstAt >= coolMs;
      renew(onceUsed, namespaceId, startsAnew ? now() : firstAt, hotMax * onceUsedPerHot);
    },
    warm,
    forget(namespaceId) {
      hot.delete(namespaceId);
      onceUsed.delete(namespaceId);
    },
    isHot,
    list: () => [...hot.keys()].filter(isHot).reverse(),
  };
}

function renew(times: Map<number, number>, namespaceId: number, at: number, countMax: number): void {
  times.delete(namespaceId);
  times.set(namespaceId, at);
  const [oldest] = times.keys();
  if (times.size > countMax && oldest !== undefined) times.delete(oldest);
}
