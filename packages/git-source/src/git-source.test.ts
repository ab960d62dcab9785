import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGitSource, type GitSourceOptions } from './create-git-source.ts';

let root: string;
let repository: string;
let target: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gkg-git-source-'));
  repository = join(root, 'repository');
  target = join(root, 'sources', '7-1');
  mkdirSync(repository);
  git('init', '--quiet', '--initial-branch=trunk', '.');
  commitFile('a.py', 'x = 1\n');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const environment = { PATH: process.env['PATH'] ?? '', HOME: tmpdir() };

function git(...args: string[]): string {
  const author = ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...author, ...args], { cwd: repository, encoding: 'utf8' }).trim();
}

function commitFile(name: string, content: string): string {
  writeFileSync(join(repository, name), content);
  git('add', '--all');
  git('commit', '--quiet', '-m', name);
  return git('rev-parse', 'HEAD');
}

function fetchFrom(Address: string, options: Partial<GitSourceOptions> = {}, signal?: AbortSignal) {
  const source = createGitSource({ environment, ...options });
  return source.fetch(
    { repository: { Address, Token: null, Storage: '', Path: '' }, directory: target },
    signal,
  );
}

const cloneAddress = () => `git+${pathToFileURL(repository).href}`;

/** A program that leaves a trace when anything runs it. */
function trap(name: string): { program: string; sprung(): boolean } {
  const trace = join(root, `${name}.ran`);
  const program = join(root, name);
  writeFileSync(program, `#!/bin/sh\ntouch '${trace}'\ncat\n`);
  chmodSync(program, 0o755);
  return { program, sprung: () => existsSync(trace) };
}

describe('a directory', () => {
  test('is used in place, with the commit of its work tree', async () => {
    const fetched = await fetchFrom(pathToFileURL(repository).href);
    expect(fetched).toMatchObject({
      directory: repository,
      name: 'repository',
      commit: git('rev-parse', 'HEAD'),
    });
    await fetched.release();
    expect(existsSync(join(repository, 'a.py'))).toBe(true);
    expect(existsSync(target)).toBe(false);
  });

  test('without history has no commit', async () => {
    mkdirSync(join(root, 'plain'));
    expect((await fetchFrom(pathToFileURL(join(root, 'plain')).href)).commit).toBeNull();
  });

  test('with a repository that has no commit yet has none', async () => {
    rmSync(join(repository, '.git'), { recursive: true });
    git('init', '--quiet', '.');
    expect((await fetchFrom(pathToFileURL(repository).href)).commit).toBeNull();
  });

  test.skipIf(process.getuid?.() !== 0)('of another user has a commit all the same', async () => {
    execFileSync('chown', ['-R', '54321', repository]);
    const commit = execFileSync('git', ['-c', `safe.directory=*`, 'rev-parse', 'HEAD'], { cwd: repository });
    expect((await fetchFrom(pathToFileURL(repository).href)).commit).toBe(commit.toString().trim());
  });

  test('runs nothing that the configuration of the repository names', async () => {
    const monitor = trap('monitor');
    git('config', 'core.fsmonitor', monitor.program);
    git('config', 'core.pager', monitor.program);
    await fetchFrom(pathToFileURL(repository).href);
    expect(monitor.sprung()).toBe(false);
  });

  test.each([
    ['directory_missing', 'nowhere'],
    ['not_a_directory', 'repository/a.py'],
    ['not_a_directory', 'repository/a.py/deeper'],
  ])('gives %s for %s', async (kind, path) => {
    const address = pathToFileURL(join(root, path)).href;
    await expect(fetchFrom(address)).rejects.toMatchObject({ kind, detail: { path: join(root, path) } });
  });

  test('is found through a link, under its real path', async () => {
    symlinkSync(repository, join(root, 'link'));
    expect((await fetchFrom(pathToFileURL(join(root, 'link')).href)).directory).toBe(repository);
  });
});

