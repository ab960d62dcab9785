import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MetricDefinition } from '@gkg/runtime';
import { metricCatalogues } from '../scripts/metric-catalogues.ts';
import { alerts, runbookOf } from '../scripts/observability/alerts.ts';
import { dashboards } from '../scripts/observability/dashboards.ts';
import { root } from './source-files.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const metrics: MetricDefinition[] = Object.values(metricCatalogues).flatMap((each) => Object.values(each));
const series = new Set(
  metrics.flatMap(({ type, name }) =>
    type === 'histogram' ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  ),
);
const namesIn = (text: string) => text.match(/\b(?:gkg|process|nodejs)_[a-z0-9_]+/g) ?? [];
const unknown = (text: string) => namesIn(text).filter((name) => !series.has(name));

describe('the names of metrics', () => {
  test('follow the convention: base units last, counters end in _total, and each has one meaning', () => {
    const own = metrics.filter(({ name }) => name.startsWith('gkg_'));
    const odd = own.filter(({ type, name }) => (type === 'counter') !== name.endsWith('_total'));
    expect(odd.map(({ name }) => name)).toEqual([]);
    expect(own.filter(({ name }) => /_(ms|kb|mb|minutes|percent)(_|$)/.test(name))).toEqual([]);
    expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length);
  });

  test('in documents and in deploy/ are those of the catalogues', () => {
    const documents = [
      'docs/operations.md',
      ...readdirSync(join(root, 'docs/decisions')).map((name) => `docs/decisions/${name}`),
    ];
    const gkgOnly = (text: string) =>
      unknown(text).filter((name) => /^gkg_(proxy|indexer|webserver|coordinator|node|http)_/.test(name));
    expect(documents.flatMap((path) => gkgOnly(read(path)))).toEqual([]);
  });

  test('take few series: what a service tells does not grow with what it serves', () => {
    const count = ({ labels = {} }: MetricDefinition) =>
      Object.values(labels).reduce((product, values) => product * ('from' in values ? 1 : values.length), 1);
    for (const [owner, catalogue] of Object.entries(metricCatalogues)) {
      const sum = Object.values<MetricDefinition>(catalogue).reduce(
        (total, metric) => total + count(metric),
        0,
      );
      expect(sum, owner).toBeLessThan(500);
    }
  });
});

describe('dashboards', () => {
  test.each(Object.entries(dashboards))('%s asks for metrics that exist', (_name, { panels }) => {
    const expressions = panels.flatMap(({ queries }) => Object.values(queries));
    expect(expressions.length).toBeGreaterThan(5);
    for (const expression of expressions) {
      expect(namesIn(expression).length, expression).toBeGreaterThan(0);
      expect(unknown(expression), expression).toEqual([]);
    }
  });
});

describe('alerts', () => {
  test.each(alerts)('$name asks for metrics that exist, and leads to a runbook', (alert) => {
    expect(namesIn(alert.expr).length).toBeGreaterThan(0);
    expect(unknown(alert.expr)).toEqual([]);
    const [path = '', anchor] = runbookOf(alert).split('#');
    const headings = [...read(path).matchAll(/^#+ (.+)$/gm)].map((match) => match[1]!.toLowerCase());
    expect(headings).toContain(anchor);
  });

  test('fire when they should and not else, as promtool sees it', (context) => {
    const promtool = findPromtool();
    if (promtool === undefined) {
      process.stderr.write('SKIPPED: no promtool; .ci/promtool brings it. Alert rules are not tried here.\n');
      if (process.env['PROMTOOL_REQUIRED'] !== undefined) throw new Error('CI must try the alert rules.');
      return context.skip();
    }
    const run = (...args: string[]) =>
      execFileSync(promtool, args, { cwd: join(root, 'deploy/prometheus'), encoding: 'utf8' });
    expect(run('check', 'rules', 'alerts.yaml')).toContain(`${alerts.length} rules found`);
    expect(run('test', 'rules', 'alerts.test.yaml')).toContain('SUCCESS');
  }, 60_000);
});

function findPromtool(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const cached = join(root, 'node_modules/.cache/prometheus/usr/bin');
  return [...folders, cached].map((folder) => join(folder, 'promtool')).find((path) => existsSync(path));
}
