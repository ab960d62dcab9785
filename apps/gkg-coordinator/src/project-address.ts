import { realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { GkgError, localNamespaceId, parseSourceAddress, sourceSchemes } from '@gkg/protocol';

/** What a registration fixes for the life of a project. */
export interface ProjectIdentity {
  readonly address: string;
  readonly namespaceId: number;
  /** Names for it, the shortest first; each longer one is less likely to be taken. */
  readonly names: readonly string[];
  readonly gitaly: GitalyLocation | null;
}

/** Where GitLab's storage holds a repository; what Rails knows of it. */
export interface GitalyLocation {
  readonly address: string;
  readonly storage: string;
  readonly path: string;
  readonly token: string | null;
}

/** The identity of a local directory: its real path, so that two ways to it are one project. */
export async function identifyDirectory(path: string): Promise<ProjectIdentity> {
  if (!isAbsolute(path)) throw new GkgError('invalid_request', 'path: must be absolute.');
  const directory = await existingDirectory(path);
  return {
    address: pathToFileURL(directory).href,
    namespaceId: localNamespaceId(directory),
    names: suffixes(directory),
    gitaly: null,
  };
}

async function existingDirectory(path: string): Promise<string> {
  try {
    const directory = await realpath(path);
    if ((await stat(directory)).isDirectory()) return directory;
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    if (missing)
      throw new GkgError('directory_missing', `${path} does not exist.`, { detail: { path }, cause });
    throw new GkgError('directory_unreadable', `${path} cannot be read.`, { detail: { path }, cause });
  }
  throw new GkgError('not_a_directory', `${path} is not a directory.`, { detail: { path } });
}

/** The identity of a remote repository: its address as given, except that `user@host:path` becomes ssh://. */
export function identifyRepository(url: string): ProjectIdentity {
  const address = url.replace(/^([\w.-]+@[\w.-]+):(?!\/\/)\/?(.+)$/, 'ssh://$1/$2');
  const location = parseSourceAddress(address, sourceSchemes);
  if (location.kind === 'directory') {
    throw new GkgError('invalid_request', 'url: a directory is registered with path, not with url.');
  }
  const { host, pathname } = new URL(address);
  return {
    address,
    namespaceId: localNamespaceId(address),
    names: suffixes(`/${host}${decodeURIComponent(pathname).replace(/\.git$/, '')}`),
    gitaly: null,
  };
}

/** The identity of a repository on a Gitaly server; the token to reach it is not part of that. */
export function identifyGitaly(gitaly: GitalyLocation): ProjectIdentity {
  const address = `${gitaly.address.replace(/\/+$/, '')}/${gitaly.storage}/${gitaly.path}`;
  return {
    address,
    namespaceId: localNamespaceId(address),
    names: suffixes(`/${gitaly.path.replace(/\.git$/, '')}`),
    gitaly,
  };
}

/** `/srv/code/app` gives app, code/app, srv/code/app. */
function suffixes(path: string): string[] {
  const parts = path.split(/[/\\]/).filter((part) => part !== '');
  const names = parts.map((_part, index) => parts.slice(parts.length - 1 - index).join('/'));
  // A name of digits alone would be read as an id.
  return names.length === 0 ? [basename(path) || 'root'] : names.filter((name) => !/^\d+$/.test(name));
}
