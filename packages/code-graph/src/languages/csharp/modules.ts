import type { Modules, SourceFiles } from '../language.ts';

/** Namespaces of a file are listed with this between them. */
export const separator = ';';

/**
 * A namespace is the module that all files with types in it make; names in it are found by their classes,
 * so a module only says which files an imported namespace means.
 */
export function createModules(files: SourceFiles, packageOf: (path: string) => string = () => ''): Modules {
  const filesOfNamespace = new Map<string, string[]>();
  for (const path of files.paths) {
    if (!path.toLowerCase().endsWith('.cs')) continue;
    for (const name of new Set(packageOf(path).split(separator))) {
      if (name === '') continue;
      const known = filesOfNamespace.get(name);
      if (known === undefined) filesOfNamespace.set(name, [path]);
      else known.push(path);
    }
  }
  const known = new Set([...filesOfNamespace.keys()].flatMap(prefixesOf));
  return {
    resolve: (_, specifier) => (known.has(specifier) ? `${specifier}/` : undefined),
    submodule: () => undefined,
    filesOf: (module) => filesOfNamespace.get(module.slice(0, -1)) ?? [],
  };
}

/** `A` and `A.B` of `A.B`: a namespace is one of the repository's when another in it is. */
function prefixesOf(name: string): string[] {
  const segments = name.split('.');
  return segments.map((_, index) => segments.slice(0, index + 1).join('.'));
}
