import { figuresOf } from './report.ts';
import type { GrowthPoint } from './results.ts';

/** Smaller ones are mostly start-up. */
const linesMin = 90_000;

/** The powers of the lines that time and memory grow with: slopes of the lines of least squares, log over log. */
export function exponent(points: readonly GrowthPoint[]): { seconds: number; bytes: number } | null {
  const large = points.flatMap(({ lines, outcomes }) => {
    const gkg = figuresOf(outcomes, 'gkg');
    const isKnown = gkg !== undefined && gkg.peakBytes !== null && lines >= linesMin;
    return isKnown ? [{ lines, seconds: gkg.wallSeconds, bytes: gkg.peakBytes }] : [];
  });
  if (large.length < 2) return null;
  const slopeOf = (pick: (point: (typeof large)[number]) => number) =>
    slope(large.map((point) => [Math.log(point.lines), Math.log(pick(point))]));
  return { seconds: slopeOf((point) => point.seconds), bytes: slopeOf((point) => point.bytes) };
}

function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (of: 0 | 1) => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const together = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return together / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
