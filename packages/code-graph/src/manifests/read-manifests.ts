import type { DeclaredDependency, ManifestFormat, ManifestSource } from './manifest.ts';
import { cargo } from './cargo.ts';
import { dotnetProject, packagesConfig } from './dotnet.ts';
import { gemfile, gemspec } from './gems.ts';
import { goMod } from './go-mod.ts';
import { gradle } from './gradle.ts';
import { composerJson, packageJson } from './package-json.ts';
import { pom } from './pom.ts';
import { pyproject } from './pyproject.ts';
import { requirementsTxt } from './requirements-txt.ts';
import { versionCatalog } from './version-catalog.ts';

const formats: readonly ManifestFormat[] = [
  packageJson,
  pyproject,
  requirementsTxt,
  gemfile,
  gemspec,
  goMod,
  cargo,
  pom,
  gradle,
  versionCatalog,
  composerJson,
  dotnetProject,
  packagesConfig,
];

/** A manifest of the repository with what it declares, or broken. */
export interface Manifest {
  readonly path: string;
  readonly format: ManifestFormat;
  /** Without repetitions, in the order of the file. */
  readonly dependencies: readonly DeclaredDependency[];
  /** Manifests whose dependencies it takes over. */
  readonly includes: readonly string[];
  readonly isBroken: boolean;
}

export function manifestFormatOf(path: string): ManifestFormat | undefined {
  return formats.find((format) => format.matches(path));
}

/**
 * Reads the manifests among the paths, and the files that they include whatever those are called, in the
 * order of their paths.
 */
export function readManifests(
  paths: readonly string[],
  read: (path: string) => string | undefined,
): Map<string, Manifest> {
  const known = new Set(paths);
  const other = parseOnce(read);
  const manifests = new Map<string, Manifest>();
  const pending = paths.flatMap((path) => {
    const format = manifestFormatOf(path);
    return format === undefined ? [] : [{ path, format }];
  });
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { path, format } = next;
    const text = manifests.has(path) ? undefined : read(path);
    if (text === undefined) continue;
    const manifest = readManifest(format, { path, text, has: (file) => known.has(file), other });
    manifests.set(path, manifest);
    for (const included of manifest.includes) {
      pending.push({ path: included, format: manifestFormatOf(included) ?? format });
    }
  }
  return new Map([...manifests].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Many manifests look at the same parent or catalog. */
function parseOnce(read: (path: string) => string | undefined): ManifestSource['other'] {
  const parsers = new Map<unknown, Map<string, unknown>>();
  return <T>(path: string, parse: (text: string) => T): T | undefined => {
    const parsed = parsers.get(parse) ?? new Map<string, unknown>();
    parsers.set(parse, parsed);
    if (!parsed.has(path)) parsed.set(path, parseText(read(path), parse));
    return parsed.get(path) as T | undefined;
  };
}

function parseText<T>(text: string | undefined, parse: (text: string) => T): T | undefined {
  try {
    return text === undefined ? undefined : parse(text);
  } catch {
    return undefined;
  }
}

/** A manifest may be anything that somebody committed: whatever a parser says, it is broken, and that is all. */
function readManifest(format: ManifestFormat, source: ManifestSource): Manifest {
  const { path } = source;
  try {
    const { dependencies, includes } = format.read(source);
    return { path, format, dependencies: unique(dependencies), includes: includes ?? [], isBroken: false };
  } catch {
    return { path, format, dependencies: [], includes: [], isBroken: true };
  }
}

function unique(dependencies: readonly DeclaredDependency[]): DeclaredDependency[] {
  const known = new Map(dependencies.map((each) => [`${each.name}\0${each.requirement}`, each]));
  return [...known.values()];
}
