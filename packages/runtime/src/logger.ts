import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

export type { Logger } from 'pino';

/**
 * JSON lines on stderr. Callers put facts in an object first and a constant sentence second, so that
 * lines can be grouped by message; a thrown value always goes under the key `error`.
 */
export function createLogger(
  service: string,
  options: { level: string; destination?: DestinationStream },
): Logger {
  const settings = {
    level: options.level,
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: pino.stdSerializers.errWithCause },
  };
  return pino(settings, options.destination ?? standardError());
}

const unwrittenBytesMax = 1_000_000;

/** A log that cannot be written, because its volume is full, must not end the service that works on. */
function standardError(): DestinationStream {
  const destination = pino.destination({ fd: 2, sync: true, maxLength: unwrittenBytesMax });
  destination.on('error', () => undefined);
  return destination;
}
