/**
 * Debian source packages without root and without a change to the machine: a source list of our own, made of
 * the machine's by asking for sources instead of packages, with lists and archives of our own.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from './cache.ts';
import { runTool } from './run-tool.ts';

const machineLists = '/etc/apt';

/** The upstream archive of a source package, whose name holds the upstream version. */
export async function fetchDebianSource(
  wanted: { readonly package: string; readonly version: string },
  directory: string,
): Promise<string> {
  await apt(['source', '--download-only', '--tar-only', wanted.package], 'deb-src', directory);
  const prefix = `${wanted.package}_${wanted.version}.orig.tar.`;
  const found = readdirSync(directory);
  const archive = found.find((name) => name.startsWith(prefix));
  if (archive === undefined) throw new Error(`Debian now has ${found.join(', ') || 'no such source'}`);
  return join(directory, archive);
}

/** A binary package's file in `directory`: the newest version that Debian has. */
export async function fetchDebianPackage(name: string, directory: string): Promise<string> {
  await apt(['download', name], 'deb', directory);
  const found = readdirSync(directory).find((file) => file.endsWith('.deb'));
  if (found === undefined) throw new Error(`Debian has no package ${name}`);
  return join(directory, found);
}

async function apt(args: readonly string[], type: 'deb' | 'deb-src', directory: string): Promise<void> {
  const own = privateLists(type);
  if (!own.isFresh) await runTool('apt-get', [...own.options, '-q', 'update']);
  // The download runs as the caller: the archive's own user may not write here.
  const options = [...own.options, '-q', '-o', 'APT::Sandbox::User='];
  await runTool('apt-get', [...options, ...args], { cwd: directory });
}

function privateLists(type: 'deb' | 'deb-src') {
  const home = cached('debian', type);
  const parts = join(home, 'parts');
  const lists = join(home, 'lists');
  const isFresh = existsSync(join(lists, 'partial')) && readdirSync(lists).length > 2;
  for (const needed of [parts, join(lists, 'partial'), join(home, 'cache/archives/partial')]) {
    mkdirSync(needed, { recursive: true });
  }
  for (const [name, text] of machineSources(type)) writeFileSync(join(parts, name), text);
  const settings = [
    'Dir::Etc::sourcelist=/dev/null',
    `Dir::Etc::sourceparts=${parts}`,
    `Dir::State::Lists=${lists}`,
    `Dir::Cache=${join(home, 'cache')}`,
  ];
  return { isFresh, options: settings.flatMap((setting) => ['-o', setting]) };
}

/** Both forms of source lists; what is signed by another key or is not Debian's is asked as well. */
function machineSources(type: 'deb' | 'deb-src'): [name: string, text: string][] {
  const folder = join(machineLists, 'sources.list.d');
  const parts = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  return [join(machineLists, 'sources.list'), ...parts]
    .filter((file) => existsSync(file) && /debian|ubuntu|sources\.list$/.test(file))
    .map((file) => [file.replaceAll('/', '_').replace(/^_+/, ''), asked(readFileSync(file, 'utf8'), type)]);
}

function asked(text: string, type: 'deb' | 'deb-src'): string {
  return text.replaceAll(/^Types:.*$/gm, `Types: ${type}`).replaceAll(/^deb(?:-src)?(?=\s)/gm, type);
}
