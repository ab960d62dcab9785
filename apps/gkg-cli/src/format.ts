import type { IndexStatistics } from '@gkg/protocol';

export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'] as const;
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

function formatSeconds(seconds: number): string {
  return `${seconds.toFixed(2)} s`;
}

/** Rows of a label and a value, the labels as wide as the widest. */
export function formatRows(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `${label.padEnd(width)}  ${value}\n`).join('');
}

/** What an indexing run found and what it cost, for a person. */
export function formatStatistics(statistics: IndexStatistics): string {
  const { nodes, edges, phase_seconds: phases } = statistics;
  const skipped = Object.entries(statistics.files_skipped).map(
    ([reason, n]) => `${formatCount(n)} ${reason}`,
  );
  return formatRows([
    ['files', `${formatCount(statistics.files)}, ${formatCount(statistics.files_parsed)} parsed`],
    ...(skipped.length > 0 ? [['skipped', skipped.join(', ')] as const] : []),
    ['lines', formatCount(statistics.lines)],
    ['definitions', formatCount(nodes['Definition'] ?? 0)],
    ...Object.entries(edges).map(([label, n]) => [label, formatCount(n)] as const),
    [
      'unresolved',
      `${formatCount(statistics.unresolved_sites)} of ${formatCount(statistics.call_sites)} calls`,
    ],
    ...Object.entries(phases).map(([phase, seconds]) => [phase, formatSeconds(seconds)] as const),
    ['total', formatSeconds(statistics.total_seconds)],
    ['peak memory', formatBytes(statistics.peak_memory_bytes)],
    ['graph', formatBytes(statistics.graph_bytes)],
  ]);
}
