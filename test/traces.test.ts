import { execFileSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import {
  beginWork,
  continueWork,
  createLogger,
  flushTraces,
  inSpan,
  originOfWork,
  startSpan,
  startTraces,
} from '@gkg/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSpanReceiver, type SpanReceiver } from './e2e/span-receiver.ts';

const queueMax = 20;
const lines: string[] = [];
let receiver: SpanReceiver;

beforeAll(async () => {
  receiver = await startSpanReceiver();
  const destination = new PassThrough();
  destination.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
  const logger = createLogger('gkg-test', { level: 'info', destination });
  await startTraces({ url: receiver.url, ratio: 0.5, queueMax }, 'gkg-test', logger);
});
afterAll(() => receiver.close());

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const from = (traceparent: string) => ({ correlationId: 'a', traceparent });
const nothing = () => Promise.resolve();
const traceparent = () => Promise.resolve(originOfWork()?.traceparent ?? '');
const named = (name: string) => receiver.spans.filter((span) => span.name === name);

test('off, which is the default, no SDK is loaded, and what came in goes on', () => {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    const runtime = await import('@gkg/runtime');
    const { loadConfig, traceSettings, startTraces, inSpan, startSpan, continueWork, originOfWork, createLogger } = runtime;
    await startTraces(traceSettings(loadConfig({})), 'a', createLogger('a', { level: 'silent' }));
    const origin = { correlationId: 'a', traceparent: 'b' };
    const inside = await continueWork(origin, () => inSpan('x', {}, async () => [originOfWork(), startSpan('y')]));
    console.log(JSON.stringify({ inside, sdk: loaded.filter((url) => url.includes('opentelemetry')).length, all: loaded.length > 10 }));`;
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
  });
  expect(JSON.parse(out.toString())).toEqual({
    inside: [{ correlationId: 'a', traceparent: 'b' }, null],
    sdk: 0,
    all: true,
  });
});

test('a trace of a caller is made if the caller makes it, whatever the ratio is here', async () => {
  const run = (name: string, flags: string) =>
    continueWork(from(`00-${traceId}-00f067aa0ba902b7-${flags}`), () => inSpan(name, {}, traceparent));
  expect(await run('wanted', '01')).toMatch(new RegExp(`^00-${traceId}-[\\da-f]{16}-01$`));
  expect(await run('unwanted', '00')).toMatch(new RegExp(`^00-${traceId}-[\\da-f]{16}-00$`));
  await flushTraces();
  expect(named('wanted')).toMatchObject([{ traceId, parentId: '00f067aa0ba902b7', service: 'gkg-test' }]);
  expect(named('unwanted')).toEqual([]);
});

test('what begins here is made by its ratio', () => {
  const sampled = Array.from({ length: 400 }, () => {
    return startSpan('begun')?.traceparent.endsWith('-01') === true;
  });
  const share = sampled.filter(Boolean).length / sampled.length;
  expect(share).toBeGreaterThan(0.35);
  expect(share).toBeLessThan(0.65);
});

test.each(['', 'no', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, `ff-${traceId}-00f067aa0ba902b7-01`])(
  'a traceparent that is none begins a trace of its own: %s',
  async (given) => {
    const own = await continueWork(from(given), () => inSpan('own', {}, traceparent));
    expect(own).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-0[01]$/);
    expect(own).not.toContain(traceId);
  },
);

test('a receiver that refuses costs spans and nothing else, and is told of once', async () => {
  receiver.status = 400;
  const before = receiver.spans.length;
  for (const name of ['lost', 'lost too']) {
    await continueWork(from(`00-${traceId}-00f067aa0ba902b7-01`), () => inSpan(name, {}, nothing));
    await flushTraces(5000);
  }
  expect(receiver.spans).toHaveLength(before);
  receiver.status = 200;
  await continueWork(from(`00-${traceId}-00f067aa0ba902b7-01`), () => inSpan('again', {}, nothing));
  await flushTraces(5000);
  expect(named('again')).toHaveLength(1);
  const told = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
  expect(told).toEqual(['spans cannot be sent and are dropped', 'spans are sent again']);
});

test('more spans than may wait are dropped', async () => {
  continueWork(from(`00-${traceId}-00f067aa0ba902b7-01`), () => {
    // Ended in one go: nothing can be sent between two of them.
    for (let count = 0; count < 10 * queueMax; count += 1) {
      startSpan('many')?.end({ outcome: 'ok', isError: false });
    }
  });
  await flushTraces(5000);
  expect(named('many').length).toBeGreaterThan(0);
  expect(named('many').length).toBeLessThanOrEqual(2 * queueMax);
});

test('a failure is in the span of what failed, by its kind', async () => {
  const failing = continueWork(from(`00-${traceId}-00f067aa0ba902b7-01`), () =>
    inSpan('failing', { count: 3 }, () => Promise.reject(new Error('with a secret'))),
  );
  await expect(failing).rejects.toThrow('with a secret');
  await flushTraces();
  expect(named('failing')[0]!.attributes).toMatchObject({ 'gkg.outcome': 'internal', 'gkg.count': 3 });
  expect(receiver.text()).not.toContain('secret');
});

test('work of nobody has an id of its own', () => {
  const [one, other] = [beginWork(originOfWork), beginWork(originOfWork)];
  expect(one?.correlationId).not.toBe(other?.correlationId);
  expect(originOfWork()).toBeNull();
});
