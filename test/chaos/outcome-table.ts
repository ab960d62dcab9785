import type { Outcome } from './run-scenario.ts';

const shownMax = 10;

/** What a scenario found, for a person. */
export function outcomeTable({ scenario, seconds, figures, violations, impossible }: Outcome): string {
  const head = `${scenario}: ${verdict(violations.length, impossible)}, ${seconds} s`;
  const width = Math.max(0, ...Object.keys(figures).map((name) => name.length));
  const rows = Object.entries(figures).map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  return [
    head,
    ...rows,
    ...violations.slice(0, shownMax).map((violation) => `  VIOLATION ${violation}`),
    '',
  ].join('\n');
}

function verdict(violations: number, impossible: string | null): string {
  if (impossible !== null) return `SKIPPED, ${impossible}`;
  return violations === 0 ? 'held' : `${violations} VIOLATIONS`;
}
