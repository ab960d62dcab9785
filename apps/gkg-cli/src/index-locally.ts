/**
 * Indexing without a server: into the data directory under its lock, or into a file that the caller
 * names. What was there before stays until the new graph is complete.
 */
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { publishStaged, recoverGraphs } from '@gkg/graph-store';
import { indexDirectory, type IndexedDirectory } from '@gkg/indexing';
import { localNamespaceId } from '@gkg/protocol';
import { graphFileName, manifestFileName, removeStaged, type Config } from '@gkg/runtime';
import { manifestPath } from './graph-manifest.ts';
import { lockDataDir } from './lock-data-dir.ts';
import type { ProgressDisplay } from './progress.ts';
import { openSourceDirectory } from './source-directory.ts';

export interface LocalIndexRequest {
  readonly directory: string;
  readonly name: string | undefined;
  readonly config: Config;
  readonly env: NodeJS.ProcessEnv;
  readonly progress: ProgressDisplay;
}

export type IndexedGraph = Pick<IndexedDirectory, 'manifest' | 'statistics'> & { readonly file: string };

/** Indexes into the data directory and publishes the graph there. */
export async function indexIntoDataDir(
  request: LocalIndexRequest,
  signal: AbortSignal,
): Promise<IndexedGraph> {
  const locked = await lockDataDir(request.config);
  const { dataDir } = locked;
  try {
    await recoverGraphs(locked);
    await removeStaged(dataDir, locked.stagedLease, (staged) => !staged.isComplete);
    const indexed = await build(request, dataDir, signal);
    const { version, retired } = await publishStaged(
      locked,
      indexed.manifest.namespace_id,
      indexed.stagedDir,
    );
    if (retired !== null) await locked.lease.remove(retired);
    return { ...indexed, file: version.file };
  } finally {
    await locked.release();
  }
}

/** Indexes into one file, with its manifest beside it; the data directory is not touched. */
export async function indexIntoFile(
  request: LocalIndexRequest,
  out: string,
  signal: AbortSignal,
): Promise<IndexedGraph> {
  const file = resolve(out);
  await mkdir(dirname(file), { recursive: true });
  const staging = await mkdtemp(join(dirname(file), `.${basename(file)}-`));
  try {
    const indexed = await build(request, staging, signal);
    await cp(join(indexed.stagedDir, manifestFileName), manifestPath(file));
    await rename(join(indexed.stagedDir, graphFileName), file);
    return { ...indexed, file };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function build(
  { directory, name, config, env, progress }: LocalIndexRequest,
  dataDir: string,
  signal: AbortSignal,
): Promise<IndexedDirectory> {
  const source = await openSourceDirectory(directory, env, signal);
  const namespaceId = localNamespaceId(source.directory);
  return indexDirectory(
    {
      directory: source.directory,
      namespaceId,
      projectId: namespaceId,
      project: name,
      commit: source.commit ?? undefined,
      dataDir,
      threads: config.indexerThreads,
      fileTimeoutMs: config.fileTimeoutMs,
      threadHeapBytesMax: config.threadHeapBytesMax,
      diskFreeBytesMin: config.diskFreeBytesMin,
      cacheBytesMax: config.cacheBytesMax,
    },
    { onProgress: (progressed) => progress.show(progressed) },
    signal,
  );
}
