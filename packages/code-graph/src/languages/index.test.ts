import { familyNames, languageNames } from '@gkg/ontology';
import { expect, test } from 'vitest';
import { allLanguages, folders, isSource, languageOfPath, loadLanguages } from './index.ts';

test('a folder is listed with the extensions of its languages', async () => {
  for (const { extensions, load } of folders) {
    const own = Object.values(await load()).flatMap((language) => language.extensions);
    expect(own.toSorted()).toEqual(extensions.toSorted());
  }
});

test('a language is known by its extension, and there when it was loaded', async () => {
  await loadLanguages(['a.py', 'b.PY', 'LICENSE']);
  expect(languageOfPath('b.PY')?.name).toBe('python');
  expect(languageOfPath('LICENSE')).toBeUndefined();
  expect([isSource('a/b.rb'), isSource('a.rb/b')]).toEqual([true, false]);
  expect((await allLanguages()).map(({ name }) => name)).toContain('ruby');
});

test('the ontology names all languages and families, and no other', async () => {
  const languages = await allLanguages();
  expect([...new Set(languages.map(({ name }) => name))].sort()).toEqual(languageNames);
  expect([...new Set(languages.map(({ family }) => family.name))].sort()).toEqual(familyNames);
});
