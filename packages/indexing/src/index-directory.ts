/*
 * From a directory to a staged graph, in the phases whose names the job shows:
 *   scan, parse, resolve   code-graph reads the directory and links what it found
 *   load, checkpoint       graph-store builds one database file from the rows, or from the file before
 *   stage                  checksum and manifest are written beside it, the manifest last
 * A staged directory without a manifest is therefore unfinished. Whatever fails, and on abort, what was
 * written is removed; nothing under graphs/ is touched here.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, realpath, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { extractorVersion } from '@gkg/code-graph';
import type { CodeGraph } from '@gkg/code-graph';
import {
  checksum,
  engineVersion,
  loadEngine,
  publishedVersion,
  storageVersion,
  writeManifest,
} from '@gkg/graph-store';
import { codeGraphSchemaVersion } from '@gkg/ontology';
import type { IndexStatistics, JobProgress, Manifest } from '@gkg/protocol';
import { failpoint, graphFileName, stagedDir, withUndo } from '@gkg/runtime';
import type { Undo } from '@gkg/runtime';
import { requireFreeSpace } from './disk-space.ts';
import { draftGraph, lastGraph } from './draft-graph.ts';
import type { DraftedGraph, GraphDraft } from './draft-graph.ts';
import { finishedAt } from './finished-at.ts';
import { toIndexingError } from './indexing-error.ts';
import { openMemory } from './indexing-memory.ts';
import type { IndexingMemory } from './indexing-memory.ts';
import { createPhaseClock, roundSeconds } from './phase-clock.ts';
import type { PhaseClock } from './phase-clock.ts';

export interface IndexDirectoryRequest {
  readonly directory: string;
  readonly namespaceId: number;
  readonly projectId: number;
  /** The directory's own name when absent. */
  readonly project?: string | undefined;
  /** The same, of a package that the directory is itself. */
  readonly rootName?: string | undefined;
  readonly commit?: string | undefined;
  readonly dataDir: string;
  /** Names the staged directory; random when absent. */
  readonly job?: string | undefined;
  /** Parser threads; 0 means one a core. */
  readonly threads?: number | undefined;
  /** Longest reading of one source file, and the heap of a parser thread; what takes more is skipped. */
  readonly fileTimeoutMs?: number | undefined;
  readonly threadHeapBytesMax?: number | undefined;
  readonly diskFreeBytesMin?: number | undefined;
  /** Size up to which extraction results are kept in the data directory's cache; 0 or absent keeps none. */
  readonly cacheBytesMax?: number | undefined;
  /** Reads and links everything anew, whatever is known. */
  readonly force?: boolean | undefined;
}

export interface IndexingHooks {
  readonly onProgress: (progress: JobProgress) => void;
  /** Told why the graph file before could not be used, where it should have been; a new one is made then. */
  readonly onGivenUp?: (error: unknown) => void;
}

export interface IndexedDirectory {
  readonly manifest: Manifest;
  readonly statistics: IndexStatistics;
  /** Holds the graph file and its manifest; the caller publishes or removes it. */
  readonly stagedDir: string;
}

/** One run over one directory: what it reads, what it writes to, and what it measures itself with. */
interface Run {
  readonly request: IndexDirectoryRequest;
  readonly memory: IndexingMemory;
  readonly hooks: IndexingHooks;
  readonly signal: AbortSignal | undefined;
  readonly clock: PhaseClock;
  readonly startedAt: Date;
  readonly staged: string;
}

/** Builds the graph of a directory and stages it. Throws GkgErrors only, or the reason of the abort. */
export async function indexDirectory(
  request: IndexDirectoryRequest,
  hooks: IndexingHooks,
  signal?: AbortSignal,
): Promise<IndexedDirectory> {
  const memory = openMemory(request);
  try {
    return await indexWithMemory(memory, request, hooks, signal);
  } finally {
    await memory.close();
  }
}

/** The same, with what is known from runs of before. */
export async function indexWithMemory(
  memory: IndexingMemory,
  request: IndexDirectoryRequest,
  hooks: IndexingHooks,
  signal?: AbortSignal,
): Promise<IndexedDirectory> {
  const job = request.job ?? randomBytes(6).toString('hex');
  const staged = stagedDir(request.dataDir, request.namespaceId, job);
  const run = { request, memory, hooks, signal, clock: createPhaseClock(), startedAt: new Date(), staged };
  try {
    signal?.throwIfAborted();
    return await withUndo((undo) => buildAndStage(run, undo));
  } catch (error) {
    throw toIndexingError(error, signal);
  }
}

