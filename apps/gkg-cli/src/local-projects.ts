import { listPublished, type GraphVersion } from '@gkg/graph-store';
import type { NamedProject } from './select-project.ts';

export interface LocalProject extends NamedProject {
  readonly version: GraphVersion;
}

/** The projects whose graphs lie in a data directory, read without any server. */
export async function listLocalProjects(dataDir: string): Promise<LocalProject[]> {
  const { valid } = await listPublished(dataDir);
  return valid.map((version) => ({
    id: version.namespaceId,
    name: version.manifest.project,
    source: version.manifest.source,
    version,
  }));
}
