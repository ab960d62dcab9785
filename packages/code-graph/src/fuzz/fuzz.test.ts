import fc from 'fast-check';
import { describe, test } from 'vitest';
import { allLanguages } from '../languages/index.ts';
import { checkSources, loadSubject } from './check-source.ts';
import { mutated, tokenSoup } from './source-arbitraries.ts';

/** A slice that is the same each time; `npm run fuzz` goes on from there. */
const runs = { numRuns: 60, seed: 1 };

function assertHolds<Inputs>(property: fc.IProperty<Inputs>): void {
  fc.assert(property, runs);
}

describe.each(
  (await allLanguages()).map((language) => ({
    language,
    name: `${language.name} ${language.extensions[0]!}`,
  })),
)('$name', ({ language }) => {
  test('tokens in any order are read, linked and written without a fault', async () => {
    const subject = await loadSubject(language);
    const soup = tokenSoup(subject.parserOf(language).tokens);
    assertHolds(fc.property(soup, soup, (...sources) => checkSources(subject, sources)));
  });

  test('the same with tokens in an order that was once good', async () => {
    const subject = await loadSubject(language);
    const { tokens } = subject.parserOf(language);
    const [seed] = fc.sample(tokenSoup(tokens), { numRuns: 1, seed: 2 });
    assertHolds(fc.property(mutated(seed!, tokens), (source) => checkSources(subject, [source])));
  });
});
