/**
 * Publishing a graph.
 *
 * A graph and its manifest are one directory, and a served directory never changes. What is served
 * for a namespace is named by a symbolic link, and replacing that link is the one moment at which
 * the new graph takes the place of the old one:
 *
 *     graphs/<shard>/<namespace>              -> <namespace>-<job>.<random>
 *     graphs/<shard>/<namespace>-<job>.<random>/graph.kuzu, manifest.json       a version
 *
 * Steps of `publishStaged`, after which of them a process may be killed, and what is then true:
 *
 * 1. verify   the staged graph's manifest, size and checksum. Killed: the old graph is served.
 * 2. rename   the staged directory to a version directory. Killed: the old graph is served;
 *             `recoverGraphs` finds a version newer than the linked one and links it.
 * 3. accept   the caller opens the version, and may refuse it: it is staged again then, as before.
 * 4. link     a new link is renamed over the old one. Killed: the new graph is served;
 *             `recoverGraphs` finds a version older than the linked one and removes it.
 * 5. retire   the caller drains the old version and removes it with `removeVersion`.
 *
 * A graph is dropped in four steps: graphs of it that are staged are removed, lest they be published
 * later; its link is renamed to `<namespace>.drop-<random>`; the caller drains it; the version and that
 * link are removed. `recoverGraphs` finishes what such a link asks for.
 *
 * A reader resolves the link once and takes manifest and graph from the directory it got, so it never
 * pairs one of the old with one of the new; if that directory is removed before it has opened both,
 * it resolves again. One process at a time publishes in a
 * data directory: the webserver, or, when none runs, a command that holds the directory's lock.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readlink, realpath, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { GkgError } from '@gkg/protocol';
import type { Manifest } from '@gkg/protocol';
import { failpoint, fsyncPath, graphDir, graphFileName, removeStaged } from '@gkg/runtime';
import { readManifest, verifyChecksum } from './manifest-file.ts';

/** One published graph: a directory that never changes. */
export interface GraphVersion {
  readonly namespaceId: number;
  readonly directory: string;
  readonly file: string;
  readonly manifest: Manifest;
}

export interface Publication {
  readonly version: GraphVersion;
  /** The directory served before, for the caller to drain and remove. */
  readonly retired: string | null;
}

/**
 * Makes a staged graph the one that is served. `accept` is called when it is in its final place and
 * before anybody else sees it; if it throws, what was served before still is. Publishing a directory
 * that is the served one already answers with it again, so that a lost answer may be asked for twice.
 */
export async function publishStaged(
  dataDir: string,
  namespaceId: number,
  staged: string,
  accept: (version: GraphVersion) => Promise<void> = () => Promise.resolve(),
): Promise<Publication> {
  const link = graphDir(dataDir, namespaceId);
  const linked = await linkTarget(link);
  const name = versionName(namespaceId, staged);
  if (linked !== null && basename(linked).startsWith(`${name}.`) && (await isMissing(staged))) {
    return { version: await readVersion(namespaceId, linked), retired: null };
  }
  failpoint('verify.before');
  await verifyStaged(namespaceId, staged);
  failpoint('verify.after');
  const directory = await adopt(link, name, staged);
  try {
    const version = await readVersion(namespaceId, directory);
    await accept(version);
    failpoint('accept.after');
    await linkVersion(link, directory);
    return { version, retired: linked };
  } catch (error) {
    // Where it can be asked for again: what spoke against it may pass, such as a process that stops.
    await rename(directory, staged);
    throw error;
  }
}

/** The version of a namespace that is served now. */
export async function publishedVersion(dataDir: string, namespaceId: number): Promise<GraphVersion> {
  const linked = await linkTarget(graphDir(dataDir, namespaceId));
  if (linked === null) throw unknownNamespace(namespaceId);
  try {
    return await readVersion(namespaceId, linked);
  } catch (error) {
    const now = await linkTarget(graphDir(dataDir, namespaceId));
    if (now === null || now === linked) throw error;
    return readVersion(namespaceId, now);
  }
}

/**
 * Takes a graph out of service. `drain` is called between the removal of the link, which is renamed so
 * that a restart knows what was meant, and the removal of the version.
 */
export async function unpublish(
  dataDir: string,
  namespaceId: number,
  drain: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await removeStaged(dataDir, (staged) => staged.isComplete && staged.namespaceId === namespaceId);
  const link = graphDir(dataDir, namespaceId);
  const linked = await linkTarget(link);
  if (linked === null) throw unknownNamespace(namespaceId);
  const dropped = draftName(link, 'drop');
  failpoint('drop.before');
  await rename(link, dropped);
  await fsyncPath(dirname(link));
  failpoint('drop.after');
  await drain();
  failpoint('drop.drained');
  await finishDrop(dropped);
  failpoint('drop.removed');
}

/** Removes what a dropped link names, and then that link. */
export async function finishDrop(dropped: string): Promise<void> {
  const directory = await linkTarget(dropped);
  if (directory !== null) await removeVersion(directory);
  await rm(dropped, { force: true });
}

/** Removes a version that no link names. Readers that have it open keep it until they close it. */
export async function removeVersion(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
}

export async function linkVersion(link: string, directory: string): Promise<void> {
  const draft = draftName(link, 'link');
  await symlink(basename(directory), draft);
  failpoint('link.before');
  await rename(draft, link);
  await fsyncPath(dirname(link));
  failpoint('link.after');
}

export async function readVersion(namespaceId: number, directory: string): Promise<GraphVersion> {
  const manifest = await readManifest(directory);
  return { namespaceId, directory, file: join(directory, graphFileName), manifest };
}

function draftName(link: string, purpose: 'link' | 'drop'): string {
  return `${link}.${purpose}-${randomBytes(4).toString('hex')}`;
}

async function verifyStaged(namespaceId: number, staged: string): Promise<void> {
  if (await isMissing(staged)) {
    throw new GkgError('invalid_request', 'There is no staged graph of this name.', {
      detail: { namespace_id: namespaceId },
    });
  }
  const manifest = await readManifest(staged);
  if (manifest.namespace_id !== namespaceId) {
    throw new GkgError('graph_invalid', 'The staged graph belongs to another namespace.', {
      detail: { namespace_id: namespaceId, namespace_id_staged: manifest.namespace_id },
    });
  }
  await verifyChecksum(staged, manifest);
}

/** Moves a staged directory to its final place, where no link names it yet. */
async function adopt(link: string, name: string, staged: string): Promise<string> {
  const shard = dirname(link);
  await mkdir(shard, { recursive: true });
  const directory = join(await realpath(shard), `${name}.${randomBytes(4).toString('hex')}`);
  await rename(staged, directory);
  await fsyncPath(shard);
  failpoint('rename.after');
  return directory;
}

/** `<namespace>-<job>`, which is also what the staged directory is called. */
function versionName(namespaceId: number, staged: string): string {
  const name = basename(staged);
  return name.startsWith(`${namespaceId}-`) ? name : `${namespaceId}-${name}`;
}

/** The directory that a link names, or null when there is no link. */
export async function linkTarget(link: string): Promise<string | null> {
  try {
    return join(await realpath(dirname(link)), await readlink(link));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function isMissing(path: string): Promise<boolean> {
  return realpath(path).then(
    () => false,
    () => true,
  );
}

function unknownNamespace(namespaceId: number): GkgError {
  return new GkgError('unknown_namespace', `No graph of namespace ${namespaceId} is served here.`, {
    detail: { namespace_id: namespaceId },
  });
}
