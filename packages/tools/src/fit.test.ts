import { expect, test } from 'vitest';
import { fittingFacts } from './fit.ts';

const files = Array.from({ length: 20 }, (_, index) => `src/a/directory/of/some/depth/file-${index}.ts`);

test('facts that fit are left alone', () => {
  const facts = { files_affected: 20, files };
  expect(fittingFacts(facts, { max_tokens: 4000, format: 'text' })).toEqual(facts);
});

test.each(['text', 'json'] as const)('lists among the facts leave half of the answer, as %s', (format) => {
  const facts = fittingFacts({ files_affected: 20, files }, { max_tokens: 200, format });
  expect(facts['files_affected']).toBe(20);
  expect(facts['files']).toEqual(files.slice(0, 4));
  expect(JSON.stringify(facts).length).toBeLessThanOrEqual(400);
});

test('facts of which not even one fits have empty lists', () => {
  const long = { rules: ['x'.repeat(500)] };
  expect(fittingFacts(long, { max_tokens: 200, format: 'text' })).toEqual({ rules: [] });
});
