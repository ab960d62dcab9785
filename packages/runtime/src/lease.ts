/*
 * A lease on a part of the data directory: one process at a time may change it, also when several
 * containers share the volume, when clocks jump, and when the holder is stopped for an hour and goes on.
 *
 * A lease is a directory that holds one other, the term, with a number that only grows:
 *
 *     lock/7/holder     who holds it, in which term, and how often that was renewed, or that it is released
 *     lock/7/own/       the holder's own directory
 *
 * Taking it:
 * 1. read    the holder. Released, or its process is known to be dead: go on. Its process is known to run:
 *            refused, `data_dir_locked`. Nobody can say, because it is stopped, or in another container, or
 *            has not written yet who it is: watch.
 * 2. watch   for the length of a lease, by the number of looks and not by any clock's time: a contender that
 *            was stopped itself has not looked. It was renewed: refused. It was not: go on.
 * 3. begin   the next term, by renaming `7` to `8`. That ends the term before, and one contender succeeds;
 *            the others read again.
 * 4. settle  write who holds it, and make `own` anew. Only now the lease is held.
 *
 * The holder renews it six times in its length. One that was stopped for longer finds that its term is no
 * more, and its process ends; but between waking and finding out it may be anywhere in its work. So whatever
 * it does that could hurt a successor is a rename out of its own directory or into it: `7/own` is no more
 * from step 3 on, and what it was is removed in step 4, so that not even a rename that had begun gets
 * through. There is no moment between a check and the deed.
 *
 * Killed anywhere: a term whose holder was not written still has the holder of the term before, or none;
 * both are watched. What lies in `own` is removed by the next holder. A term is renamed and never removed,
 * so that no number comes twice, and rewritten in place, so that a full volume does not refuse a restart.
 */
import { mkdir, readdir, rename, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { GkgError } from '@gkg/protocol';
import { holdLease, isReleased, parseHolder, readHolder } from './held-lease.ts';
import type { Holder, Lease, LeaseOptions } from './held-lease.ts';
import { isOwnPlace, stateOfProcess } from './process-identity.ts';

export type { Lease } from './held-lease.ts';

/** Long enough that no healthy process fails to renew, short enough to wait for after a container died. */
const leaseMsDefault = 30_000;
const looksOfLease = 30;
/** A holder that has just begun its term is soon written. */
const firstLookMs = 20;
const attemptsMax = 20;

/** Takes the lease, or throws `data_dir_locked` naming the process that holds it. */
export async function acquireLease(path: string, given: Partial<LeaseOptions> = {}): Promise<Lease> {
  const options = { leaseMs: leaseMsDefault, onLost: () => undefined, ...given };
  await mkdir(path, { recursive: true });
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const term = await youngestTerm(path);
    if (term > 0) await requireFree(path, term, options.leaseMs);
    if (!(await begin(path, term))) continue;
    const lease = await holdLease(path, term + 1, options);
    if (lease !== null) return lease;
  }
  throw new GkgError('data_dir_locked', `${dirname(path)} is being taken by other processes.`);
}

async function youngestTerm(path: string): Promise<number> {
  return Math.max(0, ...(await readdir(path)).filter((name) => /^\d+$/.test(name)).map(Number));
}

/** Returns when the term is over, as far as anybody can see. */
async function requireFree(path: string, term: number, leaseMs: number): Promise<void> {
  const text = await readHolder(path, term);
  const holder = parseHolder(text, term);
  if (holder === null) return watch(path, term, text, leaseMs);
  if (isReleased(holder)) return;
  const state = isOwnPlace(holder) ? stateOfProcess(holder) : 'unknown';
  if (state === 'running') throw inUse(path, holder);
  if (state !== 'dead') await watch(path, term, text, Math.max(leaseMs, holder.leaseMs));
}

async function watch(path: string, term: number, text: string | null, leaseMs: number): Promise<void> {
  await delay(firstLookMs);
  for (let looks = 0; looks <= looksOfLease; looks += 1) {
    const now = await readHolder(path, term);
    // A term that ended before it was read has no holder, and never will have one.
    if (now !== text || (await youngestTerm(path)) > term) return requireReleased(path, term, now);
    await delay(leaseMs / looksOfLease);
  }
}

/** After a change: it was released or ended, or else somebody is there. */
function requireReleased(path: string, term: number, text: string | null): void {
  const holder = parseHolder(text, term);
  if (text !== null && (holder === null || !isReleased(holder))) throw inUse(path, holder);
}

/** Whether this contender, and no other, has begun the term after the given one. */
async function begin(path: string, term: number): Promise<boolean> {
  const directory = join(path, String(term + 1));
  try {
    if (term > 0) await rename(join(path, String(term)), directory);
    else await mkdir(directory);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['ENOENT', 'EEXIST', 'ENOTEMPTY'].includes(code)) return false;
    throw error;
  }
  if ((await youngestTerm(path)) === term + 1) return true;
  // A first term that was made when others had come and gone already is none.
  if (term === 0) await rmdir(directory).catch(() => undefined);
  return false;
}

function inUse(path: string, holder: Holder | null): GkgError {
  if (holder === null) return new GkgError('data_dir_locked', `${dirname(path)} is in use.`);
  const { pid, host } = holder;
  const where = isOwnPlace(holder) ? '' : ` of ${host}`;
  const message = `${dirname(path)} is in use by process ${pid}${where}.`;
  return new GkgError('data_dir_locked', message, { detail: { pid, host } });
}
