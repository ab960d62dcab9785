import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { until } from '../e2e/gkg-process.ts';
import { root } from '../source-files.ts';

export const exampleFile = join(root, 'deploy/otel-collector.yaml');
const startTimeoutMs = 30_000;

/** What our receiver of spans reads; no metrics of its own, whose port others may have; no log but of what is amiss. */
const forTheTest = {
  exporters: { otlp_http: { encoding: 'json', compression: 'none' } },
  service: { telemetry: { metrics: { level: 'none' }, logs: { level: 'warn' } } },
};

/** Runs the example with other addresses in the place of its own. */
export async function startCollector(
  program: string,
  directory: string,
  addresses: Readonly<Record<string, string>>,
): Promise<{ stop(): Promise<void> }> {
  const files = [join(directory, 'collector.yaml'), join(directory, 'for-the-test.yaml')] as const;
  writeFileSync(files[0], withAddresses(readFileSync(exampleFile, 'utf8'), addresses));
  writeFileSync(files[1], stringify(forTheTest));
  const child = spawn(
    program,
    files.flatMap((file) => ['--config', file]),
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const ended = once(child, 'exit');
  const isUp = () => fetch(`http://${addresses['127.0.0.1:4318']}`).then(Boolean, () => false);
  await until(isUp, startTimeoutMs);
  return {
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function withAddresses(text: string, addresses: Readonly<Record<string, string>>): string {
  return Object.entries(addresses).reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`${exampleFile} does not name ${from}.`);
    return changed.replaceAll(from, to);
  }, text);
}
