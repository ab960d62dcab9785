import type { ExtractedFile } from './extract-file.ts';
import type { ExtractionThreads } from './extraction-threads.ts';
import type { KnownFiles } from './known-files.ts';
import { isSource, languageOfPath, loadLanguages } from '../languages/index.ts';
import { fileBytesMax } from '../scan/classify.ts';
import { SourceError } from '../scan/errors.ts';
import type { ScannedFile } from '../scan/list-files.ts';

/** What extraction has and knows from one build to the next. */
export interface ExtractionMemory {
  readonly threads: ExtractionThreads;
  readonly files: KnownFiles;
}

/** A directory's files as they were at one moment. */
export interface Sources {
  readonly root: string;
  readonly scanned: readonly ScannedFile[];
  readonly scannedMs: number;
}

export interface ExtractionOptions {
  /** Longest extraction of one file; it is skipped then. */
  readonly fileTimeoutMs: number;
  /** Told of files that are done, and of all that there are. */
  readonly onProgress: (done: number, total: number) => void;
}

interface ExtractedSources {
  readonly files: Map<string, ExtractedFile>;
  readonly extractedCount: number;
  readonly parseSeconds: Readonly<Record<string, number>>;
}

/** Takes over what is known of the sources, and has the others read by a parser. */
export async function extractSources(
  memory: ExtractionMemory,
  { root, scanned, scannedMs }: Sources,
  { fileTimeoutMs, onProgress }: ExtractionOptions,
  signal?: AbortSignal,
): Promise<ExtractedSources> {
  await loadLanguages(scanned.map(({ path }) => path));
  const readable = sourcesOf(scanned).filter(({ sizeBytes }) => sizeBytes <= fileBytesMax);
  const known = findKnown(memory.files, root, readable, signal);
  const unknown = readable.filter(({ path }) => !known.has(path));
  let done = known.size;
  onProgress(done, readable.length);
  const onDone = (count: number) => onProgress((done += count), readable.length);
  const extracted = await memory.threads.extract(root, unknown, { fileTimeoutMs, onDone }, signal);
  extracted.forEach((file, at) => {
    known.set(file.path, file);
    memory.files.add(unknown[at]!, languageOfPath(file.path)!.name, file, scannedMs);
  });
  memory.files.endBuild(new Set(readable.map(({ path }) => path)));
  const files = new Map(readable.map(({ path }) => [path, known.get(path)!]));
  return { files, extractedCount: unknown.length, parseSeconds: secondsByLanguage(extracted) };
}

function sourcesOf(scanned: readonly ScannedFile[]): ScannedFile[] {
  const sources = scanned.filter(({ path, kind }) => kind === 'file' && isSource(path));
  if (sources.length > 0) return sources;
  throw new SourceError(
    'no_supported_language',
    `None of ${String(scanned.length)} files is in a supported language`,
  );
}

function secondsByLanguage(extracted: readonly ExtractedFile[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { path, seconds = 0 } of extracted) {
    const { name } = languageOfPath(path)!;
    sums[name] = (sums[name] ?? 0) + seconds;
  }
  return sums;
}

function findKnown(
  files: KnownFiles,
  root: string,
  readable: readonly ScannedFile[],
  signal?: AbortSignal,
): Map<string, ExtractedFile> {
  const known = new Map<string, ExtractedFile>();
  if (files.isEmpty) return known;
  for (const file of readable) {
    signal?.throwIfAborted();
    const found = files.find(root, file, languageOfPath(file.path)!.name);
    if (found !== undefined) known.set(file.path, found);
  }
  return known;
}
