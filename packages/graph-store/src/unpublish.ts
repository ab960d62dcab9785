/**
 * A graph is dropped in four steps: what is staged for it is removed, lest it be published later; its link is
 * renamed to `<namespace>.drop-<random>`; the webserver drains it; version and link are removed.
 * `recoverGraphs` finishes what such a link asks for.
 */
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { failpoint, fsyncPath, graphDir, removeStaged } from '@gkg/runtime';
import type { Lease } from '@gkg/runtime';
import { unknownNamespace } from './graph-version.ts';
import { linkTarget } from './link-target.ts';
import type { Publisher } from './publish.ts';
import { removeSetAside } from './quarantine.ts';

/**
 * Takes a graph out of service. `drain` is called between the removal of the link, which is renamed so
 * that a restart knows what was meant, and the removal of the version.
 */
export async function unpublish(
  { dataDir, lease }: Publisher,
  namespaceId: number,
  drain: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await removeStaged(dataDir, lease, (staged) => staged.isComplete && staged.namespaceId === namespaceId);
  const link = graphDir(dataDir, namespaceId);
  const linked = await linkTarget(link);
  if (linked === null) {
    // Killed after its link was renamed, an earlier call left this.
    await removeSetAside({ dataDir, lease }, namespaceId);
    throw unknownNamespace(namespaceId);
  }
  const dropped = `${link}.drop-${randomBytes(4).toString('hex')}`;
  failpoint('drop.before');
  await lease.move(link, dropped);
  await fsyncPath(dirname(link));
  failpoint('drop.after');
  await drain();
  failpoint('drop.drained');
  await removeSetAside({ dataDir, lease }, namespaceId);
  await finishDrop(lease, dropped);
  failpoint('drop.removed');
}

/** Removes what a dropped link names, and then that link. */
export async function finishDrop(lease: Lease, dropped: string): Promise<void> {
  const directory = await linkTarget(dropped);
  if (directory !== null) await lease.remove(directory);
  await lease.remove(dropped);
}
