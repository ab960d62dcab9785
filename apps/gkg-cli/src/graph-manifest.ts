import { basename, dirname, join } from 'node:path';
import { requireReadable } from '@gkg/graph-store';
import { GkgError, manifest, type Manifest } from '@gkg/protocol';
import { graphFileName, manifestFileName, readJson } from '@gkg/runtime';

/** Where the manifest of a graph file lies: beside it, under a name of its own unless it is a published one. */
export function manifestPath(graphFile: string): string {
  if (basename(graphFile) === graphFileName) return join(dirname(graphFile), manifestFileName);
  return `${graphFile}.manifest.json`;
}

export async function readGraphManifest(graphFile: string): Promise<Manifest> {
  const file = manifestPath(graphFile);
  const content = manifest.safeParse(await readJson(file));
  if (content.success) {
    requireReadable(content.data);
    return content.data;
  }
  throw new GkgError('graph_invalid', `${graphFile} has no valid manifest (${file}).`, {
    cause: content.error,
  });
}
