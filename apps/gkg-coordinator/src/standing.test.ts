import type { Standing } from '@gkg/placement';
import { describe, expect, test } from 'vitest';
import type { NodeRow, NodeRules } from './nodes.ts';
import { createHearing, standingOf } from './standing.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const rules: NodeRules = {
  onlineMs: minuteMs,
  missingMs: 15 * minuteMs,
  lostMs: 12 * hourMs,
  saveMs: 5000,
  criticalPercent: 85,
};
const start = Date.parse('2026-01-01T00:00:00Z');
const at = (ms: number) => new Date(start + ms);

function node(seenMs: number, noted: Standing = 'serving', unwellSince: Date | null = null): NodeRow {
  return { last_seen_at: at(seenMs), unwell_since: unwellSince, noted_standing: noted } as NodeRow;
}

test.each([
  [0, 'serving'],
  [minuteMs, 'serving'],
  [minuteMs + 1, 'away'],
  [15 * minuteMs, 'away'],
  [15 * minuteMs + 1, 'missing'],
  [12 * hourMs, 'missing'],
  [12 * hourMs + 1, 'lost'],
] as const)('a node that was silent for %i ms is %s', (silentMs, standing) => {
  expect(standingOf(node(0), at(silentMs), rules)).toBe(standing);
});

test('a node whose heartbeats arrive may be unwell; zero is never', () => {
  expect(standingOf(node(0, 'serving', at(0)), at(1), rules)).toBe('unwell');
  expect(standingOf(node(0), at(hourMs), { ...rules, missingMs: 0 })).toBe('away');
  expect(standingOf(node(0), at(99 * hourMs), { ...rules, lostMs: 0 })).toBe('missing');
});

describe('among others', () => {
  /** How the first of the nodes stands at each of the times at which they are looked at. */
  function heard(looks: readonly (readonly [ms: number, nodes: readonly NodeRow[]])[], intervalMs = 1000) {
    const hearing = createHearing(rules, intervalMs);
    return looks.map(([ms, nodes]) => hearing(nodes, at(ms))(nodes[0]!));
  }

  test('is missing or lost while the others are heard', () => {
    const look = (ms: number) => [ms, [node(0), node(ms)]] as const;
    const every = Array.from({ length: 800 }, (_, minute) => look(minute * minuteMs));
    const standings = heard(every);
    expect([standings[15], standings[16], standings[720], standings[721]]).toEqual([
      'away',
      'missing',
      'missing',
      'lost',
    ]);
  });

  test('is away while nobody is heard, and until all had a minute to be', () => {
    const [silent, back] = [13 * hourMs, node(13 * hourMs)];
    const looks = [0, silent - 1000, silent, silent + minuteMs - 1, silent + minuteMs] as const;
    const nodes = (ms: number) => [node(0), ms < silent ? node(0) : back];
    expect(heard(looks.map((ms) => [ms, nodes(ms)]))).toEqual(['serving', 'away', 'away', 'away', 'lost']);
  });

  test('is what it was noted to be before, if it was gone already', () => {
    const gone = (noted: Standing, silentMs: number) => heard([[silentMs, [node(0, noted), node(silentMs)]]]);
    expect(gone('lost', 13 * hourMs)).toEqual(['lost']);
    expect(gone('missing', hourMs)).toEqual(['missing']);
    expect(gone('missing', 13 * hourMs)).toEqual(['missing']);
    expect(gone('away', 13 * hourMs)).toEqual(['away']);
  });

  test('looks that are seldom are no gap', () => {
    const look = (ms: number) => [ms, [node(0), node(ms)]] as const;
    expect(heard([look(13 * hourMs), look(13 * hourMs + 5 * minuteMs)], 5 * minuteMs)).toEqual([
      'away',
      'lost',
    ]);
  });
});
