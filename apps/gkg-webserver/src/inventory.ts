import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { listSetAside } from '@gkg/graph-store';
import type { GraphPool, GraphVersion } from '@gkg/graph-store';
import type { InventoryEntry, InventoryPage, InventoryRequest } from '@gkg/protocol';
import { listStaged } from '@gkg/runtime';

/** What lies on this node for the namespaces after one, whether it is served or not. */
export async function inventory(
  dataDir: string,
  pool: GraphPool,
  { after, limit }: InventoryRequest,
): Promise<InventoryPage> {
  const served = new Map(pool.list().map((version) => [version.namespaceId, version]));
  const [aside, staged] = await Promise.all([listSetAside(dataDir), listStaged(dataDir)]);
  // A graph whose files are gone is still wished for, and a wish ends only when the graph is dropped.
  const wished = pool.rebuild().map(({ namespace_id: id }) => id);
  const unserved = new Set([...aside.map(({ namespaceId }) => namespaceId), ...wished]);
  const ids = new Set([...served.keys(), ...unserved, ...staged.map(({ namespaceId }) => namespaceId)]);
  const following = [...ids].filter((id) => id > after).toSorted((a, b) => a - b);
  const page = following.slice(0, limit);
  const directories = [
    ...aside.map(({ path, namespaceId }) => ({ directory: path, namespaceId })),
    ...staged,
  ];
  const graphs = await Promise.all(
    page.map(async (id) => {
      const own = directories.filter(({ namespaceId }) => namespaceId === id);
      const bytes = await bytesOf(own.map(({ directory }) => directory));
      return entry(id, served.get(id), unserved.has(id) ? 'set_aside' : 'indexing', bytes);
    }),
  );
  return { graphs, next: following.length > limit ? page.at(-1)! : null };
}

function entry(
  id: number,
  version: GraphVersion | undefined,
  otherwise: InventoryEntry['state'],
  bytes: number,
): InventoryEntry {
  if (version === undefined)
    return { namespace_id: id, commit: null, bytes, schema_version: null, state: otherwise };
  const { commit, graph_bytes: graphBytes, schema_version } = version.manifest;
  return { namespace_id: id, commit, bytes: graphBytes + bytes, schema_version, state: 'served' };
}

/** Of the files in these directories; what goes meanwhile counts nothing. */
async function bytesOf(directories: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const directory of directories) {
    for (const name of await readdir(directory).catch(() => [])) {
      bytes += await stat(join(directory, name)).then(
        ({ size }) => size,
        () => 0,
      );
    }
  }
  return bytes;
}
