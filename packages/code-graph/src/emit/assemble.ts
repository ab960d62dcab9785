import type { GraphRows, Row } from '@gkg/ontology';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { basename, dirname } from 'node:path/posix';
import type { ExtractedFile } from '../extract/extract-file.ts';
import { languageOfPath } from '../languages/index.ts';
import type { Family, SourceFiles } from '../languages/language.ts';
import type { LinkedFile } from '../link/program.ts';
import { addDependencies, type ManifestFile } from '../manifests/dependencies.ts';
import { decodeText, fileBytesMax } from '../scan/classify.ts';
import type { ScannedFile } from '../scan/list-files.ts';
import { chain, EdgeTable, joinEdges } from './edges.ts';
import { directoriesOf, directoryRow, extensionOf } from './nodes.ts';
import type { SiteCounts } from './program-edges.ts';
import type { ProgramPart } from './program-part.ts';

export interface BuildCounts {
  readonly files: number;
  readonly filesParsed: number;
  readonly filesSkipped: Readonly<Record<string, number>>;
  readonly lines: number;
  readonly sourceBytes: number;
  readonly languages: Readonly<Record<string, number>>;
  readonly callSites: number;
  readonly unresolvedSites: number;
}

export type MakePart = (family: Family, files: readonly LinkedFile[], sources: SourceFiles) => ProgramPart;

export interface ScannedTree {
  readonly root: string;
  /** What a package is called that the tree is itself. */
  readonly rootName: string;
  readonly scanned: readonly ScannedFile[];
}

/** All rows of a graph, from what was read of its files and the parts that their families make. */
export function assemble(
  { root, rootName, scanned }: ScannedTree,
  extracted: ReadonlyMap<string, ExtractedFile>,
  makePart: MakePart,
): { rows: GraphRows; counts: BuildCounts } {
  const edges = new EdgeTable();
  addContains(scanned, edges);
  const sources = sourceFiles(root, rootName, scanned);
  const dependencies = addDependencies(root, scanned, edges);
  const parts = [...byFamily(extracted)].map(([family, files]) => makePart(family, files, sources));
  const siteCounts = new Map(parts.flatMap((part) => [...part.siteCounts]));
  const read = { extracted, manifests: dependencies.files };
  const fileRows = scanned.map((file) => fileRow(file, readingOf(file, read), siteCounts.get(file.path)));
  const rows: GraphRows = {
    nodes: [
      { label: 'Directory', rows: directoriesOf(scanned.map(({ path }) => path)).map(directoryRow) },
      { label: 'File', rows: fileRows },
      { label: 'Definition', rows: chain(parts.map(({ definitions }) => definitions)) },
      { label: 'ImportedSymbol', rows: chain(parts.map(({ imports }) => imports)) },
      { label: 'Dependency', rows: dependencies.rows },
    ],
    edges: joinEdges([edges.finish(), ...parts.map((part) => part.edges)]),
    unresolvedNames: sumOf(parts.map(({ unresolvedNames }) => unresolvedNames)),
  };
  return { rows, counts: countAll(scanned, read, siteCounts) };
}

function sumOf(counts: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [name, count] of counts.flatMap((each) => [...each])) {
    sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return sums;
}

function addContains(scanned: readonly ScannedFile[], edges: EdgeTable): void {
  const paths = scanned.map(({ path }) => path);
  for (const directory of directoriesOf(paths)) {
    if (directory !== '.') edges.add('CONTAINS', ['Directory', dirname(directory)], ['Directory', directory]);
  }
  for (const path of paths) edges.add('CONTAINS', ['Directory', dirname(path)], ['File', path]);
}

function byFamily(extracted: ReadonlyMap<string, ExtractedFile>): Map<Family, LinkedFile[]> {
  const families = new Map<Family, LinkedFile[]>();
  for (const { path, facts } of extracted.values()) {
    const family = languageOfPath(path)?.family;
    if (family === undefined || facts === null) continue;
    const files = families.get(family);
    if (files === undefined) families.set(family, [{ path, facts }]);
    else files.push({ path, facts });
  }
  return families;
}

function sourceFiles(root: string, rootName: string, scanned: readonly ScannedFile[]): SourceFiles {
  const regular = new Map(scanned.filter(({ kind }) => kind === 'file').map((file) => [file.path, file]));
  return {
    rootName,
    paths: [...regular.keys()],
    has: (path) => regular.has(path),
    read(path) {
      const file = regular.get(path);
      if (file === undefined || file.sizeBytes > fileBytesMax) return undefined;
      try {
        const decoded = decodeText(readFileSync(join(root, path)));
        return 'text' in decoded ? decoded.text : undefined;
      } catch {
        return undefined;
      }
    },
  };
}

interface FilesRead {
  readonly extracted: ReadonlyMap<string, ExtractedFile>;
  readonly manifests: ReadonlyMap<string, ManifestFile>;
}

/** What is known of a file's content: `skip` says why nothing is. */
interface FileReading {
  readonly language: string;
  readonly blob: string;
  readonly lineCount: number;
  readonly skip: string | null;
}

function readingOf(file: ScannedFile, { extracted, manifests }: FilesRead): FileReading {
  const language = languageOfPath(file.path)?.name;
  const unread = { language: language ?? '', blob: '', lineCount: 0 };
  if (file.kind === 'symlink') return { ...unread, skip: 'symlink' };
  if (file.kind === 'special') return { ...unread, skip: 'special_file' };
  if (language !== undefined) {
    const source = extracted.get(file.path);
    return source === undefined ? { ...unread, skip: 'too_large' } : { ...source, language };
  }
  const manifest = manifests.get(file.path);
  if (manifest === undefined) return { ...unread, skip: 'unsupported' };
  return { ...manifest, language: manifest.syntax };
}

function fileRow(file: ScannedFile, reading: FileReading, sites: SiteCounts | undefined): Row {
  return [
    file.path,
    basename(file.path),
    extensionOf(file.path),
    reading.language,
    file.sizeBytes,
    reading.lineCount,
    reading.blob,
    reading.skip ?? '',
    sites?.calls ?? 0,
    sites?.unresolved ?? 0,
    sites?.cut ?? 0,
  ];
}

function countAll(
  scanned: readonly ScannedFile[],
  read: FilesRead,
  sites: ReadonlyMap<string, SiteCounts>,
): BuildCounts {
  const skipped: Record<string, number> = {};
  const languages: Record<string, number> = {};
  let [lines, sourceBytes, parsed, callSites, unresolvedSites] = [0, 0, 0, 0, 0];
  for (const file of scanned) {
    const { skip, language, lineCount } = readingOf(file, read);
    if (skip !== null) {
      skipped[skip] = (skipped[skip] ?? 0) + 1;
      continue;
    }
    languages[language] = (languages[language] ?? 0) + 1;
    lines += lineCount;
    sourceBytes += file.sizeBytes;
    callSites += sites.get(file.path)?.calls ?? 0;
    unresolvedSites += sites.get(file.path)?.unresolved ?? 0;
    parsed++;
  }
  return {
    files: scanned.length,
    filesParsed: parsed,
    filesSkipped: skipped,
    lines,
    sourceBytes,
    languages,
    callSites,
    unresolvedSites,
  };
}
