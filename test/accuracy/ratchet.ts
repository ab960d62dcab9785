/**
 * What was measured last, in `ratchet.json`: it may rise, and a fall fails. `npm run accuracy -- --ratchet` writes
 * the figures of what that run measured and leaves the others.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { root } from '../source-files.ts';
import { share, undisputed, type FamilyScore } from './report.ts';
import { corpora } from './scip/corpora.ts';
import type { Verdict } from './scip/judge.ts';

const percentage = z.number().min(0).max(100);

const familyFigures = z.object({
  precision: percentage,
  recall: percentage,
  receiverTypedRecall: percentage.nullable(),
  undisputedPrecision: percentage,
  undisputedRecall: percentage,
  expected: z.number(),
  true: z.number(),
  false: z.number(),
});
export type FamilyFigures = z.infer<typeof familyFigures>;

const witnessFigures = z.object({
  precision: percentage,
  recall: percentage,
  expected: z.number(),
  found: z.number(),
  agreeing: z.number(),
  below: z.number(),
  wrong: z.number(),
  unjudged: z.number(),
});
export type WitnessFigures = z.infer<typeof witnessFigures>;

const ratchet = z.object({
  families: z.record(z.string(), familyFigures),
  modes: z.record(z.string(), z.object({ expected: z.number(), found: z.number() })),
  witness: z.record(z.string(), witnessFigures),
});
export type Ratchet = z.infer<typeof ratchet>;

const file = join(root, 'test/accuracy/ratchet.json');

export function readRatchet(): Ratchet {
  return ratchet.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Writes what was measured over what the file has. */
export function updateRatchet(measured: Partial<Ratchet>): void {
  const before = readRatchet();
  const after = {
    families: sorted({ ...before.families, ...measured.families }),
    modes: sorted(measured.modes ?? before.modes),
    witness: byCorpus({ ...before.witness, ...measured.witness }),
  };
  writeFileSync(file, `${JSON.stringify(after, null, 2)}\n`);
}

export function familyFiguresOf(family: FamilyScore): FamilyFigures {
  const { truePositives, missing, extra, modes } = family;
  const [undisputedPrecision, undisputedRecall] = undisputed(family);
  const receiverTyped = modes.get('receiver-typed');
  return {
    precision: share(truePositives, truePositives + extra),
    recall: share(truePositives, truePositives + missing),
    receiverTypedRecall:
      receiverTyped === undefined ? null : share(receiverTyped.found, receiverTyped.expected),
    undisputedPrecision,
    undisputedRecall,
    expected: truePositives + missing,
    true: truePositives,
    false: extra,
  };
}

export function witnessFiguresOf({
  expected,
  found,
  agreeing,
  below,
  wrong,
  unjudged,
}: Verdict): WitnessFigures {
  const right = agreeing + below;
  return {
    precision: share(right, right + wrong.length),
    recall: share(found, expected),
    expected,
    found,
    agreeing,
    below,
    wrong: wrong.length,
    unjudged: unjudged.length,
  };
}

const measures = [
  'precision',
  'recall',
  'receiverTypedRecall',
  'undisputedPrecision',
  'undisputedRecall',
] as const;

/** The measures that are lower than they were, a line each. */
export function falls(name: string, before: FamilyFigures, now: FamilyFigures): string[] {
  return measures
    .filter((measure) => (now[measure] ?? 0) < (before[measure] ?? 0))
    .map(
      (measure) => `${name}: ${measure} fell from ${String(before[measure])} to ${String(now[measure])} %`,
    );
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function byCorpus<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    corpora.flatMap(({ name }) => (record[name] === undefined ? [] : [[name, record[name]]])),
  );
}
