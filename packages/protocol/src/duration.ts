import { z } from 'zod';

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** A duration as Rails writes it in `pull_frequency` and `Timeout` ("10s", "500ms", "5400s"), in milliseconds. */
export const durationMs = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,3})?(ms|s|m|h)$/, 'must be a number and a unit of ms, s, m or h')
  .transform((text) => {
    const unit = /[a-z]+$/.exec(text)![0] as keyof typeof unitMs;
    return Math.round(Number.parseFloat(text) * unitMs[unit]);
  });

/** Milliseconds as Rails writes a duration: whole seconds as "10s", else "500ms". */
export function formatDuration(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
