import type { SourceFiles } from '../language.ts';

/** A `go.mod`: the module's directory, its import path, and other modules that it replaces by directories. */
export interface Manifest {
  readonly directory: string;
  readonly path: string;
  readonly replaced: ReadonlyMap<string, string>;
}

const known = new WeakMap<SourceFiles, readonly Manifest[]>();

/** The modules of the repository, those in inner directories first. Read once for the same files. */
export function manifestsOf(files: SourceFiles): readonly Manifest[] {
  let manifests = known.get(files);
  if (manifests === undefined) {
    manifests = files.paths
      .filter((path) => path === 'go.mod' || path.endsWith('/go.mod'))
      .flatMap((path) =>
        readManifest(path === 'go.mod' ? '' : path.slice(0, -'/go.mod'.length), files.read(path)),
      )
      .sort((a, b) => b.directory.length - a.directory.length);
    known.set(files, manifests);
  }
  return manifests;
}

function readManifest(directory: string, text: string | undefined): Manifest[] {
  const path = /^\s*module\s+"?([^\s"]+)"?/m.exec(text ?? '')?.[1];
  if (path === undefined) return [];
  const replaced = new Map<string, string>();
  for (const [, from, to] of (text ?? '').matchAll(
    /^\s*(?:replace\s+)?(\S+)(?:\s+v\S+)?\s+=>\s+(\.{1,2}\/\S*)/gm,
  )) {
    const target = resolvePath(directory, to!);
    if (target !== undefined) replaced.set(from!, target);
  }
  return [{ directory, path, replaced }];
}

/** `../other` seen from a directory, or undefined when it is outside of the repository. */
export function resolvePath(directory: string, relative: string): string | undefined {
  const segments = directory === '' ? [] : directory.split('/');
  for (const segment of relative.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join('/');
}

/** The module that the directory belongs to. */
export function manifestAround(manifests: readonly Manifest[], directory: string): Manifest | undefined {
  return manifests.find((manifest) => isInside(directory, manifest.directory));
}

/** The import path of a directory; the directory's own path where no `go.mod` gives one. */
export function modulePathOf(manifests: readonly Manifest[], directory: string): string {
  const vendored = /(?:^|\/)vendor\/(.+)$/.exec(directory)?.[1];
  if (vendored !== undefined) return vendored;
  const manifest = manifestAround(manifests, directory);
  if (manifest === undefined) return directory;
  const inner = directory.slice(manifest.directory.length).replace(/^\//, '');
  return inner === '' ? manifest.path : `${manifest.path}/${inner}`;
}

function isInside(directory: string, outer: string): boolean {
  return outer === '' || directory === outer || directory.startsWith(`${outer}/`);
}
