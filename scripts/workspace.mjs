/**
 * Makes a bare checkout runnable: pnpm (through npm), the dependencies, and among them the Node that the
 * sources need. Runs on Node 18. What was installed is remembered as a hash of the lockfile, so that the
 * second run does nothing and needs no network.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail } from './fail.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
export const workspaceNode = join(root, 'node_modules/.bin/node');
const stamp = join(root, 'node_modules/.gkg-installed');
const outputCharactersMax = 200_000;

/** Installs the dependencies unless those of this lockfile are there already. */
export async function ensureWorkspace() {
  requireGit();
  const wanted = lockfileHash();
  if (isInstalled(wanted)) return;
  process.stderr.write('gkg: installing its dependencies and Node 24 (once)\n');
  await install();
  if (!existsSync(workspaceNode))
    fail('The installation ended without Node 24; remove node_modules and try again.');
  writeFileSync(stamp, wanted);
}

function requireGit() {
  const result = spawnSync('git', ['--version'], { stdio: 'ignore' });
  if (result.error) fail('gkg needs git, and there is none on the PATH. Install git and try again.');
}

function lockfileHash() {
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json']) {
    hash.update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function isInstalled(wanted) {
  return existsSync(stamp) && existsSync(workspaceNode) && readFileSync(stamp, 'utf8') === wanted;
}

async function install() {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { code, output, error } = await runNpm([
    'exec',
    '--yes',
    `--package=${packageManager}`,
    '--',
    'pnpm',
    'install',
    '--frozen-lockfile',
    '--prefer-offline',
    '--reporter=append-only',
  ]);
  if (error) fail('gkg needs npm, and there is none on the PATH. Install npm and try again.');
  if (code !== 0) fail(installFailure(output, code));
}

/** npm says where it lives when it started us; otherwise the PATH has to know. */
function runNpm(args) {
  const npm = process.env.npm_execpath;
  const isScript = npm !== undefined && /npm-cli\.[cm]?js$/.test(npm);
  const [command, all] = isScript ? [process.execPath, [npm, ...args]] : ['npm', args];
  return new Promise((resolve) => {
    const child = spawn(command, all, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: installEnvironment(),
    });
    let output = '';
    const keep = (chunk) => {
      process.stderr.write(chunk);
      output = (output + chunk).slice(-outputCharactersMax);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => resolve({ code: 1, output, error }));
    child.once('close', (code) => resolve({ code, output }));
  });
}

/**
 * Without CI, pnpm would ask before it replaces a node_modules of another layout, with nobody to answer.
 * npm's own patience with an absent network is more than a minute.
 */
function installEnvironment() {
  return {
    CI: 'true',
    npm_config_fetch_retries: '1',
    npm_config_fetch_retry_mintimeout: '2000',
    npm_config_fetch_retry_maxtimeout: '5000',
    ...process.env,
  };
}

const failures = [
  [
    /ENOSPC|no space left/i,
    'The disk is full: the dependencies need about 600 MB. Free some space and try again.',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|error sending request|network|dns error/i,
    'The npm registry cannot be reached: the first run needs a network. Check the connection and try again.',
  ],
  [
    /EACCES|EROFS|permission denied/i,
    'The dependencies cannot be written: this directory or the npm cache is read-only.',
  ],
  [/ERR_PNPM_OUTDATED_LOCKFILE/, 'pnpm-lock.yaml does not fit the package.json files: run pnpm install.'],
];

function installFailure(output, code) {
  const known = failures.find(([pattern]) => pattern.test(output));
  return known
    ? known[1]
    : `The dependencies could not be installed: pnpm ended with ${code}; its output is above.`;
}
