import type { ModulePath, SourceFiles } from '../language.ts';

/** Which files include which, as far as paths are written out. */
export interface Includes {
  /** The file that an include's path means. */
  resolve(fromFile: string, path: string): ModulePath | undefined;
  /** Whether loading the first file loads the other. */
  reaches(fromFile: string, file: string): boolean;
}

const reachedMax = 2000;

export function createIncludes(files: SourceFiles): Includes {
  const included = new Map<string, Set<string>>();
  const reached = new Map<string, ReadonlySet<string>>();
  return {
    resolve(fromFile, path) {
      const found = candidates(fromFile, path).find((candidate) => files.has(candidate));
      if (found === undefined) return undefined;
      const known = included.get(fromFile);
      if (known === undefined) included.set(fromFile, new Set([found]));
      else known.add(found);
      return found;
    },
    reaches(fromFile, file) {
      let all = reached.get(fromFile);
      if (all === undefined) {
        all = reach(included, fromFile);
        reached.set(fromFile, all);
      }
      return all.has(file);
    },
  };
}

function reach(included: ReadonlyMap<string, ReadonlySet<string>>, from: string): ReadonlySet<string> {
  const all = new Set<string>();
  const queue = [from];
  for (let at = queue.pop(); at !== undefined && all.size < reachedMax; at = queue.pop()) {
    for (const next of included.get(at) ?? []) {
      if (all.has(next)) continue;
      all.add(next);
      queue.push(next);
    }
  }
  return all;
}

/** A path is looked for beside the file; one that does not start there also from the directories above. */
function candidates(fromFile: string, path: string): string[] {
  const directory = fromFile.slice(0, fromFile.lastIndexOf('/') + 1);
  const beside = normalize(`${directory}${path}`);
  const below = path.startsWith('./') || path.startsWith('../') ? [] : aboveOf(directory, path);
  return [beside, ...below].filter((candidate): candidate is string => candidate !== undefined);
}

/** A path below a constant keeps only what follows it. */
function aboveOf(directory: string, path: string): (string | undefined)[] {
  const rest = /^[A-Z_][A-Z0-9_]*\//.test(path) ? path.slice(path.indexOf('/') + 1) : path;
  const found: (string | undefined)[] = [];
  for (let at = directory; at !== '';) {
    at = at.slice(0, at.lastIndexOf('/', at.length - 2) + 1);
    found.push(normalize(`${at}${rest}`));
  }
  return rest === path ? found : [normalize(`${directory}${rest}`), ...found];
}

/** The path without `.` and `..`, or undefined when it leads out of the repository. */
function normalize(path: string): string | undefined {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join('/');
}
