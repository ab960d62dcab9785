/**
 * Graphs that must not be served: corrupt, truncated, of another namespace, of versions that this code does
 * not read.
 *
 *     quarantine/<namespace>-<job>.<random>/    the version as it was, and reason.json
 *     graphs/<shard>/<namespace>                -> <namespace>-<job>.<random>, which is no more
 *
 * Setting aside takes two steps: the reason is written into the version, and the version is renamed. Killed
 * between them, it is found to be invalid again. The link is left as it is: naming nothing, it keeps the
 * graph from being served after a restart, and it is the lasting wish for a new one, which costs no space on a
 * full volume and ends when a new graph is linked in its place, or the graph is dropped.
 *
 * Only so many versions are kept, and each for so long. Of one that its link still names the reason is kept.
 */
import { mkdir, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { rebuildWish } from '@gkg/protocol';
import type { RebuildReason, RebuildWish } from '@gkg/protocol';
import {
  failpoint,
  graphDir,
  graphFileName,
  manifestFileName,
  quarantineRoot,
  readJson,
  writeFileAtomic,
} from '@gkg/runtime';
import { z } from 'zod';
import { linkTarget } from './link-target.ts';
import type { Publisher } from './publish.ts';

const reasonFileName = 'reason.json';
const stated = z.looseObject({ project_id: rebuildWish.shape.project_id });

/** Takes a version out of graphs/, and answers what is wished for in its place. */
export async function setAside(
  { dataDir, lease }: Publisher,
  namespaceId: number,
  directory: string,
  reason: RebuildReason,
): Promise<RebuildWish> {
  const since = new Date().toISOString();
  const wish = { namespace_id: namespaceId, project_id: await projectOf(directory), reason, since };
  // Without a reason it can still be told that it is missing.
  await writeFileAtomic(join(directory, reasonFileName), `${JSON.stringify(wish)}\n`).catch(() => undefined);
  failpoint('aside.before');
  await mkdir(quarantineRoot(dataDir), { recursive: true });
  await lease.move(directory, join(quarantineRoot(dataDir), basename(directory))).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  });
  failpoint('aside.after');
  return wish;
}

/** What is wished for in the place of a version that is not there. */
export async function wishFor(dataDir: string, namespaceId: number, directory: string): Promise<RebuildWish> {
  const file = join(quarantineRoot(dataDir), basename(directory), reasonFileName);
  const wish = rebuildWish.safeParse(await readJson(file).catch(() => undefined));
  if (wish.success && wish.data.namespace_id === namespaceId) return wish.data;
  const since = new Date().toISOString();
  return { namespace_id: namespaceId, project_id: null, reason: 'missing', since };
}

export interface QuarantineBounds {
  readonly countMax: number;
  readonly ageMsMax: number;
}

/** Removes the oldest of what was set aside; answers how many versions. */
export async function trimQuarantine(publisher: Publisher, bounds: QuarantineBounds): Promise<number> {
  const { dataDir, lease } = publisher;
  const entries = await listSetAside(dataDir);
  const youngest = entries.toSorted((a, b) => b.changedMs - a.changedMs);
  const surplus = youngest.filter(
    ({ changedMs }, index) => index >= bounds.countMax || Date.now() - changedMs > bounds.ageMsMax,
  );
  for (const { path, namespaceId } of surplus) {
    const linked = await linkTarget(graphDir(dataDir, namespaceId));
    if (linked === null || basename(linked) !== basename(path)) await lease.remove(path);
    else await lease.remove(join(path, graphFileName));
  }
  return surplus.length;
}

/** Removes what was set aside of a namespace. */
export async function removeSetAside({ dataDir, lease }: Publisher, namespaceId: number): Promise<void> {
  const own = (await listSetAside(dataDir)).filter((entry) => entry.namespaceId === namespaceId);
  for (const { path } of own) await lease.remove(path);
}

export interface SetAside {
  readonly path: string;
  readonly namespaceId: number;
  readonly changedMs: number;
}

/** Every version that was set aside and is still kept. */
export async function listSetAside(dataDir: string): Promise<SetAside[]> {
  const root = quarantineRoot(dataDir);
  const names = await readdir(root).catch(() => []);
  const entries = names
    .filter((name) => /^\d+-/.test(name))
    .map(async (name) => {
      const found = await stat(join(root, name)).catch(() => null);
      if (found === null) return [];
      return [{ path: join(root, name), namespaceId: Number.parseInt(name, 10), changedMs: found.ctimeMs }];
    });
  return (await Promise.all(entries)).flat();
}

async function projectOf(directory: string): Promise<number | null> {
  const parsed = stated.safeParse(await readJson(join(directory, manifestFileName)).catch(() => undefined));
  return parsed.success ? parsed.data.project_id : null;
}
