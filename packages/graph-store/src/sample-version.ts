import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '@gkg/protocol';
import { graphFileName, stagedDir } from '@gkg/runtime';
import { checksum, currentVersions, writeManifest } from './manifest-file.ts';
import { sampleGraph } from './sample-graph.ts';
import { writeGraph } from './write-graph.ts';

/** Stages the sample graph as an indexer would; `commit` tells one version from another. */
export async function stageSample(
  dataDir: string,
  namespaceId: number,
  job: string,
  options: { commit?: string; finishedAt?: string; extraDefinitions?: number } = {},
): Promise<string> {
  const staged = stagedDir(dataDir, namespaceId, job);
  await mkdir(staged, { recursive: true });
  const file = join(staged, graphFileName);
  const { counts, bytes } = await writeGraph(sampleGraph(options), file);
  await writeManifest(staged, {
    ...manifestBasics(namespaceId, options),
    counts,
    graph_bytes: bytes,
    checksum: await checksum(file),
  });
  return staged;
}

function manifestBasics(
  namespaceId: number,
  options: { commit?: string; finishedAt?: string },
): Omit<Manifest, 'counts' | 'graph_bytes' | 'checksum'> {
  const finishedAt = options.finishedAt ?? new Date().toISOString();
  return {
    namespace_id: namespaceId,
    project_id: namespaceId,
    project: `project-${namespaceId}`,
    source: 'a test',
    commit: options.commit ?? null,
    ...currentVersions,
    call_sites: 0,
    unresolved_sites: 0,
    started_at: finishedAt,
    finished_at: finishedAt,
  };
}
