import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GkgError } from '@gkg/protocol';
import { isAlive, ownIdentity } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { retry } from './retry.ts';

/*
 * A lock is a directory; whoever wants it puts an empty file into it whose name says which process it is.
 * 1. A contender first announces itself with a file `<pid>-<start time>-<token>.want`, then lists.
 * 2. It removes the files of dead processes. No name is ever used twice, so this cannot hit a live one.
 * 3. It sees nobody else alive: it holds the lock, and says so with a second file, `….held`.
 * 4. It sees a live holder: it withdraws its file and is refused.
 * 5. It sees another live contender only: both withdraw, pause for a random time, and start again.
 * Of two contenders the one that lists later sees the other's announcement, which stays until it is
 * withdrawn or released; so two can never hold at once. A holder that is killed is cleared by step 2.
 */

export interface Lock {
  release(): Promise<void>;
}

interface Entry extends ProcessIdentity {
  readonly name: string;
  readonly state: 'want' | 'held';
}

const contention = { attemptsMax: 20, firstDelayMs: 10, delayMsMax: 200 };

/** Takes the lock, or throws `data_dir_locked` naming the process that holds it. */
export async function acquireLock(path: string): Promise<Lock> {
  await mkdir(path, { recursive: true });
  return retry(() => tryAcquire(path), {
    ...contention,
    retryIf: (error) => error instanceof GkgError && error.detail['contended'] === true,
  });
}

async function tryAcquire(path: string): Promise<Lock> {
  const { pid, startTime } = ownIdentity();
  const name = `${pid}-${startTime ?? ''}-${randomBytes(6).toString('hex')}`;
  const release = async () => {
    await rm(join(path, `${name}.held`), { force: true });
    await rm(join(path, `${name}.want`), { force: true });
  };
  await writeFile(join(path, `${name}.want`), '', { flag: 'wx' });
  try {
    refuseIfTaken(path, await liveOthers(path, name));
    await writeFile(join(path, `${name}.held`), '', { flag: 'wx' });
  } catch (error) {
    await release();
    throw error;
  }
  return { release };
}

async function liveOthers(path: string, ownName: string): Promise<Entry[]> {
  const entries = (await readdir(path)).map(parseEntry).filter((entry) => entry !== undefined);
  const others = entries.filter((entry) => !entry.name.startsWith(ownName));
  const dead = others.filter((entry) => !isAlive(entry));
  await Promise.all(dead.map((entry) => rm(join(path, entry.name), { force: true })));
  return others.filter((entry) => !dead.includes(entry));
}

function refuseIfTaken(path: string, others: readonly Entry[]): void {
  const holder = others.find((entry) => entry.state === 'held');
  if (holder !== undefined) {
    const detail = { pid: holder.pid };
    throw new GkgError('data_dir_locked', `${dirname(path)} is in use by process ${holder.pid}.`, { detail });
  }
  if (others.length > 0) {
    const detail = { contended: true };
    throw new GkgError('data_dir_locked', `${dirname(path)} is being taken by another process.`, { detail });
  }
}

function parseEntry(name: string): Entry | undefined {
  const match = /^(?<pid>\d+)-(?<start>\d*)-[0-9a-f]+\.(?<state>want|held)$/.exec(name);
  if (match?.groups === undefined) return undefined;
  const { pid, start, state } = match.groups;
  return { name, pid: Number(pid), startTime: start || null, state: state as Entry['state'] };
}
