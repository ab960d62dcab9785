/**
 * The graphs that are asked: one of a large repository for the tools, the same under other namespaces for
 * first calls, and many of a small one. They are hard links to one file each, so that a thousand graphs need no
 * more disk than one; for the engine and its memory they are files like any other.
 */
import { execFile } from 'node:child_process';
import { link, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publishStaged, readManifest, writeManifest } from '@gkg/graph-store';
import { acquireLease, graphFileName, partLock, stagedDir } from '@gkg/runtime';
import { root } from '../../source-files.ts';
import { corpora } from '../corpora.ts';
import { corpusDirectory } from '../corpus-files.ts';

const run = promisify(execFile);

/** Indexes a corpus into a data directory of its own; answers the directory with graph and manifest. */
export async function indexCorpus(name: string, dataDir: string): Promise<string> {
  const corpus = corpora.find((candidate) => candidate.name === name);
  if (corpus === undefined) throw new Error(`There is no corpus ${name}.`);
  const launcher = join(root, 'apps/gkg-cli/bin/gkg.js');
  const args = [launcher, 'index', await corpusDirectory(corpus), '--json', '--data-dir', dataDir];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 2 ** 26 });
  return join((JSON.parse(stdout) as { graph: string }).graph, '..');
}

/** Publishes a graph under other namespaces, before a webserver runs on the data directory. */
export async function publishAs(
  dataDir: string,
  namespaceIds: readonly number[],
  from: string,
): Promise<void> {
  const lease = await acquireLease(partLock(dataDir, 'graphs'));
  try {
    for (const id of namespaceIds) {
      const staged = stagedDir(dataDir, id, 'bench');
      await mkdir(staged, { recursive: true });
      await link(join(from, graphFileName), join(staged, graphFileName));
      await writeManifest(staged, { ...(await readManifest(from)), namespace_id: id });
      await publishStaged({ dataDir, lease }, id, staged);
    }
  } finally {
    await lease.release();
  }
}
