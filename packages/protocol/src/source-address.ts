import { fileURLToPath } from 'node:url';
import { GkgError } from './errors.ts';

/** The schemes of docs/decisions/005-local-task-address.md; operators may allow fewer. */
export const sourceSchemes = ['file', 'https', 'http', 'ssh', 'git', 'git+file'] as const;
export type SourceScheme = (typeof sourceSchemes)[number];

export type SourceLocation =
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'git'; readonly url: string; readonly ref: string };

/**
 * Reads the address of a repository. Whatever passes can be an argument of git: it cannot be taken for an
 * option, names no helper program and carries no password that would end up in a process list or a log.
 */
export function parseSourceAddress(address: string, allowed: readonly SourceScheme[]): SourceLocation {
  const url = parseUrl(address);
  const scheme = url.protocol.slice(0, -1) as SourceScheme;
  if (!allowed.includes(scheme)) {
    throw invalid(`The address of a repository begins with one of ${allowed.join(', ')}.`, { scheme });
  }
  if (scheme === 'file') return { kind: 'directory', path: localPath(url) };
  return { kind: 'git', url: gitUrl(url, scheme), ref: gitRef(url) };
}

function parseUrl(address: string): URL {
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (/[\u0000-\u0020\u007f\\]/.test(address) || !/^[a-z+]+:\/\//.test(address) || !URL.canParse(address)) {
    throw invalid('The address of a repository is a URL without spaces and control characters.');
  }
  return new URL(address);
}

function localPath(url: URL): string {
  if (url.hash !== '' || url.search !== '') {
    throw invalid('The address of a directory has neither a query nor a fragment.');
  }
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw invalid('The address of a directory is file:// and an absolute path.', {}, cause);
  }
}

function gitUrl(url: URL, scheme: SourceScheme): string {
  if (scheme === 'git+file') return `file://${localPath(new URL(`file://${url.host}${url.pathname}`))}`;
  if (url.password !== '' || (url.username !== '' && scheme !== 'ssh')) {
    throw invalid('The address of a repository carries no credentials.');
  }
  if (url.search !== '') throw invalid('The address of a repository has no query.');
  // ssh would read a host or a user with a leading dash as an option of its own.
  if (url.hostname === '' || /^-|^%2d/i.test(url.hostname) || /^-|^%2d/i.test(url.username)) {
    throw invalid('The address of a repository names a host.');
  }
  return url.href.slice(0, url.href.length - url.hash.length);
}

/** The fragment names a branch, a tag or a commit; without one it is the default branch. */
function gitRef(url: URL): string {
  if (url.hash === '') return 'HEAD';
  const ref = url.hash.slice(1);
  if (!/^[A-Za-z0-9_][\w./+-]{0,254}$/.test(ref) || ref.includes('..')) {
    throw invalid('The fragment of a repository address is a branch, a tag or a commit.');
  }
  return ref;
}

function invalid(message: string, detail: Record<string, unknown> = {}, cause?: unknown): GkgError {
  return new GkgError('invalid_request', message, { detail: { field: 'Address', ...detail }, cause });
}
