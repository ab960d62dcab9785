/**
 * `npm run dashboards`: the dashboards of `deploy/grafana` as a real Prometheus sees a system under load, drawn
 * into `docs/`. One node and a coordinator, a dozen repositories, a push every few seconds, 20 questions a second, and
 * a graph process that is killed on the way. Rates are over 30 seconds instead of five minutes.
 *
 *   --minutes n    5 by default
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { requestJson } from '@gkg/runtime';
import { dashboards, type Dashboard, type Panel } from '../../scripts/observability/dashboards.ts';
import { writeSources } from '../chaos/commits.ts';
import { signalProcess } from '../chaos/processes.ts';
import { createRandom } from '../chaos/random.ts';
import { nodeSettings, processesOf } from '../e2e/gkg-process.ts';
import { temporaryFolder } from '../e2e/sample-project.ts';
import { serviceProcesses } from '../e2e/service-processes.ts';
import { root } from '../source-files.ts';
import { dashboardPlot, type PlottedLine, type PlottedPanel } from './panel-plot.ts';
import { startPrometheus, type Prometheus, type Series } from './prometheus.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '5' } } });
const minutes = Number(values.minutes);
const repositories = 12;
const questionEveryMs = 50;
const pushEveryMs = 4000;
const stepSeconds = 4;
const window = '30s';
const random = createRandom(1);
const folder = temporaryFolder('dashboards');
const api = async (path: string, body: object) => {
  const url = `${processes.url('coordinator')}/api/v1${path}`;
  return (await requestJson(url, { body, timeoutMs: 30_000 })) as { readonly id: number };
};

const processes = await serviceProcesses(join(folder.path, 'data'), {
  GKG_PULL_INTERVAL_MS: '500',
  GKG_LOG_LEVEL: 'warn',
});
try {
  await main();
} finally {
  await processes.endAll();
  folder.remove();
}

async function main(): Promise<void> {
  await Promise.all((['coordinator', 'indexer', 'webserver'] as const).map((name) => processes.start(name)));
  await processes.start('proxy');
  const targets = (['proxy', 'indexer', 'webserver', 'coordinator'] as const).map((name) => ({
    job: `gkg-${name}`,
    url: processes.url(name),
  }));
  const { GKG_PROXY_PORT: port } = await nodeSettings(folder.path);
  const prometheus = await startPrometheus(join(folder.path, 'prometheus'), Number(port), targets);
  const from = Date.now() / 1000;
  try {
    await work();
    const to = Date.now() / 1000;
    for (const [name, dashboard] of Object.entries(dashboards))
      writeFileSync(join(root, `docs/dashboard-${name}.svg`), await drawn(prometheus, dashboard, from, to));
    process.stdout.write(`alerts: ${(await prometheus.alerts()).join(', ') || 'none'}\n`);
  } finally {
    await prometheus.stop();
  }
}

async function work(): Promise<void> {
  const ids: number[] = [];
  for (let index = 1; index <= repositories; index += 1) {
    const path = join(folder.path, `repository-${index}`);
    commit(path, 1);
    ids.push((await api('/projects', { url: `git+file://${path}` })).id);
  }
  const end = Date.now() + minutes * 60_000;
  let commits = 1;
  const asking = every(questionEveryMs, end, () => {
    const call = random.pick([
      { tool: 'repository_stats', arguments: {} },
      { tool: 'search_definitions', arguments: { name: 'value' } },
      { tool: 'unused_definitions', arguments: {} },
    ]);
    void api(`/projects/${random.pick(ids)}/query`, call).catch(() => undefined);
  });
  const pushing = every(pushEveryMs, end, () => {
    commits += 1;
    const index = random.integer(repositories);
    commit(join(folder.path, `repository-${index + 1}`), commits);
    void api(`/projects/${ids[index]}/index`, {}).catch(() => undefined);
  });
  await delay((minutes * 60_000) / 2);
  const [graphProcess] = processesOf(join(folder.path, 'data'), 'graph-process');
  if (graphProcess !== undefined) signalProcess(graphProcess, 'SIGKILL');
  await Promise.all([asking, pushing]);
}

async function every(ms: number, end: number, work: () => void): Promise<void> {
  for (; Date.now() < end; await delay(ms)) work();
}

function commit(path: string, content: number): void {
  mkdirSync(path, { recursive: true });
  writeSources(path, content);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: path });
  git('init', '--quiet', '.');
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '-m', String(content));
}

async function drawn(
  prometheus: Prometheus,
  { title, panels }: Dashboard,
  from: number,
  to: number,
): Promise<string> {
  const plotted: PlottedPanel[] = [];
  for (const panel of panels)
    plotted.push({ title: panel.title, unit: panel.unit, lines: await linesOf(prometheus, panel, from, to) });
  return dashboardPlot(title, plotted);
}

async function linesOf(
  prometheus: Prometheus,
  panel: Panel,
  from: number,
  to: number,
): Promise<PlottedLine[]> {
  const lines: PlottedLine[] = [];
  for (const [legend, expression] of Object.entries(panel.queries)) {
    const found = await prometheus.range(expression.replaceAll('[5m]', `[${window}]`), from, to, stepSeconds);
    lines.push(...found.map((series) => lineOf(legend, series, from)));
  }
  const isSeen = ({ points }: PlottedLine) => points.some(([, value]) => value > 0);
  const seen = lines.filter(isSeen);
  return seen.length > 0 ? seen : lines.slice(0, 1);
}

function lineOf(legend: string, { metric, values: points }: Series, from: number): PlottedLine {
  const named = legend.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? '');
  const numbers = points.map(([seconds, value]) => [(seconds - from) / 60, Number(value)] as const);
  return { legend: named, points: numbers.filter(([, value]) => Number.isFinite(value)) };
}
