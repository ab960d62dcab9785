/**
 * A corpus as a directory that holds its files and nothing else, so that every contender reads the same.
 * Left out are directories that the peer takes for build output or dependencies, files beyond the size that
 * both read, and what is no plain file.
 */
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { extname } from 'node:path/posix';
import { cached } from './cache.ts';
import type { Corpus } from './corpora.ts';
import { fetchArchive } from './fetch-archive.ts';
import { runTool } from './run-tool.ts';
import { isZip, readZip } from './zip.ts';

const fileBytesMax = 1_000_000;
const leftOut = new Set([
  'vendor',
  'node_modules',
  'dist',
  'build',
  'out',
  'target',
  'obj',
  'coverage',
  '.git',
]);

export interface SourceSize {
  readonly files: number;
  readonly lines: number;
  readonly bytes: number;
}

/** The corpus's directory, fetched and unpacked if it is not there. */
export async function corpusDirectory(corpus: Corpus): Promise<string> {
  const directory = join(cached('sources'), `${corpus.name}-${corpus.sha256.slice(0, 12)}`);
  if (existsSync(directory)) return directory;
  const archive = await fetchArchive(corpus);
  const work = await mkdtemp(join(cached('sources'), '.unpack-'));
  try {
    await unpack(archive, join(work, 'all'));
    const chosen = join(work, 'chosen');
    choose(join(work, 'all', corpus.below), chosen, corpus.extensions);
    await rename(chosen, directory);
    return directory;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function unpack(archive: string, to: string): Promise<void> {
  mkdirSync(to, { recursive: true });
  if (!isZip(firstBytes(archive))) {
    await runTool('tar', ['-xf', archive, '-C', to]);
    return;
  }
  for (const entry of readZip(archive)) {
    const file = join(to, normalize(entry.path));
    if (!file.startsWith(`${to}/`)) throw new Error(`the archive writes outside: ${entry.path}`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, entry.content());
  }
}

function firstBytes(file: string): Buffer {
  const bytes = Buffer.alloc(4);
  const handle = openSync(file, 'r');
  readSync(handle, bytes);
  closeSync(handle);
  return bytes;
}

/** Moves the plain files below `from` that end in one of the extensions. */
export function choose(from: string, to: string, extensions: readonly string[]): void {
  const files = listSources(from, extensions);
  if (files.length === 0) throw new Error('the archive has no file of the corpus');
  for (const path of files) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    renameSync(join(from, path), join(to, path));
  }
}

/** Paths of a directory's source files, sorted. */
export function listSources(directory: string, extensions: readonly string[]): string[] {
  const found: string[] = [];
  const walk = (below: string) => {
    for (const entry of readdirSync(join(directory, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!leftOut.has(entry.name)) walk(path);
      } else if (entry.isFile() && extensions.includes(extname(path).slice(1).toLowerCase())) {
        if (lstatSync(join(directory, path)).size <= fileBytesMax) found.push(path);
      }
    }
  };
  walk('');
  return found.sort();
}

/** Counts a directory, and so brings its files into the system's memory before the first contender runs. */
export function measureSources(directory: string, extensions: readonly string[]): SourceSize {
  const size = { files: 0, lines: 0, bytes: 0 };
  for (const path of listSources(directory, extensions)) {
    const content = readFileSync(join(directory, path));
    size.files++;
    size.bytes += content.length;
    for (let at = content.indexOf(10); at !== -1; at = content.indexOf(10, at + 1)) size.lines++;
  }
  return size;
}
