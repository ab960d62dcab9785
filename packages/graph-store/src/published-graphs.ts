import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { toGkgError } from '@gkg/protocol';
import type { GkgError } from '@gkg/protocol';
import { graphDir, graphsRoot } from '@gkg/runtime';
import type { Lease } from '@gkg/runtime';
import { readVersion } from './graph-version.ts';
import type { GraphVersion } from './graph-version.ts';
import { linkTarget } from './link-target.ts';
import { linkVersion } from './publish.ts';
import type { Publisher } from './publish.ts';
import { finishDrop } from './unpublish.ts';

export interface InvalidGraph {
  readonly namespaceId: number;
  /** What its link names. */
  readonly directory: string;
  readonly error: GkgError;
}

export interface PublishedGraphs {
  readonly valid: readonly GraphVersion[];
  /** Linked, but not to be served. */
  readonly invalid: readonly InvalidGraph[];
}

/** Every graph of a data directory, by namespace. */
export async function listPublished(dataDir: string): Promise<PublishedGraphs> {
  const valid: GraphVersion[] = [];
  const invalid: InvalidGraph[] = [];
  for (const { namespaceIds } of await shards(dataDir)) {
    for (const namespaceId of namespaceIds) {
      const linked = await linkTarget(graphDir(dataDir, namespaceId));
      if (linked === null) continue;
      try {
        valid.push(await readVersion(namespaceId, linked));
      } catch (error) {
        invalid.push({ namespaceId, directory: linked, error: toGkgError(error) });
      }
    }
  }
  const byNamespace = (a: { namespaceId: number }, b: { namespaceId: number }) =>
    a.namespaceId - b.namespaceId;
  return { valid: valid.sort(byNamespace), invalid: invalid.sort(byNamespace) };
}

/**
 * Finishes or takes back what a killed publisher left: a version newer than the linked one was about
 * to be linked and is; every other version that no link names, and every dropped one, is removed. To be called before anything is served or published.
 */
export async function recoverGraphs({ dataDir, lease }: Publisher): Promise<void> {
  for (const shard of await shards(dataDir)) {
    for (const draft of shard.drafts) await lease.remove(join(shard.path, draft));
    for (const dropped of shard.dropped) await finishDrop(lease, join(shard.path, dropped));
    for (const name of shard.versions) await settleVersion(dataDir, lease, join(shard.path, name));
  }
}

/** What no link names: versions that were not retired, and graphs whose dropping was not finished. */
export interface UnlinkedGraphs {
  readonly namespaceId: number;
  /** Paths of versions and of links that say `drop`. */
  readonly versions: readonly string[];
  readonly dropped: readonly string[];
}

/** By namespace. While a graph is published or dropped, it is such a one: ask when nothing is changed. */
export async function listUnlinked(dataDir: string): Promise<UnlinkedGraphs[]> {
  const found = new Map<number, { namespaceId: number; versions: string[]; dropped: string[] }>();
  const entry = (name: string) => {
    const namespaceId = Number.parseInt(name, 10);
    const known = found.get(namespaceId) ?? { namespaceId, versions: [], dropped: [] };
    found.set(namespaceId, known);
    return known;
  };
  for (const shard of await shards(dataDir)) {
    for (const name of shard.dropped) entry(name).dropped.push(join(shard.path, name));
    for (const name of shard.versions) {
      const linked = await linkTarget(graphDir(dataDir, Number.parseInt(name, 10)));
      if (linked === null || basename(linked) !== name) entry(name).versions.push(join(shard.path, name));
    }
  }
  return [...found.values()];
}

async function settleVersion(dataDir: string, lease: Lease, directory: string): Promise<void> {
  const namespaceId = Number.parseInt(basename(directory), 10);
  const link = graphDir(dataDir, namespaceId);
  const linked = await linkTarget(link);
  if (linked !== null && basename(linked) === basename(directory)) return;
  if (await isNewer(namespaceId, directory, linked)) {
    await linkVersion(lease, link, directory);
    if (linked !== null) await lease.remove(linked);
  } else {
    await lease.remove(directory);
  }
}

async function isNewer(namespaceId: number, directory: string, linked: string | null): Promise<boolean> {
  const [candidate, current] = await Promise.all([
    finishedAt(namespaceId, directory),
    linked === null ? '' : finishedAt(namespaceId, linked),
  ]);
  return candidate > current;
}

/** When the version was built, in ISO 8601, or '' for one that cannot be served. */
async function finishedAt(namespaceId: number, directory: string): Promise<string> {
  return readVersion(namespaceId, directory).then(
    (version) => version.manifest.finished_at,
    () => '',
  );
}

interface Shard {
  readonly path: string;
  readonly namespaceIds: readonly number[];
  readonly versions: readonly string[];
  readonly drafts: readonly string[];
  readonly dropped: readonly string[];
}

async function shards(dataDir: string): Promise<Shard[]> {
  const names = (await entriesOf(graphsRoot(dataDir))).filter((name) => /^[0-9a-f]{2}$/.test(name));
  return Promise.all(names.map((name) => readShard(join(graphsRoot(dataDir), name))));
}

async function readShard(path: string): Promise<Shard> {
  const names = await entriesOf(path);
  return {
    path,
    namespaceIds: names.filter((name) => /^\d+$/.test(name)).map(Number),
    versions: names.filter((name) => /^\d+-.*\.[0-9a-f]{8}$/.test(name)),
    drafts: names.filter((name) => /^\d+\.link-/.test(name)),
    dropped: names.filter((name) => /^\d+\.drop-/.test(name)),
  };
}

async function entriesOf(path: string): Promise<string[]> {
  return readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
