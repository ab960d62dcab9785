import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it came over OTLP, with what is said of it in the words of the service that made it. */
export interface ReceivedSpan {
  readonly service: string;
  readonly pid: number;
  readonly name: string;
  readonly traceId: string;
  readonly id: string;
  readonly parentId: string;
  readonly startedAt: bigint;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Takes spans as a collector does: OTLP over HTTP, in JSON. */
export interface SpanReceiver {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** Everything that came, as it came. */
  text(): string;
  /** What is answered; 200 takes the spans. */
  status: number;
  close(): Promise<void>;
}

interface OtlpValue {
  readonly stringValue?: string;
  readonly intValue?: number | string;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
}
type OtlpAttributes = readonly { readonly key: string; readonly value: OtlpValue }[];
interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly attributes: OtlpAttributes;
}
interface OtlpRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: OtlpAttributes };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

export async function startSpanReceiver(): Promise<SpanReceiver> {
  const spans: ReceivedSpan[] = [];
  const texts: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString('utf8');
      const isTraces = request.url === '/v1/traces' && request.headers['content-type'] === 'application/json';
      const status = isTraces ? receiver.status : 404;
      if (status === 200) {
        texts.push(text);
        spans.push(...spansOf(JSON.parse(text) as OtlpRequest));
      }
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: SpanReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    text: () => texts.join('\n'),
    status: 200,
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
  return receiver;
}

/** The spans of a trace as a person reads them: each below the one that it is a part of, in the order of time. */
export function treeOf(spans: readonly ReceivedSpan[], traceId: string): string[] {
  const own = spans.filter((span) => span.traceId === traceId);
  const ids = new Set(own.map(({ id }) => id));
  const lines = (parents: readonly ReceivedSpan[], depth: number): string[] =>
    parents
      .toSorted((a, b) => Number(a.startedAt - b.startedAt))
      .flatMap((span) => [
        `${'  '.repeat(depth)}${span.service.replace('gkg-', '')}: ${span.name}`,
        ...lines(
          own.filter(({ parentId }) => parentId === span.id),
          depth + 1,
        ),
      ]);
  return lines(
    own.filter(({ parentId }) => !ids.has(parentId)),
    0,
  );
}

function spansOf({ resourceSpans }: OtlpRequest): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const { 'service.name': service, 'process.pid': pid } = valuesOf(resource.attributes);
    return scopeSpans
      .flatMap((scope) => scope.spans)
      .map((span) => ({
        service: String(service),
        pid: Number(pid),
        name: span.name,
        traceId: span.traceId,
        id: span.spanId,
        parentId: span.parentSpanId ?? '',
        startedAt: BigInt(span.startTimeUnixNano),
        attributes: valuesOf(span.attributes),
      }));
  });
}

function valuesOf(attributes: OtlpAttributes): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.stringValue ??
        value.boolValue ??
        (value.intValue === undefined ? value.doubleValue : Number(value.intValue)),
    ]),
  );
}
