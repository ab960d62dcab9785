import type { MethodDefinition } from '@grpc/grpc-js';
import { loadSync, type MessageTypeDefinition, type PackageDefinition } from '@grpc/proto-loader';
import { gitalyProtoFiles, gitalyProtoOptions } from '@gkg/protocol';
import type { BlobPart, ChangedPath, GitalyRepository, RawChange } from '@gkg/protocol';

/** Of one repository: what every request of Gitaly begins with. */
interface OfRepository {
  readonly repository: GitalyRepository;
}

let loaded: PackageDefinition | undefined;

function definitions(): PackageDefinition {
  loaded ??= loadSync([...gitalyProtoFiles], gitalyProtoOptions);
  return loaded;
}

function method<Request, Response>(service: string, name: string): () => MethodDefinition<Request, Response> {
  return () => {
    const methods = definitions()[service] as unknown as Record<string, MethodDefinition<Request, Response>>;
    return methods[name]!;
  };
}

function message<Message>(name: string): () => MessageTypeDefinition<Message, Message> {
  return () => definitions()[name] as unknown as MessageTypeDefinition<Message, Message>;
}

/** The calls that are made, each loaded when it is first needed. */
export const gitalyMethods = {
  findDefaultBranchName: method<OfRepository, { readonly name: Buffer }>(
    'gitaly.RefService',
    'FindDefaultBranchName',
  ),
  findCommit: method<
    OfRepository & { readonly revision: Buffer },
    { readonly commit: { readonly id: string } | null }
  >('gitaly.CommitService', 'FindCommit'),
  getArchive: method<
    OfRepository & { readonly commit_id: string; readonly prefix: string; readonly format: 'TAR' },
    { readonly data: Buffer }
  >('gitaly.RepositoryService', 'GetArchive'),
  getRawChanges: method<
    OfRepository & { readonly from_revision: string; readonly to_revision: string },
    { readonly raw_changes: readonly RawChange[] }
  >('gitaly.RepositoryService', 'GetRawChanges'),
  findChangedPaths: method<
    OfRepository & {
      readonly requests: readonly {
        readonly tree_request: { readonly left_tree_revision: string; readonly right_tree_revision: string };
      }[];
    },
    { readonly paths: readonly ChangedPath[] }
  >('gitaly.DiffService', 'FindChangedPaths'),
  getBlobs: method<
    OfRepository & {
      readonly revision_paths: readonly { readonly revision: string; readonly path: Buffer }[];
      readonly limit: number;
    },
    BlobPart
  >('gitaly.BlobService', 'GetBlobs'),
  checkHealth: method<{ readonly service: string }, { readonly status: string }>(
    'grpc.health.v1.Health',
    'Check',
  ),
};

export const gitalyMessages = {
  status: message<{ readonly details: readonly { readonly type_url: string; readonly value: Buffer }[] }>(
    'gitaly.Status',
  ),
  limitError: message<{
    readonly retry_after: { readonly seconds: number; readonly nanos: number } | null;
  }>('gitaly.LimitError'),
};
