import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { falls, familyFiguresOf, readRatchet } from './accuracy/ratchet.ts';
import { byFamily } from './accuracy/report.ts';
import { scoreCases } from './accuracy/score-cases.ts';
import { loadCases } from './accuracy/suites.ts';
import { root } from './source-files.ts';

const suites = resolve(root, '../shared/suites');
const suitesMs = 300_000;

describe('accuracy on the suites of others', () => {
  test.runIf(loadCases(suites) === null)(`was NOT measured: no suites lie at ${suites}`, () => {
    expect(existsSync(join(suites, 'call-edges'))).toBe(false);
  });

  test.runIf(loadCases(suites) !== null)(
    'does not fall below test/accuracy/ratchet.json',
    { timeout: suitesMs },
    async () => {
      const scores = await scoreCases(loadCases(suites) ?? []);
      const now = new Map(byFamily(scores).map((family) => [family.family, familyFiguresOf(family)]));
      const before = Object.entries(readRatchet().families);
      expect(before.flatMap(([name, figures]) => falls(name, figures, now.get(name)!))).toEqual([]);
    },
  );
});
