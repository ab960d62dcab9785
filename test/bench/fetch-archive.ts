/**
 * Fetching an archive with the package manager of its kind, as that is set up on this machine: no address is
 * known here. The archive is checked against its pinned SHA-256 before anything reads it, and kept.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cached } from './cache.ts';
import type { Corpus, PackageKind } from './corpora.ts';
import { fetchDebianSource } from './debian.ts';
import { runTool } from './run-tool.ts';

type Package = Pick<Corpus, 'package' | 'version'>;

/** Leaves the package's one archive in a directory that is empty before, and answers its path. */
type Fetcher = (wanted: Package, directory: string) => Promise<string>;

const fetchers: Readonly<Record<PackageKind, Fetcher>> = {
  npm: fetchFromNpm,
  python: fetchWheel,
  go: fetchGoModule,
  crate: fetchCrate,
  maven: fetchSourceJar,
  debian: fetchDebianSource,
};

/** The corpus's archive in the cache, fetched if it is not there; an Error says why there is none. */
export async function fetchArchive(corpus: Corpus): Promise<string> {
  const kept = join(cached('archives'), `${corpus.name}-${corpus.sha256.slice(0, 12)}`);
  if (existsSync(kept)) return kept;
  const directory = await mkdtemp(join(cached('archives'), '.fetch-'));
  try {
    const archive = await fetchers[corpus.kind](corpus, directory);
    const found = await sha256Of(archive);
    if (found !== corpus.sha256) throw new Error(`the archive's SHA-256 is ${found}`);
    await rename(archive, kept);
    return kept;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function fetchFromNpm(wanted: Package, directory: string): Promise<string> {
  await runTool('npm', ['pack', '--silent', `${wanted.package}@${wanted.version}`], { cwd: directory });
  return onlyFile(directory);
}

/** A wheel, because a source distribution would be built to learn its name. */
async function fetchWheel(wanted: Package, directory: string): Promise<string> {
  const any = ['--only-binary', ':all:', '--platform', 'any', '--python-version', '3.12'];
  const exact = `${wanted.package}==${wanted.version}`;
  await runTool('pip', ['download', '--quiet', '--no-deps', ...any, '--dest', directory, exact]);
  return onlyFile(directory);
}

async function fetchGoModule(wanted: Package, directory: string): Promise<string> {
  const module = `${wanted.package}@${wanted.version}`;
  const output = await runTool('go', ['mod', 'download', '-json', module], {
    cwd: directory,
    env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '' },
  });
  const { Zip: zip } = JSON.parse(output) as { readonly Zip: string };
  const archive = join(directory, 'module.zip');
  await copyFile(zip, archive);
  return archive;
}

/** cargo fetches what a manifest asks for, and keeps the archive in its home. */
async function fetchCrate(wanted: Package, directory: string): Promise<string> {
  const dependency = `${wanted.package} = "=${wanted.version}"`;
  const manifest = `[package]\nname = "fetch"\nversion = "0.0.0"\nedition = "2021"\n[lib]\npath = "lib.rs"\n`;
  await writeFile(join(directory, 'Cargo.toml'), `${manifest}[dependencies]\n${dependency}\n`);
  await writeFile(join(directory, 'lib.rs'), '');
  await runTool('cargo', ['fetch', '--quiet'], { cwd: directory });
  const home = process.env['CARGO_HOME'] ?? join(homedir(), '.cargo');
  const registries = join(home, 'registry/cache');
  const name = `${wanted.package}-${wanted.version}.crate`;
  const found = readdirSync(registries)
    .map((registry) => join(registries, registry, name))
    .find((file) => existsSync(file));
  if (found === undefined) throw new Error(`cargo did not keep ${name}`);
  const archive = join(directory, name);
  await copyFile(found, archive);
  return archive;
}

async function fetchSourceJar(wanted: Package, directory: string): Promise<string> {
  const artifact = `${wanted.package}:${wanted.version}:jar:sources`;
  await runTool(
    'mvn',
    ['-q', '-B', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${directory}`],
    {
      cwd: directory,
    },
  );
  return onlyFile(directory);
}

function onlyFile(directory: string): string {
  const [name, ...others] = readdirSync(directory);
  if (name === undefined || others.length > 0) throw new Error('the package manager did not leave one file');
  return join(directory, name);
}
