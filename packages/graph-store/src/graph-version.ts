/**
 * The versions of a graph (publish.ts), as those who read them see them.
 *
 * A reader resolves the link once and takes manifest and graph from the directory it got, so it never pairs
 * one of the old with one of the new; if that directory is removed before it has opened both, it resolves
 * again. Queries hold the version that they began on.
 */
import { join } from 'node:path';
import { GkgError } from '@gkg/protocol';
import type { Manifest } from '@gkg/protocol';
import { graphDir, graphFileName } from '@gkg/runtime';
import { linkTarget } from './link-target.ts';
import { readManifest } from './manifest-file.ts';

/** One published graph: a directory that never changes. */
export interface GraphVersion {
  readonly namespaceId: number;
  readonly directory: string;
  readonly file: string;
  readonly manifest: Manifest;
}

/** The directory that the link of a namespace names, whether or not it is there. */
export async function publishedDirectory(dataDir: string, namespaceId: number): Promise<string | null> {
  return linkTarget(graphDir(dataDir, namespaceId));
}

/** The version of a namespace that is served now. */
export async function publishedVersion(dataDir: string, namespaceId: number): Promise<GraphVersion> {
  const linked = await linkTarget(graphDir(dataDir, namespaceId));
  if (linked === null) throw unknownNamespace(namespaceId);
  try {
    return await readVersion(namespaceId, linked);
  } catch (error) {
    const now = await linkTarget(graphDir(dataDir, namespaceId));
    if (now === null || now === linked) throw error;
    return readVersion(namespaceId, now);
  }
}

export async function readVersion(namespaceId: number, directory: string): Promise<GraphVersion> {
  const manifest = await readManifest(directory, namespaceId);
  return { namespaceId, directory, file: join(directory, graphFileName), manifest };
}

export function unknownNamespace(namespaceId: number): GkgError {
  return new GkgError('unknown_namespace', `No graph of namespace ${namespaceId} is served here.`, {
    detail: { namespace_id: namespaceId },
  });
}
