import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requestJson } from '@gkg/runtime';
import { until } from '../e2e/gkg-process.ts';
import { root } from '../source-files.ts';

/** A series of what an expression came to: its labels, and seconds of Unix time with values. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [seconds: number, value: string])[];
}

export interface Prometheus {
  /** Values between two instants, in seconds of Unix time. */
  range(expression: string, from: number, to: number, stepSeconds: number): Promise<readonly Series[]>;
  /** Names of the alerts that wait or fire. */
  alerts(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export interface Target {
  readonly job: string;
  readonly url: string;
}

const scrapeSeconds = 2;

/** Debian's, as `.ci/promtool` unpacks it, or one that is installed. */
function programOf(): string {
  const unpacked = join(root, 'node_modules/.cache/prometheus/usr/bin/prometheus');
  if (!existsSync(unpacked)) spawnSync(join(root, '.ci/promtool'), { stdio: 'inherit' });
  return existsSync(unpacked) ? unpacked : 'prometheus';
}

/** A real one that asks each target every two seconds, takes what is sent to it, and evaluates the alert rules of `deploy/`. */
export async function startPrometheus(
  directory: string,
  port: number,
  targets: readonly Target[],
): Promise<Prometheus> {
  mkdirSync(directory, { recursive: true });
  const config = {
    global: { scrape_interval: `${scrapeSeconds}s`, evaluation_interval: `${scrapeSeconds}s` },
    rule_files: [join(root, 'deploy/prometheus/alerts.yaml')],
    scrape_configs: targets.map(({ job, url }) => ({
      job_name: job,
      static_configs: [{ targets: [new URL(url).host] }],
    })),
  };
  // JSON is YAML.
  writeFileSync(join(directory, 'prometheus.yml'), JSON.stringify(config));
  const files = ['--config.file=prometheus.yml', '--storage.tsdb.path=data', '--log.level=error'];
  const web = [`--web.listen-address=127.0.0.1:${port}`, '--web.enable-remote-write-receiver'];
  const child = spawn(programOf(), [...files, ...web], {
    cwd: directory,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const url = `http://127.0.0.1:${port}`;
  const ask = async (path: string) =>
    ((await requestJson(`${url}/api/v1/${path}`, { timeoutMs: 30_000 })) as { data: Record<string, unknown> })
      .data;
  await until(async () => (await fetch(`${url}/-/ready`).catch(() => null))?.ok === true, 30_000);
  return {
    async range(query, start, end, step) {
      const words = { query, start, end, step };
      const text = Object.entries(words).map(([name, value]): [string, string] => [name, String(value)]);
      return (await ask(`query_range?${new URLSearchParams(text).toString()}`))['result'] as Series[];
    },
    async alerts() {
      const alerts = (await ask('alerts'))['alerts'] as { labels: { alertname: string }; state: string }[];
      return alerts.map(({ labels, state }) => `${labels.alertname} (${state})`);
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
