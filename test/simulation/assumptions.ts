/**
 * What the simulation assumes of repositories, pushes and nodes, with the reasons; docs/scale.md repeats them. All
 * random numbers come from one seed.
 */
import type { Random } from '../chaos/random.ts';

const megabyte = 1e6;
export const [secondMs, minuteMs, hourMs] = [1000, 60_000, 3_600_000];

export const assumptions = {
  /** Log-normal bytes of source: half of all repositories are below 0.3 MB, one of 1,000 is above 140 MB. */
  sizes: { medianBytes: 0.3 * megabyte, sigma: 2, bytesMax: 2000 * megabyte },
  /** Processor seconds, fitted to docs/benchmarks.md (flask to kubernetes), with 38 bytes a line as in Django. */
  fullIndex: { seconds: 1.5, secondsPerMegabyte: 0.65 },
  /** docs/benchmarks-incremental.md: 0.6 to 0.9 s for Django, 5 MB; most of it grows with the repository. */
  update: { seconds: 0.3, secondsPerMegabyte: 0.1 },
  /** What fetching adds: a first time all of it, an update what changed. */
  fetch: { seconds: 0.3, secondsPerMegabyte: 0.04, updateSeconds: 0.3 },
  deletion: { seconds: 0.2 },
  /** On disk: 1.5 MB for an empty graph, twice the source for its rows, and the kept tree and facts beside it. */
  graph: { bytes: 1.5 * megabyte, bytesPerSourceByte: 4 },
  /** Pushes in a day for each repository on average, and how much busier the busiest hour is than the mean. */
  pushes: { perRepository: 1, swing: 0.6 },
  /** Zipf-Mandelbrot: the share of the repository at rank r is as 1 / (r + offset). */
  popularity: { offsetPerMillion: 200 },
  node: { lanes: 8, bytes: 250e9, awayMs: minuteMs, missingMs: 15 * minuteMs, lostMs: 12 * hourMs },
  replicasWanted: 2,
} as const;

/** Sources of repositories in kilobytes. */
export function drawSizes(random: Random, count: number): Uint32Array {
  const { medianBytes, sigma, bytesMax } = assumptions.sizes;
  const sizes = new Uint32Array(count);
  for (let index = 0; index < count; index += 1) {
    const bytes = Math.min(bytesMax, medianBytes * Math.exp(sigma * normal(random)));
    sizes[index] = Math.max(1, Math.round(bytes / 1024));
  }
  return sizes;
}

function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform(random)));
  return radius * Math.cos(2 * Math.PI * uniform(random));
}

/** From 0 to 1, without it. */
export function uniform(random: Random): number {
  return random.integer(2 ** 32) / 2 ** 32;
}

/** Time to the next of events that come at random, so many in a millisecond on average. */
function waitMs(random: Random, perMs: number): number {
  return -Math.log(1 - uniform(random)) / perMs;
}

/** When the next push is: random times whose density follows the hours, those of the busiest density thinned. */
export function nextPush(random: Random, repositories: number, now: number, dayStartsAt: number): number {
  const { perRepository, swing } = assumptions.pushes;
  const perMs = (perRepository * repositories) / (24 * hourMs);
  for (let at = now; ;) {
    at += waitMs(random, perMs * (1 + swing));
    const density = 1 - swing * Math.cos((2 * Math.PI * (at - dayStartsAt)) / (24 * hourMs));
    if (uniform(random) * (1 + swing) < density) return at;
  }
}

/** Draws projects as pushes do: the popular ones are spread over all ids. */
export function popularProject(random: Random, count: number): number {
  const offset = Math.max(1, (assumptions.popularity.offsetPerMillion * count) / 1e6);
  const rank = Math.floor(offset * (Math.exp(uniform(random) * Math.log((count + offset) / offset)) - 1));
  // A prime, so every rank has an id of its own; and small enough for the product to be exact.
  return (Math.min(rank, count - 1) * 1_000_000_007) % count;
}

export function fullIndexMs(sourceKilobytes: number): number {
  const { seconds, secondsPerMegabyte } = assumptions.fullIndex;
  const { fetch } = assumptions;
  const megabytes = (sourceKilobytes * 1024) / megabyte;
  return 1000 * (seconds + fetch.seconds + megabytes * (secondsPerMegabyte + fetch.secondsPerMegabyte));
}

export function updateMs(sourceKilobytes: number): number {
  const { seconds, secondsPerMegabyte } = assumptions.update;
  const megabytes = (sourceKilobytes * 1024) / megabyte;
  return 1000 * (seconds + assumptions.fetch.updateSeconds + megabytes * secondsPerMegabyte);
}

export function graphKilobytes(sourceKilobytes: number): number {
  const { bytes, bytesPerSourceByte } = assumptions.graph;
  return Math.round(bytes / 1024 + sourceKilobytes * bytesPerSourceByte);
}
