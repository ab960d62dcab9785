import { createHash } from 'node:crypto';

/**
 * Ids of local projects start above 2^31: GitLab's own ids are small for years to come, so that a node
 * which serves both cannot confuse them by accident.
 */
const lowest = 2n ** 31n;
const highest = 2n ** 48n;

/**
 * The namespace id of a project that no GitLab has numbered: the same on every machine and in every run.
 * Give the directory's real path (links resolved), or the address of a remote repository.
 */
export function localNamespaceId(realPath: string): number {
  const digest = createHash('sha256').update(realPath, 'utf8').digest();
  return Number(lowest + (digest.readBigUInt64BE(0) % (highest - lowest)));
}
