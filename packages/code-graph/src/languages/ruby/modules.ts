import type { ModulePath, Modules, SourceFiles } from '../language.ts';

/** Where programs keep what `require` finds by name, in the order it is looked for. */
const loadDirectories = ['lib', '', 'app', 'src', 'spec', 'test', 'ext'];

/**
 * Which file a `require` means: one beside the file for a relative path (the extractor gives those a
 * leading `./`), else one below a directory that programs load from, the nearest around the file first.
 */
export function createModules(files: SourceFiles): Modules {
  const lookUp = (path: string): ModulePath | undefined =>
    [path, `${path}.rb`].find((candidate) => candidate.endsWith('.rb') && files.has(candidate));
  return {
    resolve(fromFile, specifier) {
      if (specifier === '' || specifier.startsWith('/')) return undefined;
      if (specifier.startsWith('.')) return lookUp(normalize(join(parentOf(fromFile), specifier)));
      for (let around = parentOf(fromFile); ; around = parentOf(around)) {
        for (const directory of loadDirectories) {
          const found = lookUp(join(join(around, directory), specifier));
          if (found !== undefined && found !== fromFile) return found;
        }
        if (around === '') return undefined;
      }
    },
    submodule: () => undefined,
  };
}

function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

function join(directory: string, path: string): string {
  if (directory === '') return path;
  return path === '' ? directory : `${directory}/${path}`;
}

function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