describe('plain git', () => {
  test('leaves the tree of the default branch and removes it on release', async () => {
    git('tag', 'old');
    const commit = commitFile('b.py', 'y = 2\n');
    const fetched = await fetchFrom(cloneAddress());
    expect(fetched).toMatchObject({ directory: target, name: 'repository', commit });
    expect(readdirSync(target).sort()).toEqual(['.git', 'a.py', 'b.py']);
    expect(execFileSync('git', ['rev-list', '--count', 'HEAD'], { cwd: target, encoding: 'utf8' })).toBe(
      '1\n',
    );
    await fetched.release();
    await fetched.release();
    expect(existsSync(target)).toBe(false);
  });

  test.each([
    ['a branch', () => 'side'],
    ['a tag', () => 'v1'],
    ['a commit', () => git('rev-parse', 'v1')],
  ])('fetches %s', async (_what, ref) => {
    git('branch', 'side');
    git('tag', 'v1');
    const expected = git('rev-parse', 'HEAD');
    commitFile('b.py', 'y = 2\n');
    expect((await fetchFrom(`${cloneAddress()}#${ref()}`)).commit).toBe(expected);
  });

  test('replaces what a killed job left behind', async () => {
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'stale.py'), '');
    await fetchFrom(cloneAddress());
    expect(readdirSync(target)).not.toContain('stale.py');
  });

  test('runs no filter, even one of the own configuration', async () => {
    const filter = trap('filter');
    const home = join(root, 'home');
    mkdirSync(home);
    writeFileSync(
      join(home, '.gitconfig'),
      `[filter "lfs"]\n smudge = ${filter.program}\n required = true\n[filter "evil"]\n smudge = ${filter.program}\n`,
    );
    writeFileSync(join(repository, '.gitattributes'), '*.bin filter=lfs\n*.py filter=evil\n');
    commitFile('model.bin', 'version https://git-lfs.github.com/spec/v1\n');
    const fetched = await fetchFrom(cloneAddress(), { environment: { ...environment, HOME: home } });
    expect(readdirSync(fetched.directory)).toContain('model.bin');
    expect(filter.sprung()).toBe(false);
  });

  test('runs no hook of a template', async () => {
    const hook = trap('post-checkout');
    const templates = join(root, 'templates', 'hooks');
    mkdirSync(templates, { recursive: true });
    symlinkSync(hook.program, join(templates, 'post-checkout'));
    const home = join(root, 'home');
    mkdirSync(home);
    writeFileSync(join(home, '.gitconfig'), `[init]\n templateDir = ${join(root, 'templates')}\n`);
    await fetchFrom(cloneAddress(), { environment: { ...environment, HOME: home } });
    expect(hook.sprung()).toBe(false);
  });

  test('leaves submodules alone', async () => {
    writeFileSync(join(repository, '.gitmodules'), `[submodule "s"]\n path = s\n url = ${repository}\n`);
    git('update-index', '--add', '--cacheinfo', `160000,${git('rev-parse', 'HEAD')},s`);
    git('commit', '--quiet', '-m', 'submodule');
    const fetched = await fetchFrom(cloneAddress());
    expect(readdirSync(join(fetched.directory, 's'))).toEqual([]);
  });

  test('gives source_unavailable when there is no such repository or ref, and leaves nothing', async () => {
    const missing = `git+${pathToFileURL(join(root, 'nowhere')).href}`;
    await expect(fetchFrom(missing)).rejects.toMatchObject({ kind: 'source_unavailable' });
    await expect(fetchFrom(`${cloneAddress()}#nowhere`)).rejects.toMatchObject({
      kind: 'source_unavailable',
    });
    expect(existsSync(target)).toBe(false);
  });
});

describe('limits of a clone', () => {
  test('a pack that grows past the bytes is refused', async () => {
    const limits = { bytesMax: 1000, filesMax: 10 };
    commitFile('big.txt', 'x'.repeat(2000));
    await expect(fetchFrom(cloneAddress(), { limits })).rejects.toMatchObject({
      kind: 'too_large',
      detail: { limit: 'bytes' },
    });
    expect(existsSync(target)).toBe(false);
  });

  test('a small pack that describes ten million files is refused before any is written', async () => {
    const blob = git('hash-object', '-w', 'a.py');
    let entry = `100644 blob ${blob}`;
    for (let level = 0; level < 7; level += 1) {
      const tree = Array.from({ length: 10 }, (_, i) => `${entry}\tn${i}`).join('\n');
      const id = execFileSync('git', ['mktree'], {
        cwd: repository,
        input: `${tree}\n`,
        encoding: 'utf8',
      }).trim();
      entry = `040000 tree ${id}`;
    }
    const bomb = git('commit-tree', '-m', 'bomb', entry.split(' ')[2]!);
    git('branch', 'bomb', bomb);
    const limits = { bytesMax: 1024 ** 3, filesMax: 1000 };
    await expect(fetchFrom(`${cloneAddress()}#bomb`, { limits })).rejects.toMatchObject({
      kind: 'too_large',
      detail: { limit: 'files', max: 1000 },
    });
    expect(existsSync(target)).toBe(false);
  });
});

describe('a peer that accepts and then says nothing', () => {
  let silent: Server;
  let address: string;

  beforeEach(async () => {
    silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    address = `git://127.0.0.1:${(silent.address() as { port: number }).port}/a.git`;
  });
  afterEach(() => void silent.close());

  test('is given up after the limit on silence', async () => {
    await expect(fetchFrom(address, { silenceTimeoutMs: 300 })).rejects.toMatchObject({
      kind: 'source_unavailable',
    });
    expect(existsSync(target)).toBe(false);
  });

  test('is left at once when the caller aborts, with the reason of the caller', async () => {
    const stop = new AbortController();
    silent.once('connection', () => stop.abort(new Error('the task was withdrawn')));
    await expect(fetchFrom(address, {}, stop.signal)).rejects.toThrow('the task was withdrawn');
    expect(existsSync(target)).toBe(false);
  });
});
