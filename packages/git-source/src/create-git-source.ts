import { GkgError, gitalySchemes, parseSourceAddress, sourceSchemes } from '@gkg/protocol';
import type { GitalyScheme, SourceScheme } from '@gkg/protocol';
import { cloneRepository } from './clone-source.ts';
import { openDirectory } from './directory-source.ts';
import type { GitCredential, GitEnvironment } from './git-process.ts';
import type { GitSource } from './git-source.ts';
import type { CallLimits } from './gitaly/gitaly-call.ts';
import { isGitalyAddress } from './gitaly/gitaly-address.ts';
import type { RetryLimits } from './gitaly/gitaly-repository.ts';
import { createGitalySource } from './gitaly/gitaly-source.ts';
import { defaultSourceLimits, type SourceLimits } from './source-limits.ts';
import type { KeptTreesOptions } from './tree/kept-trees.ts';

export type AddressScheme = SourceScheme | GitalyScheme;

export interface GitSourceOptions {
  /** PATH, HOME and what else git and its transports need. */
  readonly environment: GitEnvironment;
  /** The schemes of addresses that are dialled or opened; all that are known by default. */
  readonly schemes?: readonly AddressScheme[];
  readonly limits?: SourceLimits;
  readonly silenceTimeoutMs?: number;
  readonly gitaly?: Partial<Omit<CallLimits, 'silenceTimeoutMs'> & RetryLimits>;
  /** Where trees are kept for the next fetch; absent where none are. */
  readonly keep?: KeptTreesOptions;
}

const transportOf = { https: 'https', http: 'http', ssh: 'ssh', git: 'git', 'git+file': 'file' } as const;
const calls = { callTimeoutMs: 30_000, streamTimeoutMs: 3_600_000 };
const retries = { attemptsMax: 7, firstDelayMs: 500, delayMsMax: 15_000 };

/** The adapter is chosen by the scheme of each request's address. */
export function createGitSource(options: GitSourceOptions): GitSource {
  const { environment, limits = defaultSourceLimits } = options;
  const allowed: readonly string[] = options.schemes ?? [...sourceSchemes, ...gitalySchemes];
  const silenceTimeoutMs = options.silenceTimeoutMs ?? 60_000;
  const schemes = sourceSchemes.filter((scheme) => allowed.includes(scheme));
  const transports = schemes.flatMap((scheme) => (scheme === 'file' ? [] : [transportOf[scheme]]));
  const git = { environment, transports, silenceTimeoutMs };
  const gitaly = createGitalySource({
    environment,
    schemes: gitalySchemes.filter((scheme) => allowed.includes(scheme)),
    limits,
    calls: { ...calls, ...options.gitaly, silenceTimeoutMs },
    retries: { ...retries, ...options.gitaly },
    ...(options.keep === undefined ? {} : { keep: options.keep }),
  });
  return {
    async fetch(request, signal) {
      signal?.throwIfAborted();
      const { repository, directory } = request;
      if (isGitalyAddress(repository.Address)) return gitaly.fetch(request, signal);
      const location = parseSourceAddress(repository.Address, schemes);
      if (location.kind === 'directory')
        return openDirectory(location.path, { ...git, transports: [] }, signal);
      const authorized = { ...git, ...credentialFor(location.url, repository.Token) };
      return cloneRepository(
        { url: location.url, ref: location.ref, directory },
        { git: authorized, limits },
        signal,
      );
    },
    forget: gitaly.forget,
    close: gitaly.close,
  };
}

/** A token is `user:password`, or alone, where the user's name does not matter. It goes over https only. */
function credentialFor(url: string, token: string | null): { readonly credential?: GitCredential } {
  if (token === null || token === '') return {};
  const { protocol, origin } = new URL(url);
  if (protocol === 'http:' || protocol === 'git:') {
    throw new GkgError('invalid_request', 'A token is sent over https only.', { detail: { field: 'Token' } });
  }
  if (protocol !== 'https:') return {};
  const [, user = 'oauth2', password = ''] = /^(?:([^:]+):)?(.*)$/s.exec(token) ?? [];
  return { credential: { origin, user, password } };
}
