import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, link, mkdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GkgError } from '@gkg/protocol';
import type { Logger } from './logger.ts';

/*
 * The secret that GitLab, or the coordinator, shares with its nodes, in a file that may be replaced while a
 * process runs:
 *
 * - known: the text of the file signs and verifies. On use, at most once a second, the file is looked at
 *   again; while it is the same file, of the same time and size, it is not read.
 * - replaced: its text is another. That text signs from now on. The one before still verifies until the
 *   overlap has passed, because the other side may not have seen its file yet and has tokens under way.
 *   Replaced once more within that time, each older text keeps the end that it was given.
 * - unreadable, or empty: somebody is in the midst of replacing it, or made a mistake. What was known stays
 *   in force, and the log says so when it begins.
 */

export interface SharedSecret {
  /** Signs now. */
  current(): Promise<string>;
  /** Verify now: the current one first. */
  accepted(): Promise<readonly string[]>;
}

export interface SharedSecretOptions {
  readonly overlapMs: number;
  readonly logger: Logger;
  /** Milliseconds of a clock that does not jump; injected by tests. */
  readonly now?: () => number;
}

interface Retired {
  readonly secret: string;
  readonly untilMs: number;
}

const lookIntervalMs = 1000;
/** Texts that were replaced within one overlap; more of them are a mistake, not a rotation. */
const retiredMax = 4;

class SecretFile implements SharedSecret {
  readonly #file: string;
  readonly #options: SharedSecretOptions;
  readonly #now: () => number;
  #current: string;
  #identity: string;
  #retired: readonly Retired[] = [];
  #lookedMs: number;
  #looking: Promise<void> | undefined;
  #isUnreadable = false;

  constructor(file: string, secret: string, identity: string, options: SharedSecretOptions) {
    this.#file = file;
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#current = secret;
    this.#identity = identity;
    this.#lookedMs = this.#now();
  }

  async current(): Promise<string> {
    await this.#lookIfDue();
    return this.#current;
  }

  async accepted(): Promise<readonly string[]> {
    await this.#lookIfDue();
    const now = this.#now();
    return [this.#current, ...this.#retired.filter((old) => old.untilMs > now).map(({ secret }) => secret)];
  }

  async #lookIfDue(): Promise<void> {
    if (this.#looking === undefined && this.#now() - this.#lookedMs < lookIntervalMs) return;
    this.#looking ??= this.#look().finally(() => {
      this.#lookedMs = this.#now();
      this.#looking = undefined;
    });
    await this.#looking;
  }

  async #look(): Promise<void> {
    try {
      const identity = await identityOf(this.#file);
      if (identity === this.#identity) return;
      const secret = await readSecret(this.#file);
      this.#identity = identity;
      this.#isUnreadable = false;
      if (secret !== this.#current) this.#replace(secret);
    } catch (error) {
      if (this.#isUnreadable) return;
      this.#isUnreadable = true;
      this.#options.logger.error({ error }, 'secret file cannot be read, what it held stays in force');
    }
  }

  #replace(secret: string): void {
    const now = this.#now();
    const { overlapMs, logger } = this.#options;
    const retired = { secret: this.#current, untilMs: now + overlapMs };
    this.#retired = [retired, ...this.#retired.filter((old) => old.untilMs > now && old.secret !== secret)];
    this.#retired = this.#retired.slice(0, retiredMax);
    this.#current = secret;
    logger.info({ overlap_ms: overlapMs }, 'secret was replaced');
  }
}

/** Reads the secret now, or throws `config_invalid`; from then on what is known stays usable. */
export async function openSharedSecret(file: string, options: SharedSecretOptions): Promise<SharedSecret> {
  // The identity first: a file that is replaced between the two looks is then read again.
  const identity = await identityOf(file).catch(() => '');
  return new SecretFile(file, await readSecret(file), identity, options);
}

async function identityOf(file: string): Promise<string> {
  const { ino, mtimeMs, ctimeMs, size } = await stat(file);
  return `${ino} ${mtimeMs} ${ctimeMs} ${size}`;
}

/** The shared secret: the file's text without surrounding white space, not decoded any further. */
export async function readSecret(file: string): Promise<string> {
  const secret = await readSecretText(file);
  if (secret !== '') return secret;
  throw new GkgError('config_invalid', `The secret file ${file} is empty; put the shared secret into it.`, {
    detail: { setting: 'GKG_SECRET_FILE' },
  });
}

async function readSecretText(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    const message = `The secret file ${file} cannot be read; create it, or set GKG_SECRET_FILE to another.`;
    throw new GkgError('config_invalid', message, { detail: { setting: 'GKG_SECRET_FILE' }, cause });
  }
}

/** The secret of a machine that runs without GitLab: read, or made first if the file is not there. */
export async function ensureSecret(file: string): Promise<string> {
  // One that is mounted lies where nothing can be written.
  if (!existsSync(file)) await makeSecret(file);
  return readSecret(file);
}

async function makeSecret(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  await chmod(draft, 0o600);
  // A hard link appears whole or not at all, and never replaces the secret of a faster process.
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await unlink(draft);
}
