import { parseSourceAddress, sourceSchemes, type SourceScheme } from '@gkg/protocol';
import { cloneRepository } from './clone-source.ts';
import { openDirectory } from './directory-source.ts';
import type { GitEnvironment } from './git-process.ts';
import type { GitSource } from './git-source.ts';
import { defaultSourceLimits, type SourceLimits } from './source-limits.ts';

export interface GitSourceOptions {
  /** PATH, HOME and what else git and its transports need. */
  readonly environment: GitEnvironment;
  readonly schemes?: readonly SourceScheme[];
  readonly limits?: SourceLimits;
  readonly silenceTimeoutMs?: number;
}

const transportOf = { https: 'https', http: 'http', ssh: 'ssh', git: 'git', 'git+file': 'file' } as const;

/** The adapter is chosen by the scheme of each request's address. */
export function createGitSource(options: GitSourceOptions): GitSource {
  const { environment, schemes = sourceSchemes, limits = defaultSourceLimits } = options;
  const silenceTimeoutMs = options.silenceTimeoutMs ?? 60_000;
  const transports = schemes.flatMap((scheme) => (scheme === 'file' ? [] : [transportOf[scheme]]));
  const git = { environment, transports, silenceTimeoutMs };
  return {
    async fetch({ repository, directory }, signal) {
      signal?.throwIfAborted();
      const location = parseSourceAddress(repository.Address, schemes);
      if (location.kind === 'directory')
        return openDirectory(location.path, { ...git, transports: [] }, signal);
      return cloneRepository({ url: location.url, ref: location.ref, directory }, { git, limits }, signal);
    },
  };
}
