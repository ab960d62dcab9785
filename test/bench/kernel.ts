/** The largest C program that everybody knows, from Debian's package of its sources. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from './cache.ts';
import { choose } from './corpus-files.ts';
import { fetchDebianPackage } from './debian.ts';
import { runTool } from './run-tool.ts';

export const kernelExtensions = ['c', 'h'];

/** The kernel's C sources, fetched and unpacked if they are not there; the version is Debian's newest. */
export async function kernelDirectory(name: string): Promise<{ directory: string; source: string }> {
  const home = cached('sources');
  const directory = join(home, name);
  const note = join(home, `${name}.version`);
  if (!existsSync(directory)) {
    const work = await mkdtemp(join(home, '.unpack-'));
    try {
      const file = await fetchDebianPackage(name, work);
      await runTool('dpkg-deb', ['-x', file, join(work, 'package')]);
      await runTool('tar', ['-xf', join(work, 'package/usr/src', `${name}.tar.xz`), '-C', work]);
      choose(join(work, treeIn(work)), join(work, 'chosen'), kernelExtensions);
      writeFileSync(note, (await runTool('dpkg-deb', ['-f', file, 'Version'])).trim());
      await rename(join(work, 'chosen'), directory);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  return { directory, source: `${name} ${readFileSync(note, 'utf8')}` };
}

function treeIn(work: string): string {
  const tree = readdirSync(work).find(
    (entry) => entry.startsWith('linux-source-') && !entry.endsWith('.deb'),
  );
  if (tree === undefined) throw new Error('the package has no sources');
  return tree;
}
