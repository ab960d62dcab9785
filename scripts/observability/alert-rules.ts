/** The alerts in Prometheus' form: the rules, and what promtool tries them with. */
import { alerts, runbookOf, type Alert, type AlertCase } from './alerts.ts';

/** The rules as Prometheus reads them. */
export function alertRules(): string {
  const rules = alerts.map((alert) => [
    `      - alert: ${alert.name}`,
    `        expr: ${quoted(alert.expr)}`,
    `        for: ${alert.for}`,
    `        labels: { severity: ${alert.severity} }`,
    '        annotations:',
    `          summary: ${quoted(alert.summary)}`,
    `          runbook_url: ${quoted(runbookOf(alert))}`,
  ]);
  return [note, 'groups:', '  - name: gkg', '    rules:', ...rules.flat(), ''].join('\n');
}

/** Each alert once with series on which it fires, and once with such on which it does not. */
export function alertTests(): string {
  const tests = alerts.flatMap((alert) => [
    ...alertTest(alert, alert.tried.series, 1),
    ...alertTest(alert, alert.tried.silent, 0),
  ]);
  return [note, 'rule_files: [alerts.yaml]', 'evaluation_interval: 1m', 'tests:', ...tests, ''].join('\n');
}

function alertTest({ name, tried }: Alert, series: AlertCase['series'], fired: number): string[] {
  const count = `count(ALERTS{alertname="${name}", alertstate="firing"}) or vector(0)`;
  return [
    `  - name: ${name} ${fired === 1 ? 'fires' : 'is silent'}`,
    '    interval: 1m',
    '    input_series:',
    ...Object.entries(series).map(
      ([metric, values]) => `      - { series: ${quoted(onOneInstance(metric))}, values: ${quoted(values)} }`,
    ),
    '    promql_expr_test:',
    `      - expr: ${quoted(count)}`,
    `        eval_time: ${tried.at}`,
    `        exp_samples: [{ labels: "{}", value: ${fired} }]`,
  ];
}

function onOneInstance(metric: string): string {
  return metric.endsWith('}') ? metric.replace('}', ', instance="one"}') : `${metric}{instance="one"}`;
}

const note = '# Generated from scripts/observability/alerts.ts by `npm run docs`; do not edit.';

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
