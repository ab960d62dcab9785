import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { root } from './source-files.ts';

let checkout = '';

/** A checkout without dependencies, as `git clone` leaves it. */
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'gkg-checkout-'));
  for (const path of ['scripts', 'package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml']) {
    cpSync(join(root, path), join(checkout, path), { recursive: true });
  }
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

function runScript(script: string, env: Record<string, string>, nodeOptions: readonly string[] = []) {
  const { npm_execpath: _npm, ...inherited } = process.env;
  const run = spawnSync(process.execPath, [...nodeOptions, join(checkout, 'scripts', script)], {
    cwd: checkout,
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...inherited, ...env },
  });
  return {
    code: run.status,
    errors: run.stderr.split('\n').filter((line) => line.startsWith('error: ')),
    ...run,
  };
}

/** A directory for the PATH with nothing but these programs. */
function onlyPrograms(programs: Readonly<Record<string, string>>): string {
  const bin = join(checkout, 'only');
  mkdirSync(bin);
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(bin, name), script);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}

const answers = (output: string, code: number) => `#!/bin/sh\necho '${output}' >&2\nexit ${code}\n`;

describe('on a machine that lacks something, one sentence says what', () => {
  test.each([
    ['git', {}, /needs git/],
    ['npm', { git: answers('', 0) }, /needs npm/],
    ['space', { git: answers('', 0), npm: answers('ENOSPC: no space left on device', 1) }, /disk is full/],
    [
      'network',
      { git: answers('', 0), npm: answers('getaddrinfo ENOTFOUND', 1) },
      /registry cannot be reached/,
    ],
    ['anything else', { git: answers('', 0), npm: answers('something odd', 1) }, /pnpm ended with 1/],
  ])('%s', (_what, programs, sentence) => {
    const run = runScript('start.mjs', { PATH: onlyPrograms(programs) });
    expect(run.errors).toHaveLength(1);
    expect(run.errors[0]).toMatch(sentence);
    expect(run.code).toBe(10);
  });

  test('a registry that does not answer, with the real npm', () => {
    const npm_config_registry = 'http://127.0.0.1:9/';
    const run = runScript('start.mjs', { npm_config_registry, npm_config_cache: join(checkout, 'cache') });
    expect(run.errors).toEqual([expect.stringMatching(/registry cannot be reached/)]);
    expect(run.code).toBe(10);
  });

  test('a Node that is too old', () => {
    const pretend = join(checkout, 'pretend.cjs');
    writeFileSync(pretend, "Object.defineProperty(process.versions, 'node', { value: '16.20.0' });");
    const run = runScript('test.mjs', {}, ['--require', pretend]);
    expect(run.errors).toEqual([expect.stringMatching(/needs Node 18 or newer/)]);
    expect(run.code).toBe(10);
  });
});

test('what is installed is not installed again, and needs no npm', () => {
  const node = join(checkout, 'node_modules/.bin/node');
  const first = onlyPrograms({
    git: answers('', 0),
    npm: `#!/bin/sh\nmkdir -p node_modules/.bin\n: > "${node}"\n`,
  });
  const sleepless = { PATH: `${first}:/usr/bin:/bin` };
  writeFileSync(
    join(checkout, 'scripts/only-install.mjs'),
    "import { ensureWorkspace } from './workspace.mjs';\nawait ensureWorkspace();\n",
  );
  expect(runScript('only-install.mjs', sleepless).stderr).toContain('installing');
  writeFileSync(join(first, 'npm'), answers('must not run', 1));
  const second = runScript('only-install.mjs', sleepless);
  expect([second.code, second.stderr]).toEqual([0, '']);
  writeFileSync(join(checkout, 'pnpm-lock.yaml'), 'changed');
  expect(runScript('only-install.mjs', sleepless).stderr).toContain('must not run');
});

describe('the line that closes a CI run', () => {
  const suite = (status: string, ...results: string[]) => ({
    name: 'a.test.ts',
    status,
    assertionResults: results.map((result) => ({ status: result })),
  });
  const report = (passed: number, failed: number, ...testResults: object[]) => ({
    numPassedTests: passed,
    numFailedTests: failed,
    testResults,
  });

  test.each([
    ['all is well', { failed: [] }, report(3, 0, suite('passed', 'passed')), '3 passed, 0 failed', 0],
    ['a test fails', { failed: ['tests'] }, report(2, 1, suite('failed', 'failed')), '2 passed, 1 failed', 1],
    ['a file does not load', { failed: ['tests'] }, report(2, 0, suite('failed')), '2 passed, 1 failed', 1],
    ['a check fails', { failed: ['lint'] }, report(2, 0, suite('passed')), '2 passed, 1 failed', 1],
    ['vitest fails without a failed test', { failed: ['tests'] }, report(2, 0), '2 passed, 1 failed', 1],
    ['no test ran', { failed: [] }, report(0, 0), '0 passed, 1 failed', 1],
    ['nothing ran', null, null, '0 passed, 1 failed', 1],
  ])('%s', (_name, checks, tests, line, code) => {
    const folder = join(checkout, 'node_modules/.cache/gkg');
    mkdirSync(folder, { recursive: true });
    if (checks !== null) writeFileSync(join(folder, 'checks.json'), JSON.stringify(checks));
    if (tests !== null) writeFileSync(join(folder, 'tests.json'), JSON.stringify(tests));
    const run = runScript('test-summary.mjs', {});
    expect(run.stdout.trimEnd().split('\n').at(-1)).toBe(line);
    expect(run.code).toBe(code);
  });
});
