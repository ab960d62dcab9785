/*
 * Whether something grows: it is sampled over a run, the first third is left out as warming up, and a line is
 * laid through the rest. What counts is how much the line rises from its begin to the end, as a part of the
 * mean, so that noise around a steady value is no growth and a slow leak is.
 */
export interface Growth {
  sample(values: Readonly<Record<string, number>>): void;
  names(): string[];
  first(name: string): number;
  last(name: string): number;
  /** How much of its mean it rose after the warm-up; 0.1 is a tenth. */
  rise(name: string): number;
}

export function createGrowth(): Growth {
  const series = new Map<string, number[]>();
  const steady = (name: string) => {
    const values = series.get(name) ?? [];
    return values.slice(Math.floor(values.length / 3));
  };
  return {
    sample(values) {
      for (const [name, value] of Object.entries(values))
        series.set(name, [...(series.get(name) ?? []), value]);
    },
    names: () => [...series.keys()],
    first: (name) => steady(name)[0] ?? 0,
    last: (name) => steady(name).at(-1) ?? 0,
    rise: (name) => riseOf(steady(name)),
  };
}

/** Of the line of least squares through values at equal distances. */
export function riseOf(values: readonly number[]): number {
  const { length } = values;
  const mean = values.reduce((sum, value) => sum + value, 0) / length;
  if (length < 3 || mean === 0) return 0;
  const middle = (length - 1) / 2;
  let [above, below] = [0, 0];
  values.forEach((value, index) => {
    above += (index - middle) * (value - mean);
    below += (index - middle) ** 2;
  });
  return ((above / below) * (length - 1)) / mean;
}
