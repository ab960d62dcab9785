import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { GkgError } from '@gkg/protocol';
import { ownIdentity, ownPlace } from './process-identity.ts';
import type { ProcessIdentity, ProcessPlace } from './process-identity.ts';

/** A lease that is held, until it is released or lost; the protocol is in lease.ts. */
export interface Lease {
  /** A path in the holder's own directory. A rename from or to it fails when the lease was lost. */
  own(name: string): string;
  /** Renews the lease, or throws `lease_lost`. */
  renew(): Promise<void>;
  /** Renames, by way of the own directory, unless the lease was lost: that is `lease_lost`. */
  move(from: string, to: string): Promise<void>;
  /** Removes a file or a tree, if it is there and the lease was not lost: that is `lease_lost`. */
  remove(path: string): Promise<void>;
  release(): Promise<void>;
}

export interface LeaseOptions {
  readonly leaseMs: number;
  /** Told once, when another process has taken over. */
  readonly onLost: (error: GkgError) => void;
}

export interface Holder extends ProcessIdentity, ProcessPlace {
  readonly term: number;
  readonly leaseMs: number;
  /** How often it was renewed, or that it was released. */
  readonly renewals: string;
}

const renewalsOfLease = 6;
const released = 'released';

/** Makes a term that was begun its holder's; null when it was ended meanwhile. */
export async function holdLease(path: string, term: number, options: LeaseOptions): Promise<Lease | null> {
  const lease = new HeldLease(path, term, options);
  try {
    await lease.settle();
    return lease;
  } catch (error) {
    if (error instanceof GkgError && error.kind === 'lease_lost') return null;
    throw error;
  }
}

class HeldLease implements Lease {
  readonly #path: string;
  readonly #directory: string;
  readonly #holder: Omit<Holder, 'renewals'>;
  readonly #onLost: (error: GkgError) => void;
  #state: 'settling' | 'held' | 'over' = 'settling';
  #timer: NodeJS.Timeout | undefined;
  #renewals = 0;
  #written: Promise<void> = Promise.resolve();

  constructor(path: string, term: number, { leaseMs, onLost }: LeaseOptions) {
    this.#path = path;
    this.#directory = join(path, String(term));
    this.#holder = { ...ownIdentity(), ...ownPlace(), term, leaseMs };
    this.#onLost = onLost;
  }

  async settle(): Promise<void> {
    const own = this.own('');
    const { leaseMs } = this.#holder;
    try {
      await overwrite(this.#file, this.#text('0'));
      // A renewal that fails is tried again; whether that was too late, the next one finds out.
      const renew = () => void this.renew().catch(() => undefined);
      this.#timer = setInterval(renew, leaseMs / renewalsOfLease).unref();
      await rm(own, { recursive: true, force: true, maxRetries: 3 });
      await mkdir(own);
      this.#state = 'held';
    } catch (error) {
      throw isMissing(error) ? await this.#lose() : error;
    }
  }

  own(name: string): string {
    return join(this.#directory, 'own', name);
  }

  async renew(): Promise<void> {
    if (this.#state === 'over') throw this.#lost();
    this.#renewals += 1;
    this.#written = writeFile(this.#file, this.#text(String(this.#renewals)), { flag: 'r+' });
    try {
      await this.#written;
    } catch (error) {
      throw isMissing(error) ? await this.#lose() : error;
    }
  }

  async move(from: string, to: string): Promise<void> {
    const between = this.#passage(from);
    try {
      await rename(from, between);
      await rename(between, to);
    } catch (error) {
      if (isMissing(error)) await this.renew();
      throw error;
    }
  }

  async remove(target: string): Promise<void> {
    const doomed = this.#passage(target);
    try {
      await rename(target, doomed);
    } catch (error) {
      if (isMissing(error)) return this.renew();
      throw error;
    }
    await rm(doomed, { recursive: true, force: true, maxRetries: 3 });
  }

  async release(): Promise<void> {
    if (this.#state === 'over') return;
    this.#end();
    await this.#written.catch(() => undefined);
    await writeFile(this.#file, this.#text(released), { flag: 'r+' }).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
  }

  #passage(path: string): string {
    return this.own(`${basename(path)}-${randomBytes(4).toString('hex')}`);
  }

  async #lose(): Promise<GkgError> {
    const wasHeld = this.#state === 'held';
    this.#end();
    const error = this.#lost();
    // Where not even the directory of the terms is left, nobody took over: the data directory was removed.
    if (wasHeld && (await exists(this.#path))) this.#onLost(error);
    return error;
  }

  #end(): void {
    this.#state = 'over';
    clearInterval(this.#timer);
  }

  #lost(): GkgError {
    const part = dirname(this.#path);
    const message = `This process no longer holds ${part}: it stood still for so long that another one took over.`;
    return new GkgError('lease_lost', message);
  }

  get #file(): string {
    return holderFile(this.#directory);
  }

  /** Of the same length each time, so that it can be written in place. */
  #text(renewals: string): string {
    return `${JSON.stringify({ ...this.#holder, renewals: renewals.padStart(12) })}\n`;
  }
}

/** What is written of a term's holder; null when there is no such file. */
export async function readHolder(path: string, term: number): Promise<string | null> {
  return readFile(holderFile(join(path, String(term))), 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
}

/** The holder of this very term; null while it is not written whole. */
export function parseHolder(text: string | null, term: number): Holder | null {
  try {
    const holder = JSON.parse(text ?? '') as Holder;
    return holder.term === term ? holder : null;
  } catch {
    return null;
  }
}

export function isReleased(holder: Holder): boolean {
  return holder.renewals.trim() === released;
}

function holderFile(directory: string): string {
  return join(directory, 'holder');
}

/** Writes over what is there, so that a reader never finds the file empty, and a full volume suffices. */
async function overwrite(file: string, text: string): Promise<void> {
  const handle = await open(file, constants.O_RDWR | constants.O_CREAT, 0o644);
  try {
    await handle.write(text, 0);
    await handle.truncate(Buffer.byteLength(text));
  } finally {
    await handle.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
