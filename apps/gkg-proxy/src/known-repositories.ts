import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { namespaceId, repositoryAddress, type RepositoryAddress } from '@gkg/protocol';
import { readJson, writeFileAtomic, type Logger } from '@gkg/runtime';
import { z } from 'zod';

/*
 * Where the repository of each namespace was fetched from last, so that the node can fetch it once more when
 * the graph has to be made anew and no task will say so (docs/decisions/020-rebuilding-on-the-node.md).
 *
 * On the volume, in a file of its own for each namespace that only the owner may read: the address, never its
 * token. In memory: the token of each address, for as long as the process lives. An address that had a token
 * is of no use until one is seen again, in a task of any namespace there.
 */

export interface KnownRepository {
  readonly namespaceId: number;
  readonly projectId: number;
  readonly repository: RepositoryAddress;
}

export interface KnownRepositories {
  /** Call when the repository was fetched from there: what is not reachable is not worth remembering. */
  remember(namespaceId: number, projectId: number, repository: RepositoryAddress): Promise<void>;
  /** Undefined when there is none, or a token is needed and none is known. */
  find(namespaceId: number): Promise<KnownRepository | undefined>;
  forget(namespaceId: number): Promise<void>;
  forgetAll(): Promise<void>;
}

const record = z.object({
  namespace_id: namespaceId,
  project_id: namespaceId,
  repository: repositoryAddress.omit({ Token: true }),
  has_token: z.boolean(),
});

const ownerOnly = 0o600;
/** Servers whose tokens are kept; an installation has a handful. */
const tokensMax = 1000;

export function createKnownRepositories(directory: string, logger: Logger): KnownRepositories {
  const tokens = new Map<string, string>();
  const file = (id: number) => join(directory, `${id}.json`);
  return {
    async remember(id, projectId, { Token, ...repository }) {
      keepToken(tokens, repository.Address, Token);
      const hasToken = Token !== null && Token !== '';
      const known = { namespace_id: id, project_id: projectId, repository, has_token: hasToken };
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await writeFileAtomic(file(id), JSON.stringify(known), ownerOnly);
      } catch (error) {
        // A full disk must not fail the task; the graph is then rebuilt by the next one only.
        logger.warn({ error, namespace_id: id }, 'address of a repository cannot be kept');
      }
    },
    async find(id) {
      const known = record.safeParse(await readJson(file(id)).catch(() => undefined)).data;
      if (known === undefined) return undefined;
      const Token = tokens.get(known.repository.Address) ?? null;
      if (known.has_token && Token === null) return undefined;
      return { namespaceId: id, projectId: known.project_id, repository: { ...known.repository, Token } };
    },
    forget: (id) => rm(file(id), { force: true }),
    async forgetAll() {
      const names = await readdir(directory).catch(() => []);
      for (const name of names) await rm(join(directory, name), { force: true });
      tokens.clear();
    },
  };
}

function keepToken(tokens: Map<string, string>, address: string, token: string | null): void {
  tokens.delete(address);
  if (token === null || token === '') return;
  tokens.set(address, token);
  const [oldest] = tokens.keys();
  if (tokens.size > tokensMax && oldest !== undefined) tokens.delete(oldest);
}
