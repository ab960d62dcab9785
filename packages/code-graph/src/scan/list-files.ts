import { execFile } from 'node:child_process';
import {
  constants,
  type Dirent,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  type Stats,
} from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { SourceError } from './errors.ts';

export interface ScannedFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly kind: 'file' | 'symlink' | 'special';
  /** Changes whenever the file is written or replaced: its inode, size and times. */
  readonly stamp: string;
  /** When the file or what is known of it was last changed, in ms since 1970. */
  readonly changedMs: number;
}

/** Output of git's listing beyond this fails the listing; the directory is then walked. */
const listingBytesMax = 512 * 1024 * 1024;
const listingTimeoutMs = 60_000;

/**
 * Lists the files below a directory in the order of their paths: git's own listing where it is (in) a
 * work tree, a walk that honours `.gitignore` elsewhere. Symbolic links are listed and not followed.
 *
 * @throws SourceError when the directory cannot be listed.
 */
export async function listFiles(directory: string, signal?: AbortSignal): Promise<ScannedFile[]> {
  const root = await checkedRoot(directory);
  const listed = isInRepository(root) ? await listWithGit(root, signal) : [];
  const paths = listed.length > 0 ? listed : walk(root, signal);
  paths.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const files = paths.map((path) => look(root, path)).filter((file) => file !== null);
  if (files.length === 0) throw new SourceError('no_files', `No files in ${directory}`);
  return files;
}

async function checkedRoot(directory: string): Promise<string> {
  try {
    const root = await realpath(directory);
    if (!(await stat(root)).isDirectory()) {
      throw new SourceError('not_a_directory', `Not a directory: ${directory}`);
    }
    await access(root, constants.R_OK | constants.X_OK);
    return root;
  } catch (cause) {
    throw asSourceError(cause, directory);
  }
}

function asSourceError(cause: unknown, directory: string): Error {
  if (!(cause instanceof Error) || cause instanceof SourceError) return cause as Error;
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ENOENT')
    return new SourceError('directory_missing', `No such directory: ${directory}`, { cause });
  if (code === 'ENOTDIR')
    return new SourceError('not_a_directory', `Not a directory: ${directory}`, { cause });
  return new SourceError('directory_unreadable', `Cannot read directory: ${directory}`, { cause });
}

/** Settings that keep git from running anything the repository names. */
const inertGit = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'safe.directory=*'];

/** Looked at first because asking git takes longer than to walk a small directory. */
function isInRepository(root: string): boolean {
  for (let at = root; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return true;
    if (dirname(at) === at) return false;
  }
}

/** Tracked and untracked files that are not ignored; empty when this is no work tree or git is absent. */
async function listWithGit(root: string, signal?: AbortSignal): Promise<string[]> {
  const args = [...inertGit, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const options = { cwd: root, maxBuffer: listingBytesMax, timeout: listingTimeoutMs, signal };
  const output = await new Promise<string | null>((resolve) => {
    execFile('git', args, options, (error, stdout) => resolve(error === null ? stdout : null));
  });
  signal?.throwIfAborted();
  return output === null ? [] : [...new Set(output.split('\0'))].filter((path) => path !== '');
}

interface IgnoreRules {
  /** Directory that the rules are relative to, '' or ending with `/`. */
  readonly base: string;
  readonly rules: Ignore;
}

/** Synchronous: tens of thousands of small look-ups cost several times more through the thread pool. */
function walk(root: string, signal?: AbortSignal): string[] {
  const found: string[] = [];
  const pending: { directory: string; rules: readonly IgnoreRules[] }[] = [{ directory: '', rules: [] }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    signal?.throwIfAborted();
    const { directory } = next;
    const entries = readEntries(root, directory);
    const hasRules = entries.some(({ name }) => name === '.gitignore');
    const rules = hasRules ? withOwnRules(root, directory, next.rules) : next.rules;
    for (const entry of entries) {
      const path = `${directory}${entry.name}`;
      if (entry.isDirectory()) {
        if (entry.name !== '.git' && !isIgnored(`${path}/`, rules))
          pending.push({ directory: `${path}/`, rules });
      } else if (!isIgnored(path, rules)) found.push(path);
    }
  }
  return found;
}

/** A directory below the root that cannot be read is left out; the rest is listed. */
function readEntries(root: string, directory: string): Dirent[] {
  try {
    return readdirSync(join(root, directory), { withFileTypes: true });
  } catch (cause) {
    if (directory === '') throw asSourceError(cause, root);
    return [];
  }
}

function withOwnRules(root: string, base: string, inherited: readonly IgnoreRules[]): readonly IgnoreRules[] {
  try {
    const text = readFileSync(join(root, base, '.gitignore'), 'utf8');
    return [...inherited, { base, rules: ignore().add(text) }];
  } catch {
    return inherited;
  }
}

/** The rules nearest to the path decide; a later `!pattern` takes back an earlier pattern. */
function isIgnored(path: string, rules: readonly IgnoreRules[]): boolean {
  for (const { base, rules: own } of rules.toReversed()) {
    const verdict = own.test(path.slice(base.length));
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}

/** Null for a directory (a submodule in git's listing) and for a file that has gone or is out of reach. */
function look(root: string, path: string): ScannedFile | null {
  const status = statusOf(join(root, path));
  if (status === null || status.isDirectory()) return null;
  const kind = status.isSymbolicLink() ? 'symlink' : status.isFile() ? 'file' : 'special';
  const { size, ino, mtimeMs, ctimeMs } = status;
  const stamp = `${String(ino)} ${String(size)} ${String(mtimeMs)} ${String(ctimeMs)}`;
  return { path, sizeBytes: size, kind, stamp, changedMs: ctimeMs };
}

function statusOf(file: string): Stats | null {
  try {
    return lstatSync(file);
  } catch {
    return null;
  }
}
