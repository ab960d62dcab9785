import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { WitnessLanguage } from './corpora.ts';

const run = promisify(execFile);
const outputBytesMax = 1 << 28;
const installMs = 300_000;
const indexMs = 1_200_000;

/** The indexers are pinned; they are no dependencies of the project, but installed into the cache. */
export const indexers: Readonly<
  Record<WitnessLanguage, { readonly name: string; readonly version: string }>
> = {
  typescript: { name: '@sourcegraph/scip-typescript', version: '0.4.0' },
  python: { name: '@sourcegraph/scip-python', version: '0.6.6' },
};

/** Indexes a repository and gives the file of the index. */
export async function indexRepository(
  language: WitnessLanguage,
  repository: string,
  cache: string,
): Promise<string> {
  const index = join(cache, 'indexes', `${basename(repository)}.scip`);
  if (existsSync(index)) return index;
  mkdirSync(join(cache, 'indexes'), { recursive: true });
  const unfinished = `${index}.new`;
  const project = language === 'python' ? ['.', '--project-name', 'corpus', '--project-version', '1'] : [];
  const options = { cwd: repository, maxBuffer: outputBytesMax, timeout: indexMs };
  const program = await installIndexer(language, cache);
  await run(process.execPath, [program, 'index', ...project, '--output', unfinished], options);
  renameSync(unfinished, index);
  return index;
}

async function installIndexer(language: WitnessLanguage, cache: string): Promise<string> {
  const { name, version } = indexers[language];
  const home = join(cache, 'indexers', language);
  const program = join(home, 'node_modules', '.bin', basename(name));
  if (existsSync(program)) return program;
  mkdirSync(home, { recursive: true });
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefix', home, `${name}@${version}`], {
    maxBuffer: outputBytesMax,
    timeout: installMs,
  });
  return program;
}
