import { fileURLToPath } from 'node:url';

/** The schemes of Gitaly's addresses, as Rails sends them. */
export const gitalySchemes = ['tcp', 'tls', 'unix', 'dns'] as const;
export type GitalyScheme = (typeof gitalySchemes)[number];

const protoFile = (name: string) => fileURLToPath(new URL(`../proto/${name}`, import.meta.url));

/** Gitaly's services and gRPC's health protocol, for a client and for a stand-in. */
export const gitalyProtoFiles: readonly string[] = [protoFile('gitaly.proto'), protoFile('health.proto')];

/** How both read them: names as they are written, numbers as numbers, enums as text, nothing undefined. */
export const gitalyProtoOptions = {
  keepCase: true,
  longs: Number,
  enums: String,
  defaults: true,
  oneofs: true,
} as const;

export interface GitalyRepository {
  readonly storage_name: string;
  readonly relative_path: string;
}

export interface RawChange {
  readonly blob_id: string;
  readonly size: number;
  readonly operation: string;
  readonly old_mode: number;
  readonly new_mode: number;
  readonly new_path_bytes: Buffer;
  readonly old_path_bytes: Buffer;
}

export interface ChangedPath {
  readonly path: Buffer;
  readonly status: 'ADDED' | 'MODIFIED' | 'DELETED' | 'TYPE_CHANGE' | 'COPIED' | 'RENAMED';
  readonly old_mode: number;
  readonly new_mode: number;
  readonly old_path: Buffer;
}

/** The first part of a blob names it; parts without a path go on with the one before. */
export interface BlobPart {
  readonly size: number;
  readonly data: Buffer;
  readonly oid: string;
  readonly is_submodule: boolean;
  readonly mode: number;
  readonly revision: string;
  readonly path: Buffer;
}
