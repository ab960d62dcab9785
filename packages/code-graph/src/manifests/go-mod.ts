import type { DeclaredDependency, ManifestFormat } from './manifest.ts';
import { hasName } from './places.ts';

/** All of `require`, also what only other modules need: the file lists both. */
export const goMod: ManifestFormat = {
  ecosystem: 'golang',
  syntax: 'go.mod',
  matches: (path) => hasName(path, 'go.mod'),
  read({ text }) {
    const dependencies: DeclaredDependency[] = [];
    let block = '';
    for (const raw of text.split('\n')) {
      const words = raw
        .replace(/\/\/.*$/, '')
        .trim()
        .split(/\s+/)
        .map(unquote);
      if (words[1] === '(') block = words[0]!;
      else if (words[0] === ')') block = '';
      else {
        const [verb, name, version] = block === '' ? words : [block, ...words];
        if (verb === 'require' && name && version) dependencies.push({ name, requirement: version });
      }
    }
    return { dependencies };
  },
};

function unquote(word: string): string {
  return word.replace(/^["`](.*)["`]$/, '$1');
}
