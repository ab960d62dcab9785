import { seriesOf, type MetricDefinition } from '@gkg/runtime';
import { markdownTable } from './markdown-table.ts';
import { metricCatalogues } from './metric-catalogues.ts';

/** `docs/metrics.md`: every metric, its labels and all their values. */
export function metricsDoc(): string {
  return [
    '# Metrics',
    '',
    'Generated from the code by `npm run docs`; do not edit.',
    '',
    'Every service tells its own at `/metrics`, in the form of Prometheus, and every series carries the label',
    '`service`. Units are seconds and bytes. All series exist from the start, at zero, and a label takes no other',
    'values than those named here. What to look at, and when to worry: [operations.md](operations.md).',
    '',
    ...Object.entries(metricCatalogues).flatMap(([owner, catalogue]) => [
      `## ${owner}`,
      '',
      ...markdownTable(['metric', 'type', 'labels', 'meaning'], Object.values(catalogue).map(row)),
      '',
    ]),
  ].join('\n');
}

function row(metric: MetricDefinition): string[] {
  return [`\`${metric.name}\``, typeOf(metric), labelsOf(metric), metric.help];
}

function typeOf(metric: MetricDefinition): string {
  const series = seriesOf(metric).length;
  return series > 1 ? `${metric.type}, ${series} series` : metric.type;
}

function labelsOf({ labels = {} }: MetricDefinition): string {
  return Object.entries(labels)
    .map(([label, values]) =>
      'from' in values ? `\`${label}\`: ${values.from}` : `\`${label}\`: ${values.join(', ')}`,
    )
    .join('; ');
}
