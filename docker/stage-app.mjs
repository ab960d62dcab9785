/**
 * `node docker/stage-app.mjs <directory> <app>…`: lays out what an image needs of these apps, and nothing else.
 *
 * 1. The apps, the packages that they import and the manifests of the workspace, without tests.
 * 2. Their production dependencies, by the lockfile, for the platform that this runs on.
 * 3. Of dependencies, what no process of ours reads is removed: what packages need only to be compiled, grammars'
 *    sources and binaries (their .wasm is read), what is in TypeScript, maps and manuals.
 * 4. `sbom.cdx.json`: what is there then.
 *
 * The sources stay outside of node_modules, linked into it, because Node strips types nowhere inside.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  lstatSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { componentsOf, sbomOf } from './sbom.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [directory, ...apps] = process.argv.slice(2);
if (directory === undefined || apps.length === 0) throw new Error('Usage: stage-app.mjs <directory> <app>…');

const workspaces = new Map(['apps', 'packages'].flatMap((kind) => workspacesIn(kind)));
const wanted = new Set();
for (const app of apps) collect(app);
copySources();
install();
prune();
writeSbom();

function workspacesIn(kind) {
  return readdirSync(join(root, kind)).map((name) => {
    const manifest = JSON.parse(readFileSync(join(root, kind, name, 'package.json'), 'utf8'));
    return [
      manifest.name,
      { path: `${kind}/${name}`, dependencies: Object.entries(manifest.dependencies ?? {}) },
    ];
  });
}

function collect(name) {
  const workspace = workspaces.get(name);
  if (workspace === undefined) throw new Error(`There is no workspace ${name}.`);
  if (wanted.has(name)) return;
  wanted.add(name);
  for (const [dependency, range] of workspace.dependencies) {
    if (range.startsWith('workspace:')) collect(dependency);
  }
}

function copySources() {
  const isForTests = (path) => /\.test(-process)?\.ts$|\/(node_modules|fixtures|fuzz)$/.test(path);
  const paths = stagedWorkspaces().map(({ path }) => path);
  const manifests = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'];
  for (const path of [...manifests, ...paths, 'docker/health.mjs', 'docker/pre-stop.mjs']) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    cpSync(join(root, path), join(directory, path), { recursive: true, filter: (from) => !isForTests(from) });
  }
}

function install() {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const filters = apps.flatMap((app) => ['--filter', `${app}...`]);
  const pnpm = ['pnpm', 'install', '--prod', '--frozen-lockfile', '--reporter=append-only', ...filters];
  // Beside the image's directory, not in it, where pnpm would put one of its own on another volume.
  const store = process.env.PNPM_STORE;
  if (store !== undefined) pnpm.push(`--store-dir=${store}`);
  // What was downloaded before is asked for nowhere.
  const args = [
    'exec',
    '--yes',
    '--prefer-offline',
    `--package=${packageManager}`,
    '--',
    ...pnpm,
    '--prefer-offline',
  ];
  const env = { CI: 'true', ...process.env };
  const { status } = spawnSync('npm', args, { cwd: directory, stdio: 'inherit', env });
  if (status !== 0) throw new Error(`pnpm ended with ${status}.`);
}

function prune() {
  const store = join(directory, 'node_modules/.pnpm');
  const reached = reachedEntries();
  for (const entry of readdirSync(store)) {
    if (!reached.has(entry)) rmSync(join(store, entry), { recursive: true });
    else pruneBelow(join(store, entry, 'node_modules'), keepRule(entry));
  }
  for (const { path } of stagedWorkspaces()) dropBrokenLinks(join(directory, path, 'node_modules'));
}

function stagedWorkspaces() {
  return [...wanted].map((name) => workspaces.get(name));
}

/** Entries of pnpm's store that our packages import, and those that these import in turn. */
function reachedEntries() {
  const reached = new Set();
  const pending = stagedWorkspaces().flatMap(({ path }) =>
    entriesLinkedFrom(join(directory, path, 'node_modules')),
  );
  for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
    if (reached.has(entry)) continue;
    reached.add(entry);
    if (isBuiltByItsDependencies(entry)) continue;
    pending.push(...entriesLinkedFrom(join(directory, 'node_modules/.pnpm', entry, 'node_modules')));
  }
  return reached;
}

/** What they depend on compiles or fetches binaries; none of it is imported when they run. */
function isBuiltByItsDependencies(entry) {
  return /^@ladybugdb\+core@|^(@tree-sitter-grammars\+)?tree-sitter-/.test(entry);
}

function entriesLinkedFrom(folder) {
  return linksIn(folder).flatMap((link) => {
    const [, entry] = /\/node_modules\/\.pnpm\/([^/]+)\//.exec(realpathSync(link)) ?? [];
    return entry === undefined ? [] : [entry];
  });
}

function linksIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) return [path];
    return entry.isDirectory() && entry.name.startsWith('@') ? linksIn(path) : [];
  });
}

function keepRule(entry) {
  if (/^(@tree-sitter-grammars\+)?tree-sitter-/.test(entry)) {
    return (path) => /\.wasm$|\/(package\.json|licen[cs]e[^/]*)$/i.test(path);
  }
  if (entry.startsWith('web-tree-sitter@'))
    return (path) => !/\/(debug|src|lib)\/|\.([cm]?ts|map|md)$/.test(path);
  return (path) => !/\.([cm]?ts|map|md|markdown|flow)$/i.test(path);
}

function pruneBelow(folder, keeps) {
  dropBrokenLinks(folder);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      pruneBelow(path, keeps);
      if (readdirSync(path).length === 0) rmSync(path, { recursive: true });
    } else if (entry.isFile() && !keeps(path)) rmSync(path);
  }
}

function dropBrokenLinks(folder) {
  for (const link of linksIn(folder)) {
    if (!existsSync(link)) rmSync(link);
  }
}

function writeSbom() {
  const lockfile = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8');
  const components = componentsOf(join(directory, 'node_modules/.pnpm'), lockfile);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const sbom = sbomOf({ name: apps[0], version, components });
  writeFileSync(join(directory, 'sbom.cdx.json'), `${JSON.stringify(sbom, null, 1)}\n`);
  const bytes = sizeOf(directory);
  process.stdout.write(
    `${basename(apps[0])}: ${components.length} packages, ${(bytes / 1e6).toFixed(1)} MB\n`,
  );
}

function sizeOf(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? sizeOf(path) : lstatSync(path).size;
    })
    .reduce((sum, bytes) => sum + bytes, 0);
}
