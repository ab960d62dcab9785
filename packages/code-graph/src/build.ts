import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import type { GraphRows } from '@gkg/ontology';
import { assemble, type BuildCounts, type MakePart, type ScannedTree } from './emit/assemble.ts';
import { KnownParts, makePart } from './emit/program-part.ts';
import type { ExtractedFile } from './extract/extract-file.ts';
import { type ExtractionMemory, extractSources } from './extract/extract-sources.ts';
import { createExtractionThreads } from './extract/extraction-threads.ts';
import { type ExtractionStore, KnownFiles } from './extract/known-files.ts';
import { listFiles, type ScannedFile } from './scan/list-files.ts';

export { extractorVersion } from '@gkg/ontology';

export type BuildPhase = 'scan' | 'parse' | 'resolve';

export interface BuildProgress {
  readonly phase: BuildPhase;
  readonly done: number;
  readonly total: number;
}

export interface BuildOptions {
  /** What a package is called that the directory is itself; by default as the directory. */
  readonly rootName?: string | undefined;
  /** Longest extraction of one file; it is skipped then. */
  readonly fileTimeoutMs?: number | undefined;
  readonly onProgress?: (progress: BuildProgress) => void;
}

export interface CodeGraph {
  /** In a deterministic order. Every iterable may be read once, or as often as wanted where it is kept. */
  readonly rows: GraphRows;
  /** Whether the builder keeps what the rows were made of, and they may be kept, too. */
  readonly isKept: boolean;
  readonly counts: BuildCounts;
  /** Files that a parser read; all others were known. */
  readonly filesExtracted: number;
  readonly seconds: Readonly<Record<BuildPhase, number>>;
  /** What threads spent on parsing, by language, and this one on linking, by family. */
  readonly parseSeconds: Readonly<Record<string, number>>;
  readonly resolveSeconds: Readonly<Record<string, number>>;
}

export interface BuilderOptions {
  /** Worker threads; 0 or absent: one a core. */
  readonly threads?: number;
  /** JavaScript heap of a worker thread; the file that takes more is skipped. */
  readonly threadHeapBytesMax?: number | undefined;
  /** What builds of before, in other processes too, have extracted. */
  readonly store?: ExtractionStore | undefined;
  /** Source up to this size is kept as facts and rows from one build to the next; 0 keeps nothing. */
  readonly keptSourceBytesMax?: number;
}

/**
 * Builds code graphs of one directory, or of several states of it, one after the other. What did not change
 * since the build before is not extracted again, and a family of which nothing changed is not linked again; the
 * graph is the one that a builder which knows nothing makes.
 */
export interface CodeGraphBuilder {
  /**
   * Scan, extract in worker threads, link, emit.
   *
   * @throws SourceError when there is nothing to index; the signal's reason when it is aborted.
   */
  build(directory: string, options?: BuildOptions, signal?: AbortSignal): Promise<CodeGraph>;
  /** Ends the threads. */
  close(): Promise<void>;
}

const fileTimeoutMsDefault = 60_000;
const threadHeapBytesDefault = 2 * 1024 ** 3;

export function createCodeGraphBuilder(options: BuilderOptions = {}): CodeGraphBuilder {
  const { threads = 0, threadHeapBytesMax = threadHeapBytesDefault, keptSourceBytesMax = 0, store } = options;
  const memory: Memory = {
    threads: createExtractionThreads({ threads, threadHeapBytesMax }),
    files: new KnownFiles(store),
    parts: new KnownParts(),
    keptSourceBytesMax,
  };
  return {
    build: (directory, own = {}, signal) => buildWith(memory, directory, own, signal),
    close: () => memory.threads.close(),
  };
}

/** Builds the code graph of a directory with a builder of its own. */
export async function buildCodeGraph(
  directory: string,
  options: BuildOptions & BuilderOptions = {},
  signal?: AbortSignal,
): Promise<CodeGraph> {
  const builder = createCodeGraphBuilder(options);
  try {
    return await builder.build(directory, options, signal);
  } finally {
    await builder.close();
  }
}

/** What a builder has and knows. */
interface Memory extends ExtractionMemory {
  readonly parts: KnownParts;
  readonly keptSourceBytesMax: number;
}

async function buildWith(
  memory: Memory,
  directory: string,
  options: BuildOptions,
  signal?: AbortSignal,
): Promise<CodeGraph> {
  const report = options.onProgress ?? (() => undefined);
  const started = performance.now();
  report({ phase: 'scan', done: 0, total: 0 });
  const scannedMs = Date.now();
  const scanned = await listFiles(directory, signal);
  const root = realpathSync(directory);
  const scannedAt = performance.now();
  const sources = { root, rootName: options.rootName ?? basename(root), scanned, scannedMs };
  const extraction = {
    fileTimeoutMs: options.fileTimeoutMs ?? fileTimeoutMsDefault,
    onProgress: (done: number, total: number) => report({ phase: 'parse', done, total }),
  };
  const extracted = await extractSources(memory, sources, extraction, signal);
  const extractedAt = performance.now();
  report({ phase: 'resolve', done: 0, total: 1 });
  const resolveSeconds: Record<string, number> = {};
  const { rows, counts, isKept } = link(memory, sources, extracted.files, resolveSeconds);
  report({ phase: 'resolve', done: 1, total: 1 });
  signal?.throwIfAborted();
  const seconds = (from: number, to: number) => (to - from) / 1000;
  return {
    rows,
    isKept,
    counts,
    filesExtracted: extracted.extractedCount,
    parseSeconds: extracted.parseSeconds,
    resolveSeconds,
    seconds: {
      scan: seconds(started, scannedAt),
      parse: seconds(scannedAt, extractedAt),
      resolve: seconds(extractedAt, performance.now()),
    },
  };
}

/** Facts are consumed by linking, unless they are few enough to be kept. */
function link(
  memory: Memory,
  tree: ScannedTree,
  extracted: Map<string, ExtractedFile>,
  seconds: Record<string, number>,
) {
  const { scanned } = tree;
  const sizeOf = ({ path, sizeBytes }: ScannedFile) => (extracted.has(path) ? sizeBytes : 0);
  const sourceBytes = scanned.reduce((sum, file) => sum + sizeOf(file), 0);
  if (sourceBytes <= memory.keptSourceBytesMax) {
    const make: MakePart = (...made) => memory.parts.part(...made);
    const assembled = assemble(tree, extracted, timed(make, seconds));
    memory.parts.endBuild();
    return { ...assembled, isKept: true };
  }
  memory.files.forget();
  memory.parts.forget();
  separateFacts(extracted);
  return { ...assemble(tree, extracted, timed(makePart, seconds)), isKept: false };
}

/** The same, with what each family takes noted beside it. */
function timed(make: MakePart, seconds: Record<string, number>): MakePart {
  return (family, files, sources) => {
    const startedAt = performance.now();
    const part = make(family, files, sources);
    seconds[family.name] = (performance.now() - startedAt) / 1000;
    return part;
  };
}

/** Files of equal content have the same facts, which can be consumed once. */
function separateFacts(extracted: Map<string, ExtractedFile>): void {
  for (const [path, file] of extracted) {
    extracted.set(path, { ...file, facts: file.facts === null ? null : { ...file.facts } });
  }
}
