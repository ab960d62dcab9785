/**
 * Publishing a graph: all of it, from a repository to an answered request. The steps have names, which
 * failpoints and the phases of a job share; each says who does it, and what is true when everything is
 * killed right after it. "Old" is what was served before, be it nothing.
 *
 * Where things are. A graph and its manifest are one directory, a version, and it never changes. What is
 * served for a namespace is named by a symbolic link:
 *
 *     sources/<namespace>-<task>/                       a fetched working tree
 *     staged/<namespace>-<job>/graph.kuzu               built; complete when manifest.json is beside it
 *     graphs/<shard>/<namespace>-<job>.<random>/        a version
 *     graphs/<shard>/<namespace>                        -> <namespace>-<job>.<random>
 *
 * Three leases (lease.ts in @gkg/runtime) say who may change what: sources/ the proxy, staged/ the indexer,
 * graphs/ the webserver, or a command while none runs. A command takes the steps of all three.
 *
 * proxy
 *   fetch        brings the repository into sources/. Old is served; the tree is removed at the next start,
 *                and the task is delivered again, for nobody was told that it ended.
 * a process of its own, for each job
 *   scan         lists the files; parse turns them into facts; resolve facts into rows. Nothing is written.
 *   parse        Killed: the job fails, old is served.
 *   resolve
 *   load         writes the rows into a new database beside its place in staged/. Killed: old is served, and
 *                the indexer removes the directory: it has no manifest.
 *   checkpoint   puts everything into one file, synced and renamed to its place. Killed: as after load.
 *   stage        writes checksum and manifest, the manifest last and atomically. Killed: old is served. The
 *                graph is complete; the webserver finds it by itself, when it starts and regularly.
 * indexer
 *   notify       asks the webserver to serve the staged graph, again and again for half a minute. Killed, or
 *                given up: as after stage; so a notification may be lost, and either may be away for long.
 * webserver
 *   verify       manifest, versions, size and checksum of the staged graph. Killed: as after stage.
 *   rename       the staged directory to a version. Killed: old is served; `recoverGraphs` finds a version
 *                newer than the linked one and links it.
 *   accept       opens the version in its graph process. Refused: it is staged again, as before. Killed: as
 *                after rename.
 *   link         renames a new link over the old one: the one moment at which the new graph takes the place
 *                of the old. Killed: the new graph is served; `recoverGraphs` finds a version older than the
 *                linked one and removes it.
 *   reopen       sends the queries from now on to the new version. Killed: as after link.
 *   drain        lets the queries on the old version end, and closes it. Killed: as after link.
 *   retire       removes the old version, and answers the indexer. Killed: the new graph is served. Whoever
 *                asks again is told that it is published.
 * indexer, proxy
 *   acknowledge  the job has ended; the proxy removes the working tree and keeps a callback in callbacks/
 *                until the coordinator has taken it. Killed: the callback is sent by the next process, or
 *                the task is delivered again, and its graph is published once more.
 *
 * How a graph is dropped is said in unpublish.ts, and how one is read while another takes its place in
 * graph-version.ts.
 *
 * A version that is found to be invalid is set aside (quarantine.ts): its link stays and names nothing, which
 * is what asks for a new one.
 *
 * A publisher that was stopped, and whose lease another one has taken meanwhile, must do nothing. So links are
 * renamed out of the lease's own directory, and what is taken away is renamed into it: both fail then. The
 * one rename that is not held so is that of a staged directory to a version, which nobody sees.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, realpath, rename, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { GkgError } from '@gkg/protocol';
import { failpoint, fsyncPath, graphDir } from '@gkg/runtime';
import type { Lease } from '@gkg/runtime';
import { readVersion } from './graph-version.ts';
import type { GraphVersion } from './graph-version.ts';
import { linkTarget } from './link-target.ts';
import { readManifest, verifyChecksum } from './manifest-file.ts';

/** Who may change the graphs of a data directory: the holder of the lease on them. */
export interface Publisher {
  readonly dataDir: string;
  readonly lease: Lease;
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
  { dataDir, lease }: Publisher,
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
  await lease.renew();
  const directory = await adopt(link, name, staged);
  try {
    const version = await readVersion(namespaceId, directory);
    await accept(version);
    failpoint('accept.after');
    await linkVersion(lease, link, directory);
    return { version, retired: linked };
  } catch (error) {
    // Where it can be asked for again: what spoke against it may pass, such as a process that stops.
    if ((await linkTarget(link)) !== directory) await lease.move(directory, staged);
    throw error;
  }
}

export async function linkVersion(lease: Lease, link: string, directory: string): Promise<void> {
  const draft = lease.own(`link-${randomBytes(4).toString('hex')}`);
  try {
    await symlink(basename(directory), draft);
    failpoint('link.before');
    await rename(draft, link);
  } catch (error) {
    // If the lease was lost, that is why.
    await lease.renew();
    throw error;
  }
  await fsyncPath(dirname(link));
  failpoint('link.after');
}

async function verifyStaged(namespaceId: number, staged: string): Promise<void> {
  if (await isMissing(staged)) {
    throw new GkgError('invalid_request', 'There is no staged graph of this name.', {
      detail: { namespace_id: namespaceId },
    });
  }
  const manifest = await readManifest(staged, namespaceId);
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

async function isMissing(path: string): Promise<boolean> {
  return realpath(path).then(
    () => false,
    () => true,
  );
}
