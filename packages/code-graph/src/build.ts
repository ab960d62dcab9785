import type { GraphRows, Row } from '@gkg/ontology';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { basename, dirname } from 'node:path/posix';
import { EdgeTable } from './emit/edges.ts';
import {
  definitionRows,
  directoriesOf,
  directoryRow,
  extensionOf,
  importedSymbolRows,
  keysOf,
} from './emit/nodes.ts';
import { addProgramEdges, type SiteCounts, UnresolvedNames } from './emit/program-edges.ts';
import { extractAll } from './extract/extract-all.ts';
import type { ExtractedFile } from './extract/extract-file.ts';
import { isSource, languageOfPath, loadLanguages } from './languages/index.ts';
import type { Family, SourceFiles } from './languages/language.ts';
import { linkFamily } from './link/link.ts';
import type { LinkedFile } from './link/program.ts';
import { addDependencies, type ManifestFile } from './manifests/dependencies.ts';
import { decodeText, fileBytesMax } from './scan/classify.ts';
import { SourceError } from './scan/errors.ts';
import { listFiles, type ScannedFile } from './scan/list-files.ts';

/** Raise whenever the same source may give another graph. */
export const extractorVersion = '6';

export type BuildPhase = 'scan' | 'parse' | 'resolve';

export interface BuildProgress {
  readonly phase: BuildPhase;
  readonly done: number;
  readonly total: number;
}

export interface BuildOptions {
  /** Worker threads; 0 or absent: one a core. */
  readonly threads?: number;
  /** Longest extraction of one file; it is skipped then. */
  readonly fileTimeoutMs?: number | undefined;
  /** JavaScript heap of a worker thread; the file that takes more is skipped. */
  readonly threadHeapBytesMax?: number | undefined;
  readonly onProgress?: (progress: BuildProgress) => void;
}

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

export interface CodeGraph {
  /** In a deterministic order; every iterable may be read once. */
  readonly rows: GraphRows;
  readonly counts: BuildCounts;
  readonly seconds: Readonly<Record<BuildPhase, number>>;
}

/**
 * Builds the code graph of a directory: scan, extract every file in worker threads, link, emit.
 *
 * @throws SourceError when there is nothing to index; the signal's reason when it is aborted.
 */
export async function buildCodeGraph(
  directory: string,
  options: BuildOptions = {},
  signal?: AbortSignal,
): Promise<CodeGraph> {
  const report = options.onProgress ?? (() => undefined);
  const started = performance.now();
  report({ phase: 'scan', done: 0, total: 0 });
  const scanned = await listFiles(directory, signal);
  const root = realpathSync(directory);
  const scannedAt = performance.now();
  const extracted = await extractSources(root, scanned, options, report, signal);
  const extractedAt = performance.now();
  report({ phase: 'resolve', done: 0, total: 1 });
  const { rows, counts } = assemble(root, scanned, extracted);
  report({ phase: 'resolve', done: 1, total: 1 });
  signal?.throwIfAborted();
  const seconds = (from: number, to: number) => (to - from) / 1000;
  return {
    rows,
    counts,
    seconds: {
      scan: seconds(started, scannedAt),
      parse: seconds(scannedAt, extractedAt),
      resolve: seconds(extractedAt, performance.now()),
    },
  };
}

async function extractSources(
  root: string,
  scanned: readonly ScannedFile[],
  options: BuildOptions,
  report: (progress: BuildProgress) => void,
  signal?: AbortSignal,
): Promise<Map<string, ExtractedFile>> {
  const sources = scanned.filter(({ path, kind }) => kind === 'file' && isSource(path));
  await loadLanguages(scanned.map(({ path }) => path));
  if (sources.length === 0) {
    throw new SourceError(
      'no_supported_language',
      `None of ${String(scanned.length)} files is in a supported language`,
    );
  }
  const readable = sources.filter(({ sizeBytes }) => sizeBytes <= fileBytesMax);
  let done = 0;
  report({ phase: 'parse', done, total: readable.length });
  const onDone = (count: number) => report({ phase: 'parse', done: (done += count), total: readable.length });
  const { threads = 0, fileTimeoutMs = 60_000, threadHeapBytesMax = 2 * 1024 ** 3 } = options;
  const limits = { threads, fileTimeoutMs, threadHeapBytesMax };
  const extracted = await extractAll(root, readable, { ...limits, onDone }, signal);
  return new Map(extracted.map((file) => [file.path, file]));
}

function assemble(
  root: string,
  scanned: readonly ScannedFile[],
  extracted: ReadonlyMap<string, ExtractedFile>,
): { rows: GraphRows; counts: BuildCounts } {
  const edges = new EdgeTable();
  addContains(scanned, edges);
  const sources = sourceFiles(root, scanned);
  const dependencies = addDependencies(root, scanned, edges);
  const siteCounts = new Map<string, SiteCounts>();
  const unresolved = new UnresolvedNames();
  const definitions: Iterable<Row>[] = [];
  const imports: Iterable<Row>[] = [];
  for (const [family, files] of byFamily(extracted)) {
    const solution = linkFamily(family, files, sources);
    const keys = keysOf(solution.program);
    const counts = addProgramEdges(solution, keys, edges, unresolved);
    files.forEach(({ path }, index) => siteCounts.set(path, counts[index]!));
    definitions.push(definitionRows(solution.program, keys, sources));
    imports.push(importedSymbolRows(solution.program, keys));
  }
  const read = { extracted, manifests: dependencies.files };
  const fileRows = scanned.map((file) => fileRow(file, readingOf(file, read), siteCounts.get(file.path)));
  const rows: GraphRows = {
    nodes: [
      { label: 'Directory', rows: directoriesOf(scanned.map(({ path }) => path)).map(directoryRow) },
      { label: 'File', rows: fileRows },
      { label: 'Definition', rows: chain(definitions) },
      { label: 'ImportedSymbol', rows: chain(imports) },
      { label: 'Dependency', rows: dependencies.rows },
    ],
    edges: edges.finish(),
    unresolvedNames: unresolved.counts,
  };
  return { rows, counts: countAll(scanned, read, siteCounts) };
}

function* chain<T>(parts: readonly Iterable<T>[]): Generator<T> {
  for (const part of parts) yield* part;
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

function sourceFiles(root: string, scanned: readonly ScannedFile[]): SourceFiles {
  const regular = new Map(scanned.filter(({ kind }) => kind === 'file').map((file) => [file.path, file]));
  return {
    rootName: basename(root),
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
