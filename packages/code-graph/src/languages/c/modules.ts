import type { ModulePath, Modules, SourceFiles } from '../language.ts';

/**
 * Which file an include means. Where a build looks is not known, so that a specifier means the file beside the
 * including one, then the file whose path ends with it: the only one, or the one that stands nearest.
 * A specifier keeps the `<` of one that is not looked for beside the including file.
 */
export function createModules(files: SourceFiles): Modules {
  const byName = pathsByName(files.paths);
  const known = new Map<string, ModulePath | undefined>();
  return {
    resolve(fromFile, specifier) {
      const directory = directoryOf(fromFile);
      const key = `${directory}\0${specifier}`;
      if (!known.has(key)) known.set(key, find(files, byName, directory, specifier));
      return known.get(key);
    },
    submodule: () => undefined,
  };
}

function find(
  files: SourceFiles,
  byName: ReadonlyMap<string, readonly string[]>,
  directory: string,
  specifier: string,
): ModulePath | undefined {
  const isSystem = specifier.startsWith('<');
  const path = isSystem ? specifier.slice(1) : specifier;
  const beside = normalise(directory === '' ? path : `${directory}/${path}`);
  if (!isSystem && beside !== undefined && files.has(beside)) return beside;
  const tail = path.replace(/^(?:\.\.?\/)+/, '');
  const candidates = (byName.get(baseName(tail)) ?? []).filter(
    (at) => at === tail || at.endsWith(`/${tail}`),
  );
  if (isSystem && candidates.length > 0 && !tail.includes('/') && systemHeaders.has(tail)) return undefined;
  return nearest(candidates, directory);
}

/** Headers of C's own library: a file of the repository that is called so is meant only by `"…"`. */
const systemHeaders = new Set(
  `assert.h complex.h ctype.h errno.h fenv.h float.h inttypes.h iso646.h limits.h locale.h math.h setjmp.h signal.h
   stdarg.h stdbool.h stddef.h stdint.h stdio.h stdlib.h string.h tgmath.h time.h uchar.h wchar.h wctype.h unistd.h
   fcntl.h pthread.h`.split(/\s+/),
);

/** The candidate that shares most of its path; none where two are equally near. */
function nearest(candidates: readonly string[], directory: string): string | undefined {
  const [only] = candidates;
  if (candidates.length < 2) return only;
  let [best, bestScore, isTied]: [string | undefined, number, boolean] = [undefined, -Infinity, false];
  for (const candidate of candidates) {
    const score = sharedDepth(candidate, directory) * 100 - candidate.split('/').length;
    if (score === bestScore) isTied = true;
    if (score > bestScore) [best, bestScore, isTied] = [candidate, score, false];
  }
  return isTied ? undefined : best;
}

function sharedDepth(path: string, directory: string): number {
  const [one, other] = [path.split('/'), directory.split('/')];
  let depth = 0;
  while (depth < other.length && depth < one.length - 1 && one[depth] === other[depth]) depth++;
  return depth;
}

const headerLike = /\.(?:c|h|cc|cpp|cxx|c\+\+|hpp|hh|hxx|h\+\+|ipp|inl|inc|tpp|txx|cu|cuh|def)$/i;

function pathsByName(paths: readonly string[]): Map<string, string[]> {
  const byName = new Map<string, string[]>();
  for (const path of paths) {
    const name = baseName(path);
    if (!headerLike.test(name) && name.includes('.')) continue;
    const found = byName.get(name);
    if (found === undefined) byName.set(name, [path]);
    else found.push(path);
  }
  return byName;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

/** Without `.` and `..`; undefined when it leads out of the repository. */
function normalise(path: string): string | undefined {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') kept.push(segment);
    else if (kept.pop() === undefined) return undefined;
  }
  return kept.join('/');
}
