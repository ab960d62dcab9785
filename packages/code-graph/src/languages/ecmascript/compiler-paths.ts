import { posix } from 'node:path';
import type { SourceFiles } from '../language.ts';
import { isRecord, parseJsonc } from './jsonc.ts';
import { matchStar } from './packages.ts';
import { joinPath } from './source-paths.ts';

/** What `paths` and `baseUrl` of a `tsconfig.json` or `jsconfig.json` say. */
export interface CompilerPaths {
  /** Directory that names without a dot may start from, or undefined. */
  readonly baseUrl: string | undefined;
  /** Patterns, most specific first, with their targets as repository paths that may hold a `*`. */
  readonly patterns: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
}

const none: CompilerPaths = { baseUrl: undefined, patterns: [] };
const extendsMax = 10;

/** Reads the settings that hold in a directory itself, or undefined when it has no configuration. */
export function readCompilerPaths(files: SourceFiles, directory: string): CompilerPaths | undefined {
  for (const name of ['tsconfig.json', 'jsconfig.json']) {
    const path = joinPath(directory, name);
    if (path === undefined || !files.has(path)) continue;
    const own = readConfig(files, path, 0);
    return own.patterns.length > 0 || own.baseUrl !== undefined ? own : readReferences(files, path);
  }
  return undefined;
}

/** A solution's own file only lists the projects that have the settings. */
function readReferences(files: SourceFiles, path: string): CompilerPaths {
  const { references } = configAt(files, path);
  if (!Array.isArray(references)) return none;
  for (const reference of references.slice(0, extendsMax)) {
    const target: unknown = isRecord(reference) ? reference['path'] : undefined;
    if (typeof target !== 'string' || !target.endsWith('.json')) continue;
    const found = joinPath(directoryOf(path), target);
    const read = found === undefined ? none : readConfig(files, found, 1);
    if (read.patterns.length > 0 || read.baseUrl !== undefined) return read;
  }
  return none;
}

function readConfig(files: SourceFiles, path: string, depth: number): CompilerPaths {
  const config = configAt(files, path);
  const inherited = depth < extendsMax ? readExtended(files, path, config['extends'], depth) : none;
  const options = config['compilerOptions'];
  if (!isRecord(options)) return inherited;
  const { baseUrl, paths } = options;
  const base = typeof baseUrl === 'string' ? joinPath(directoryOf(path), baseUrl) : inherited.baseUrl;
  if (!isRecord(paths)) return { ...inherited, baseUrl: base };
  return { baseUrl: base, patterns: patternsOf(paths, base ?? directoryOf(path)) };
}

function readExtended(files: SourceFiles, path: string, extended: unknown, depth: number): CompilerPaths {
  const parents = Array.isArray(extended) ? extended : [extended];
  let inherited = none;
  for (const parent of parents) {
    if (typeof parent !== 'string' || !parent.startsWith('.')) continue;
    const stem = joinPath(directoryOf(path), parent);
    const found = [stem, `${stem}.json`, `${stem}/tsconfig.json`].find(
      (each) => each !== undefined && files.has(each),
    );
    if (found === undefined) continue;
    const read = readConfig(files, found, depth + 1);
    const patterns = read.patterns.length > 0 ? read.patterns : inherited.patterns;
    inherited = { baseUrl: read.baseUrl ?? inherited.baseUrl, patterns };
  }
  return inherited;
}

function patternsOf(paths: Readonly<Record<string, unknown>>, base: string): CompilerPaths['patterns'] {
  const names = Object.keys(paths).sort((a, b) => b.length - a.length);
  return names.map((pattern) => {
    const list: unknown = paths[pattern];
    const targets = Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];
    return { pattern, targets: targets.flatMap((target) => joinPath(base, target) ?? []) };
  });
}

function configAt(files: SourceFiles, path: string): Readonly<Record<string, unknown>> {
  const config = parseJsonc(files.read(path) ?? '');
  return isRecord(config) ? config : {};
}

function directoryOf(path: string): string {
  const directory = posix.dirname(path);
  return directory === '.' ? '' : directory;
}

/** Repository paths that a name may mean by these settings. */
export function candidatesOf({ baseUrl, patterns }: CompilerPaths, specifier: string): string[] {
  const candidates: string[] = [];
  for (const { pattern, targets } of patterns) {
    const matched = matchStar(pattern, specifier);
    if (matched !== undefined) candidates.push(...targets.map((target) => target.replace('*', matched)));
  }
  const based = baseUrl === undefined ? undefined : joinPath(baseUrl, specifier);
  return based === undefined ? candidates : [...candidates, based];
}
