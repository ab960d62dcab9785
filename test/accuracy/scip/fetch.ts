/**
 * Makes a repository of a corpus: the package managers fetch the released package, its checksum is held against
 * the pinned one, and its sources are laid into a directory of their own. All of it is kept in a cache.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Corpus } from './corpora.ts';

const run = promisify(execFile);
const outputBytesMax = 1 << 26;
const fetchMs = 300_000;

/** The directory of the corpus's repository. */
export async function fetchCorpus(corpus: Corpus, cache: string): Promise<string> {
  const label = `${corpus.name.replaceAll(/[@/]/g, '-')}-${corpus.version}`;
  const repository = join(cache, 'repositories', label);
  if (existsSync(repository)) return repository;
  const unpacked = join(cache, 'unpacked', label);
  rmSync(unpacked, { recursive: true, force: true });
  mkdirSync(unpacked, { recursive: true });
  const archive = await fetchPackage(corpus, join(cache, 'packages', label));
  checkSum(corpus, archive);
  await run('tar', ['xzf', archive, '-C', unpacked, '--strip-components=1']);
  if (corpus.language === 'typescript') writeProject(unpacked);
  else rmSync(join(unpacked, 'setup.py'), { force: true });
  mkdirSync(repository, { recursive: true });
  cpSync(join(unpacked, corpus.sources), join(repository, corpus.place), { recursive: true });
  if (corpus.language === 'typescript') {
    for (const file of projectFiles) cpSync(join(unpacked, file), join(repository, file));
  }
  rmSync(unpacked, { recursive: true });
  return repository;
}

async function fetchPackage({ language, name, version }: Corpus, to: string): Promise<string> {
  mkdirSync(to, { recursive: true });
  const options = { maxBuffer: outputBytesMax, timeout: fetchMs, cwd: to };
  if (language === 'typescript') await run('npm', ['pack', `${name}@${version}`], options);
  else {
    const flags = ['download', '--quiet', '--no-deps', '--no-binary', ':all:', '--dest', '.'];
    await run('python3', ['-m', 'pip', ...flags, `${name}==${version}`], options);
  }
  const archive = readdirSync(to).find((file) => /\.t(?:ar\.)?gz$/.test(file));
  if (archive === undefined) throw new Error(`${name} ${version} was not fetched to ${to}`);
  return join(to, archive);
}

function checkSum({ name, version, sha256 }: Corpus, archive: string): void {
  const found = createHash('sha256').update(readFileSync(archive)).digest('hex');
  if (found !== sha256) throw new Error(`${name} ${version} has the checksum ${found}, not ${sha256}`);
}

const projectFiles = ['tsconfig.json', 'package.json'];

const compilerOptions = {
  target: 'es2022',
  module: 'esnext',
  moduleResolution: 'bundler',
  strict: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  lib: ['es2023', 'esnext', 'dom', 'dom.iterable'],
  types: [],
};

/** One project of all sources; those that a package brings name files that it does not ship. */
function writeProject(directory: string): void {
  for (const file of readdirSync(join(directory, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (/(^|\/)tsconfig[^/]*\.json$/.test(file)) rmSync(join(directory, 'src', file));
  }
  const project = { compilerOptions, include: ['src/**/*.ts', 'src/**/*.tsx'] };
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(project));
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ name: 'corpus', version: '1.0.0' }));
}
