import { randomUUID } from 'node:crypto';
import { GkgError } from '@gkg/protocol';
import type { GitEnvironment } from '../git-process.ts';
import type { FetchedSource, SourceRequest } from '../git-source.ts';
import { repositoryName } from '../repository-name.ts';
import type { SourceLimits } from '../source-limits.ts';
import { KeptTrees, type KeptTreesOptions } from '../tree/kept-trees.ts';
import { CallFailure, gitalyError } from './call-failure.ts';
import { fetchRepository } from './fetch-repository.ts';
import type { CallLimits } from './gitaly-call.ts';
import { GitalyChannels } from './gitaly-channels.ts';
import { GitalyRepositoryClient, type RetryLimits } from './gitaly-repository.ts';

export interface GitalySourceOptions {
  /** SSL_CERT_FILE and SSL_CERT_DIR of it are read. */
  readonly environment: GitEnvironment;
  readonly schemes: readonly string[];
  readonly limits: SourceLimits;
  readonly calls: CallLimits;
  readonly retries: RetryLimits;
  /** Absent where every fetch begins with nothing. */
  readonly keep?: KeptTreesOptions;
}

/** The adapter for repositories that Gitaly serves, with the connection data that Rails sends. */
export function createGitalySource(options: GitalySourceOptions) {
  const channels = new GitalyChannels(options.environment, options.schemes);
  const kept = options.keep === undefined ? undefined : new KeptTrees(options.keep);
  return {
    async fetch(request: SourceRequest, signal?: AbortSignal): Promise<FetchedSource> {
      const { Address: address, Token: secret } = request.repository;
      try {
        return await channels.with(address, (client) => {
          const correlationId = request.correlationId ?? randomUUID();
          const session = { client, secret, correlationId, limits: options.calls };
          const { namespaceId, directory, repository } = request;
          const names = { storage_name: repository.Storage, relative_path: repository.Path };
          const ofRepository = new GitalyRepositoryClient(session, names, options.retries);
          const keepAs = namespaceId === undefined ? undefined : String(namespaceId);
          const name = repositoryName(repository.Path);
          const { limits } = options;
          return fetchRepository({ client: ofRepository, directory, name, limits, kept, keepAs }, signal);
        });
      } catch (error) {
        signal?.throwIfAborted();
        throw asGkgError(error, address, secret);
      }
    },
    forget: async (namespaceId: number) => kept?.forget(String(namespaceId)),
    close: () => channels.close(),
  };
}

const fullVolume = new Set(['ENOSPC', 'EDQUOT']);

function asGkgError(error: unknown, address: string, secret: string | null): unknown {
  if (error instanceof CallFailure) return gitalyError(error, address, secret);
  if (fullVolume.has((error as NodeJS.ErrnoException).code ?? '')) {
    return new GkgError('disk_full', 'The volume is too full for the repository.', { cause: error });
  }
  return error;
}
