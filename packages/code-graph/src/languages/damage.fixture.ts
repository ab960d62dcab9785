import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Facts } from '../facts/facts.ts';

/** Tests that a language reads its source without an error however it is damaged. */
export function testDamage(source: string, factsOf: (text: string) => Promise<Facts>): void {
  test('source cut off anywhere is read without an error', async () => {
    for (let end = 0; end <= source.length; end++) {
      await expect(factsOf(source.slice(0, end))).resolves.toBeDefined();
    }
  });

  test('source with stretches taken out and doubled is read without an error', async () => {
    const place = fc.nat({ max: source.length });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(place, place), { minLength: 1, maxLength: 4 }), async (cuts) => {
        const broken = cuts.reduce((text, [from, to]) => text.slice(0, from) + text.slice(to), source);
        expect((await factsOf(broken)).lineCount).toBeGreaterThan(0);
      }),
      { numRuns: 300, seed: 1 },
    );
  });
}
