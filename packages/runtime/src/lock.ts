import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GkgError } from '@gkg/protocol';
import { z } from 'zod';
import { isAlive, ownIdentity } from './process-identity.ts';

/*
 * A lock is a file that names its holder. It appears by a hard link from a finished draft, which is
 * atomic and refuses to replace another: whoever links it holds it. A lock whose holder is dead is moved
 * aside by a rename, which only one of several contenders wins; the winner looks at what it moved, puts
 * it back if a faster contender had just taken the lock, and else tries again to link its own. A holder
 * that is killed leaves the file behind, and the next one takes it over.
 */

export interface Lock {
  release(): Promise<void>;
}

const holder = z.object({ pid: z.number().int().positive(), startTime: z.string().nullable() });
const attemptsMax = 5;

/** Takes the lock, or throws `data_dir_locked` naming the process that holds it. */
export async function acquireLock(file: string): Promise<Lock> {
  await mkdir(dirname(file), { recursive: true });
  const token = randomBytes(6).toString('hex');
  const draft = `${file}.${token}`;
  await writeFile(draft, JSON.stringify({ ...ownIdentity(), token }), { flag: 'wx' });
  try {
    await linkOrTakeOver(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
  return { release: () => release(file, token) };
}

async function linkOrTakeOver(draft: string, file: string): Promise<void> {
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    if (await tryLink(draft, file)) return;
    await setAsideIfStale(file, draft);
  }
  throw new GkgError('data_dir_locked', `The lock ${file} is contended; try again.`);
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function setAsideIfStale(file: string, draft: string): Promise<void> {
  refuseIfHeld(file, await readLock(file));
  const aside = `${draft}.stale`;
  try {
    await rename(file, aside);
    const moved = await readLock(aside);
    if (isHeld(moved)) await tryLink(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

function refuseIfHeld(file: string, content: string | undefined): void {
  if (!isHeld(content)) return;
  const { pid } = holder.parse(JSON.parse(content ?? ''));
  throw new GkgError('data_dir_locked', `${dirname(file)} is in use by process ${pid}.`, { detail: { pid } });
}

// An unreadable lock is a dead one: drafts are complete before they are linked, so only a crash of the
// machine leaves such a file.
function isHeld(content: string | undefined): boolean {
  try {
    return isAlive(holder.parse(JSON.parse(content ?? '')));
  } catch {
    return false;
  }
}

async function release(file: string, token: string): Promise<void> {
  const content = await readLock(file);
  if (content?.includes(token)) await rm(file, { force: true });
}

async function readLock(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
