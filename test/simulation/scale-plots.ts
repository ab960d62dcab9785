/** The plots of docs/scale.md, by the names of their files: what a run was like from hour to hour. */
import type { Figures, Sample } from './figures.ts';
import { linePlot, type Line } from './line-plot.ts';

export function scalePlots({ samples, backlogHours }: Figures): Record<string, string> {
  const thinned = samples.filter((_, index) => index % 5 === 0);
  const line = (name: string, pick: (sample: Sample) => number): Line => ({
    name,
    points: thinned.map((sample) => [round(sample.hour, 2), round(pick(sample), 4)]),
  });
  const marks = [[round(backlogHours, 2), 'the day begins']] as const;
  const disk = [
    line('fullest node', ({ diskMost }) => diskMost),
    line('mean', ({ diskMean }) => diskMean),
    line('emptiest node', ({ diskLeast }) => diskLeast),
  ];
  const work = [
    line('replicas under way', ({ incoming }) => incoming),
    line('projects due', ({ due }) => due),
  ];
  const gone = [line('primary on a node that does not serve', ({ unanswered }) => unanswered)];
  const stale = [line('projects with a push not served', ({ stale: count }) => count)];
  return {
    'scale-work.svg': linePlot({ title: 'Work of placement', lines: work, marks }),
    'scale-disk.svg': linePlot({ title: 'Used share of the volumes of serving nodes', lines: disk, marks }),
    'scale-answers.svg': linePlot({ title: 'Projects without their primary', lines: gone, marks }),
    'scale-stale.svg': linePlot({ title: 'Projects that are stale', lines: stale, marks }),
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
