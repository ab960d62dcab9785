/**
 * `npm run collector`: `deploy/otel-collector.yaml` in a real OpenTelemetry collector. Go builds one with the components
 * that the file names, which takes some minutes the first time. It validates the file as it stands. Then, with
 * only the addresses replaced, it is between `gkg up`, which indexes a project and answers a question, and what takes
 * what it passes on: a receiver that prints the traces, and a real Prometheus. Without Go or its module proxy this
 * says SKIPPED.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { requestJson } from '@gkg/runtime';
import { otelCollector } from '../../scripts/build-tool.mjs';
import { attempt } from '../attempt.ts';
import { startPrometheus, type Prometheus } from '../dashboards/prometheus.ts';
import { freePorts, nodeSettings, startUp, until, type RunningUp } from '../e2e/gkg-process.ts';
import { sampleProject, temporaryFolder } from '../e2e/sample-project.ts';
import { startSpanReceiver, treeOf, type ReceivedSpan, type SpanReceiver } from '../e2e/span-receiver.ts';
import { exampleFile, startCollector } from './collector.ts';

const patienceMs = 60_000;
const services = ['gkg-coordinator', 'gkg-indexer', 'gkg-proxy', 'gkg-webserver'];

const built = attempt(() => otelCollector(join(import.meta.dirname, 'builder.yaml')));
if (built.value === undefined) {
  process.stderr.write(`SKIPPED: no collector was built, and nothing tried: ${built.error?.message}\n`);
} else {
  execFileSync(built.value, ['validate', '--config', exampleFile], { stdio: 'inherit' });
  process.stdout.write('deploy/otel-collector.yaml is valid\n');
  await pass(built.value);
}

/** Everything on the way, from what makes spans and metrics to what takes them. */
async function pass(program: string): Promise<void> {
  const [data, project] = [temporaryFolder('collector'), sampleProject()];
  const [http, grpc, prometheusPort] = (await freePorts(3)) as [number, number, number];
  const settings = await nodeSettings(data.path);
  const receiver = await startSpanReceiver();
  const prometheus = await startPrometheus(join(data.path, 'prometheus'), prometheusPort, []);
  const collector = await startCollector(program, data.path, {
    '127.0.0.1:4318': `127.0.0.1:${http}`,
    '127.0.0.1:4317': `127.0.0.1:${grpc}`,
    '127.0.0.1:6080': `127.0.0.1:${settings['GKG_PROXY_PORT']}`,
    '127.0.0.1:3333': `127.0.0.1:${settings['GKG_INDEXER_PORT']}`,
    '127.0.0.1:3334': `127.0.0.1:${settings['GKG_WEBSERVER_PORT']}`,
    '127.0.0.1:8100': `127.0.0.1:${settings['GKG_COORDINATOR_PORT']}`,
    'http://tempo.example:4318': receiver.url,
    'http://prometheus.example:9090': `http://127.0.0.1:${prometheusPort}`,
  });
  try {
    const up = await startUp([project.path], { ...settings, GKG_TRACES_URL: `http://127.0.0.1:${http}` });
    try {
      await ask(up);
      await metricsArrive(prometheus);
    } finally {
      await up.end('SIGTERM');
    }
    await spansArrive(receiver);
  } finally {
    await collector.stop();
    await prometheus.stop();
    await receiver.close();
    [data, project].forEach((folder) => folder.remove());
  }
}

async function ask({ report }: RunningUp): Promise<void> {
  const body = { tool: 'callers', arguments: { definition: 'charge' } };
  await requestJson(report.projects[0]!.query_url, { body, timeoutMs: patienceMs });
}

/** Of each service, by the label that all of its series have. */
async function metricsArrive(prometheus: Prometheus): Promise<void> {
  const expression = 'count by (service) ({__name__=~"gkg_.+"})';
  const found = async () => {
    const now = Date.now() / 1000;
    return prometheus.range(expression, now - patienceMs / 1000, now, 1);
  };
  await until(async () => {
    const names = (await found()).map(({ metric }) => metric['service']);
    return services.every((service) => names.includes(service));
  }, patienceMs);
  for (const { metric, values } of await found())
    process.stdout.write(`${metric['service']}: ${values.at(-1)?.[1]} series\n`);
}

/** Those of the question and of the indexing, each as a tree. */
async function spansArrive(receiver: SpanReceiver): Promise<void> {
  const ofService = (name: string) => receiver.spans.some(({ service }) => service === name);
  const isThere = (name: string) => receiver.spans.some((span) => span.name === name);
  await until(() => services.every(ofService) && ['task', 'swap', 'graph call'].every(isThere), patienceMs);
  for (const id of ['task', 'graph call'].map((name) => traceWith(receiver.spans, name)))
    process.stdout.write(`${treeOf(receiver.spans, id).join('\n')}\n`);
}

function traceWith(spans: readonly ReceivedSpan[], name: string): string {
  return spans.find((span) => span.name === name)?.traceId ?? '';
}