/** The new graph will be about as large as the one before, and its tables lie beside it while they are loaded. */
async function bytesExpected({ dataDir, namespaceId }: IndexDirectoryRequest): Promise<number> {
  const before = await publishedVersion(dataDir, namespaceId).catch(() => null);
  return 2 * (before?.manifest.graph_bytes ?? 0);
}

async function buildAndStage(run: Run, undo: Undo): Promise<IndexedDirectory> {
  const { request, memory, staged } = run;
  await requireFreeSpace(request.dataDir, (request.diskFreeBytesMin ?? 0) + (await bytesExpected(request)));
  undo.add(() => rm(staged, { recursive: true, force: true }));
  await mkdir(staged, { recursive: true });
  const draft = draftGraph(memory, run);
  undo.add(() => draft.discard());
  const graph = await readSource(run);
  const written = await load(run, graph, draft);
  const manifest = await stage(run, graph, written);
  memory.last = graph.isKept ? lastGraph(graph.rows, manifest, written, memory.last) : null;
  return { manifest, statistics: statisticsOf(run, graph, written), stagedDir: staged };
}

/** While files are listed and parsed elsewhere there is time to load the engine. */
function readSource(run: Run): Promise<CodeGraph> {
  const { directory, rootName, fileTimeoutMs } = run.request;
  const options = { rootName, fileTimeoutMs, onProgress: failingAtPhases(run.hooks) };
  const reading = run.memory.builder.build(directory, options, run.signal);
  loadEngine();
  return reading;
}

/** Passes on progress, and comes by the failpoint of a phase when that begins. */
function failingAtPhases({ onProgress }: IndexingHooks): IndexingHooks['onProgress'] {
  let phase: JobProgress['phase'] | '' = '';
  return (progress) => {
    if (progress.phase !== phase) {
      ({ phase } = progress);
      if (phase === 'scan' || phase === 'parse' || phase === 'resolve') failpoint(phase);
    }
    onProgress(progress);
  };
}

async function load(run: Run, graph: CodeGraph, draft: GraphDraft): Promise<DraftedGraph> {
  const onPhase = (phase: 'load' | 'checkpoint') => enter(run, phase);
  const written = await draft.write(graph, onPhase, run.signal);
  run.signal?.throwIfAborted();
  return written;
}

async function stage(run: Run, graph: CodeGraph, written: DraftedGraph): Promise<Manifest> {
  enter(run, 'stage');
  const { request, startedAt, staged } = run;
  const source = await realpath(request.directory);
  const manifest: Manifest = {
    namespace_id: request.namespaceId,
    project_id: request.projectId,
    project: request.project ?? basename(source),
    source,
    commit: request.commit ?? null,
    schema_version: codeGraphSchemaVersion,
    extractor_version: extractorVersion,
    engine_version: engineVersion,
    storage_version: storageVersion,
    counts: written.counts,
    call_sites: graph.counts.callSites,
    unresolved_sites: graph.counts.unresolvedSites,
    graph_bytes: written.bytes,
    checksum: await checksum(join(staged, graphFileName)),
    started_at: startedAt.toISOString(),
    finished_at: await finishedAt(request.dataDir, request.namespaceId),
  };
  failpoint('stage.before');
  await writeManifest(staged, manifest);
  failpoint('stage.after');
  run.signal?.throwIfAborted();
  return manifest;
}

function enter(run: Run, phase: 'load' | 'checkpoint' | 'stage'): void {
  run.signal?.throwIfAborted();
  run.clock.start(phase);
  if (phase !== 'stage') failpoint(phase);
  run.hooks.onProgress({ phase, done: 0, total: 0 });
}

function statisticsOf(run: Run, graph: CodeGraph, written: DraftedGraph): IndexStatistics {
  const { counts, seconds } = graph;
  return {
    files: counts.files,
    files_parsed: counts.filesParsed,
    files_extracted: graph.filesExtracted,
    files_skipped: counts.filesSkipped,
    lines: counts.lines,
    source_bytes: counts.sourceBytes,
    languages: counts.languages,
    nodes: written.counts.nodes,
    edges: written.counts.edges,
    call_sites: counts.callSites,
    unresolved_sites: counts.unresolvedSites,
    graph_bytes: written.bytes,
    graph_made_from: written.madeFrom,
    phase_seconds: { ...rounded(seconds), ...run.clock.stop() },
    parse_seconds: rounded(graph.parseSeconds),
    resolve_seconds: rounded(graph.resolveSeconds),
    total_seconds: roundSeconds((Date.now() - run.startedAt.getTime()) / 1000),
    // The kernel's own high-water mark, in KiB, of this process with all its threads.
    peak_memory_bytes: process.resourceUsage().maxRSS * 1024,
  };
}

function rounded(seconds: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(seconds).map(([phase, value]) => [phase, roundSeconds(value)]));
}
