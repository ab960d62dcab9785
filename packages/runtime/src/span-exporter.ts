/*
 * The one place that knows OpenTelemetry: spans are made by its SDK, wait in a bounded queue, and leave in batches as
 * OTLP over HTTP, in JSON. Loaded only where traces are on (decision 029).
 *
 * A receiver that is away costs spans and nothing else: what does not fit into the queue is dropped, an export has a
 * time limit, and nobody waits for one. It is logged when that begins and when it is over.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { SpanKind as Kind, SpanStatusCode, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { SpanContext, Span as SdkSpan } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import packageManifest from '../package.json' with { type: 'json' };
import type { Logger } from './logger.ts';
import type { Span, SpanKind, Tracer, TraceSettings } from './traces.ts';

const exportTimeoutMs = 5000;
const exportIntervalMs = 1000;
const batchMax = 512;
const exportsMax = 4;
const attributeLengthMax = 256;

const kinds: Readonly<Record<SpanKind, Kind>> = { internal: Kind.INTERNAL, server: Kind.SERVER };

export function createTracer(settings: TraceSettings, service: string, logger: Logger): Tracer {
  const exporter = new OTLPTraceExporter({
    url: `${settings.url}/v1/traces`,
    timeoutMillis: exportTimeoutMs,
    concurrencyLimit: exportsMax,
  });
  const provider = new TracerProvider({
    // Who asked decides whether a trace is made, so that none has holes; the ratio is for those that begin here.
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(settings.ratio) }),
    resource: resourceFromAttributes({
      'service.name': service,
      'service.version': packageManifest.version,
      'process.pid': process.pid,
    }),
    spanLimits: { attributeValueLengthLimit: attributeLengthMax },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: tellingChanges(exporter, logger),
        maxQueueSize: settings.queueMax,
        maxExportBatchSize: Math.min(batchMax, settings.queueMax),
        scheduledDelayMillis: exportIntervalMs,
        exportTimeoutMillis: 2 * exportTimeoutMs,
      }),
    ],
  });
  const tracer = provider.getTracer('gkg', packageManifest.version);
  return {
    start(name, kind, parent, facts) {
      const remote = parent === null ? null : readTraceparent(parent);
      const context = remote === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, remote);
      return spanOf(tracer.startSpan(name, { kind: kinds[kind], attributes: named(facts) }, context));
    },
    async flush(timeMsMax) {
      const flushed = provider.forceFlush({ timeoutMillis: timeMsMax }).catch(() => undefined);
      // What is on its way already is not the provider's any more.
      const sent = flushed.then(() => exporter.forceFlush()).catch(() => undefined);
      await Promise.race([sent, delay(timeMsMax, undefined, { ref: false })]);
    },
  };
}

function spanOf(span: SdkSpan): Span {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
    set: (facts) => void span.setAttributes(named(facts)),
    end({ outcome, isError }) {
      span.setAttribute('gkg.outcome', outcome);
      if (isError) span.setStatus({ code: SpanStatusCode.ERROR, message: outcome });
      span.end();
    },
  };
}

/** Names with a dot are OpenTelemetry's own; ours stand under a name of ours. */
function named(facts: Readonly<Record<string, string | number | boolean>>) {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name.includes('.') ? name : `gkg.${name}`, value]),
  );
}

/** Null for what is not of W3C's form; a later version of it is read as far as this one goes. */
function readTraceparent(text: string): SpanContext | null {
  const form =
    /^(?!ff)[\da-f]{2}-(?!0{32})(?<traceId>[\da-f]{32})-(?!0{16})(?<spanId>[\da-f]{16})-(?<flags>[\da-f]{2})(?:-|$)/;
  const { traceId, spanId, flags } = form.exec(text)?.groups ?? {};
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
}

function tellingChanges(exporter: SpanExporter, logger: Logger): SpanExporter {
  let isAway = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const isFailed = result.error !== undefined;
        if (isFailed && !isAway) logger.warn({ spans: spans.length }, 'spans cannot be sent and are dropped');
        if (!isFailed && isAway) logger.info('spans are sent again');
        isAway = isFailed;
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}
