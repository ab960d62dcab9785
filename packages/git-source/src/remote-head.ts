import { tmpdir } from 'node:os';
import { GkgError, parseSourceAddress, sourceSchemes } from '@gkg/protocol';
import { gitProcess, type GitEnvironment } from './git-process.ts';

export interface RemoteHead {
  /** `refs/heads/…`; null where the address itself says what is meant, or the remote does not tell. */
  readonly branch: string | null;
  readonly commit: string;
}

export interface RemoteHeadOptions {
  readonly environment: GitEnvironment;
  readonly silenceTimeoutMs: number;
}

/**
 * Which commit a fetch of this address would bring now, as `git ls-remote` says, without fetching anything.
 * Throws `source_unavailable` where the remote does not answer or has no such branch.
 */
export async function findRemoteHead(
  address: string,
  { environment, silenceTimeoutMs }: RemoteHeadOptions,
  signal?: AbortSignal,
): Promise<RemoteHead> {
  const location = parseSourceAddress(address, sourceSchemes);
  if (location.kind === 'directory') {
    throw new GkgError('invalid_request', 'A directory has no remote that could be asked.');
  }
  const { url, ref } = location;
  const transports = ['https', 'http', 'ssh', 'git', 'file'];
  const git = gitProcess(tmpdir(), { environment, transports, silenceTimeoutMs }, signal);
  const lines = await git
    .raw(['ls-remote', '--quiet', '--symref', '--end-of-options', url, ref, `${ref}^{}`])
    .then(
      (text) => text.split('\n'),
      (cause: unknown) => {
        signal?.throwIfAborted();
        throw unavailable(url, cause);
      },
    );
  const head = readHead(lines, ref);
  if (head === null) throw unavailable(url);
  return head;
}

/** `<commit>\t<ref>` and `ref: <branch>\tHEAD`; of a tag with a message the commit has `^{}` at its end. */
function readHead(lines: readonly string[], ref: string): RemoteHead | null {
  const commits = new Map<string, string>();
  let branch: string | null = null;
  for (const line of lines) {
    const [value = '', name = ''] = line.split('\t');
    if (value.startsWith('ref: ') && name === 'HEAD') branch = value.slice(5);
    else if (/^[0-9a-f]{40,64}$/.test(value)) commits.set(name, value);
  }
  const names = [ref, `refs/heads/${ref}`, `refs/tags/${ref}^{}`, `refs/tags/${ref}`];
  const commit = names.map((name) => commits.get(name)).find((found) => found !== undefined);
  return commit === undefined ? null : { branch: ref === 'HEAD' ? branch : null, commit };
}

function unavailable(url: string, cause?: unknown): GkgError {
  const { host } = new URL(url);
  const message = `The repository on ${host || 'this machine'} does not say what its newest commit is.`;
  return new GkgError('source_unavailable', message, { detail: { host }, cause });
}
