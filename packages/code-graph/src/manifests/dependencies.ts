import type { Row } from '@gkg/ontology';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EdgeTable } from '../emit/edges.ts';
import { Identifiers } from '../emit/identifiers.ts';
import { blobId } from '../scan/blob.ts';
import { decodeText, fileBytesMax, type SkipReason } from '../scan/classify.ts';
import type { ScannedFile } from '../scan/list-files.ts';
import { type Manifest, manifestFormatOf, readManifests } from './read-manifests.ts';

/** What reading a manifest says of its file. */
export interface ManifestFile {
  /** What it is written in: `json`, `toml`. */
  readonly syntax: string;
  readonly blob: string;
  readonly lineCount: number;
  readonly skip: SkipReason | null;
}

export interface Dependencies {
  readonly rows: readonly Row[];
  readonly files: ReadonlyMap<string, ManifestFile>;
}

/**
 * Reads the repository's manifests and adds an edge from each to every dependency that it declares or
 * takes over from another one.
 */
export function addDependencies(
  root: string,
  scanned: readonly ScannedFile[],
  edges: EdgeTable,
): Dependencies {
  const contents = fileContents(root, scanned);
  const paths = scanned.filter(({ kind }) => kind === 'file').map(({ path }) => path);
  const manifests = readManifests(paths, (path) => contents(path).text);
  const keys = new Map<string, readonly string[]>();
  const rows: Row[] = [];
  const identifiers = new Identifiers();
  for (const { path, format, dependencies } of manifests.values()) {
    const own = dependencies.map(({ name }) => identifiers.take(`${path}::${name}`));
    keys.set(path, own);
    dependencies.forEach(({ name, requirement }, at) =>
      rows.push([own[at]!, format.ecosystem, name, requirement, path]),
    );
  }
  for (const path of manifests.keys()) {
    const taken = withIncluded(path, manifests).flatMap((manifest) => keys.get(manifest)!);
    for (const key of taken) edges.add('DEPENDS_ON', ['File', path], ['Dependency', key]);
  }
  return { rows, files: manifestFiles(paths, manifests, contents) };
}

/** The manifest and those that it includes, directly or not. */
function withIncluded(path: string, manifests: ReadonlyMap<string, Manifest>): string[] {
  const found = new Set([path]);
  for (const each of found) {
    for (const included of manifests.get(each)!.includes) if (manifests.has(included)) found.add(included);
  }
  return [...found];
}

interface FileContent {
  readonly text?: string;
  readonly blob: string;
  readonly skip: SkipReason | null;
}

/** Reads each file once, whoever asks for it. */
function fileContents(root: string, scanned: readonly ScannedFile[]): (path: string) => FileContent {
  const files = new Map(scanned.map((file) => [file.path, file]));
  const known = new Map<string, FileContent>();
  return (path) => {
    const file = files.get(path);
    let content = known.get(path);
    if (content === undefined) {
      content = file?.kind === 'file' ? loadFile(root, file) : { blob: '', skip: 'unreadable' };
      known.set(path, content);
    }
    return content;
  };
}

function loadFile(root: string, { path, sizeBytes }: ScannedFile): FileContent {
  if (sizeBytes > fileBytesMax) return { blob: '', skip: 'too_large' };
  try {
    const bytes = readFileSync(join(root, path));
    const decoded = decodeText(bytes);
    const blob = blobId(bytes);
    return 'skip' in decoded ? { blob, skip: decoded.skip } : { blob, skip: null, text: decoded.text };
  } catch {
    return { blob: '', skip: 'unreadable' };
  }
}

function manifestFiles(
  paths: readonly string[],
  manifests: ReadonlyMap<string, Manifest>,
  contents: (path: string) => FileContent,
): Map<string, ManifestFile> {
  const files = new Map<string, ManifestFile>();
  for (const path of paths) {
    const manifest = manifests.get(path);
    const format = manifest?.format ?? manifestFormatOf(path);
    if (format === undefined) continue;
    const { blob, skip, text } = contents(path);
    const lineCount = text === undefined ? 0 : text.split('\n').length;
    const reason = skip ?? (manifest?.isBroken === true ? 'broken_manifest' : null);
    files.set(path, { syntax: format.syntax, blob, lineCount, skip: reason });
  }
  return files;
}
