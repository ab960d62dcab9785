import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorPolicies } from '@gkg/protocol';
import { configDescription } from '@gkg/runtime';
import { describe, expect, test } from 'vitest';
import { generatedDocs } from '../scripts/generated-docs.ts';
import { root } from './source-files.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe('documents derived from the code', () => {
  test.each(Object.keys(generatedDocs))('%s is what npm run docs writes', (path) => {
    expect(read(path)).toBe(generatedDocs[path]?.());
  });

  test('every error kind and every setting is documented, and no other', () => {
    const kinds = [...read('docs/errors.md').matchAll(/^\| `(\w+)`/gm)].map((match) => match[1]);
    expect(kinds).toEqual(Object.keys(errorPolicies));
    const settings = [...read('docs/configuration.md').matchAll(/^\| `(\w+)`/gm)].map((match) => match[1]);
    expect(settings).toEqual(configDescription().map(({ env }) => env));
  });
});

test('every error says what it means and what to do, and who operates a node is led there', () => {
  for (const [kind, { meaning, remedy }] of Object.entries(errorPolicies)) {
    expect(meaning, kind).toMatch(/^[A-Z].*\.$/);
    expect(remedy, kind).toMatch(/^[A-Z].{10,}\.$/);
  }
  expect(read('docs/operations.md')).toContain('(errors.md)');
});

describe('documents written by hand', () => {
  test('AGENTS.md stays short', () => {
    expect(read('AGENTS.md').split('\n').length).toBeLessThanOrEqual(150);
  });

  test('decisions are numbered without a gap and without a double', () => {
    const numbers = readdirSync(join(root, 'docs/decisions'), { encoding: 'utf8' })
      .map((name) => Number(name.slice(0, 3)))
      .sort((one, other) => one - other);
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
  });

  test('links between documents lead somewhere', () => {
    const documents = ['README.md', 'AGENTS.md', ...markdownBelow('docs')];
    const broken = documents.flatMap((path) =>
      [...read(path).matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)]
        .filter((match) => !existsSync(join(root, dirname(path), match[1] ?? '')))
        .map((match) => `${path}: ${match[1]}`),
    );
    expect(broken).toEqual([]);
  });
});

function markdownBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}
