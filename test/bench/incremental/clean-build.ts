import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportGraph, openGraph, publishedVersion } from '@gkg/graph-store';
import { root } from '../../source-files.ts';
import { namespaceId } from './node-processes.ts';

/** Whether the graph that is served is, byte for byte in the export, what `gkg index` makes of the directory. */
export async function isEqualToCleanBuild(source: string, dataDir: string): Promise<boolean> {
  const served = await publishedVersion(dataDir, namespaceId);
  const work = mkdtempSync(join(tmpdir(), 'gkg-clean-'));
  try {
    const file = join(work, 'graph.kuzu');
    const cli = join(root, 'apps/gkg-cli/src/main.ts');
    const env = { ...process.env, GKG_DATA_DIR: join(work, 'data') };
    execFileSync(process.execPath, [cli, 'index', source, '--out', file], { env, stdio: 'ignore' });
    return (await exportHash(served.file)) === (await exportHash(file));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function exportHash(file: string): Promise<string> {
  const graph = await openGraph(file);
  try {
    const hash = createHash('sha256');
    for await (const line of exportGraph(graph)) hash.update(`${line}\n`);
    return hash.digest('hex');
  } finally {
    await graph.close();
  }
}
