import { createRequire } from 'node:module';
import type * as Pino from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { workFields } from './work-context.ts';

export type { Logger } from 'pino';

/**
 * JSON lines on stderr. Callers put facts in an object first and a constant sentence second, so that
 * lines can be grouped by message; a thrown value always goes under the key `error`. A line that is written in the
 * course of a request, a task or a job carries its correlation id without being told. What each level means is
 * written in docs/operations.md "Logs".
 */
export function createLogger(
  service: string,
  options: { level: string; destination?: DestinationStream },
): Logger {
  // Loaded with the first logger: commands that log nothing need not wait for it.
  const { pino } = createRequire(import.meta.url)('pino') as typeof Pino;
  const settings = {
    level: options.level,
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    mixin: workFields,
    serializers: { error: pino.stdSerializers.errWithCause },
  };
  return pino(settings, options.destination ?? standardError(pino));
}

const unwrittenBytesMax = 1_000_000;

/** A log that cannot be written, because its volume is full, must not end the service that works on. */
function standardError(pino: typeof Pino.pino): DestinationStream {
  const destination = pino.destination({ fd: 2, sync: true, maxLength: unwrittenBytesMax });
  destination.on('error', () => undefined);
  return destination;
}
