import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listFiles } from './list-files.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gkg-scan-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function put(path: string, text = 'x = 1\n'): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const paths = async (): Promise<string[]> => (await listFiles(root)).map(({ path }) => path);

describe('listing a directory without git', () => {
  it('honours .gitignore in every directory, the nearest deciding', async () => {
    put('.gitignore', '*.log\nbuild/\n');
    put('a.py');
    put('a.log');
    put('build/out.py');
    put('sub/.gitignore', '!keep.log\n');
    put('sub/keep.log');
    put('sub/drop.log');
    expect(await paths()).toEqual(['.gitignore', 'a.py', 'sub/.gitignore', 'sub/keep.log']);
  });

  it('lists a symbolic link and does not follow it', async () => {
    put('real/a.py');
    symlinkSync('/etc', join(root, 'out'));
    const files = await listFiles(root);
    expect(files.map(({ path, kind }) => [path, kind])).toEqual([
      ['out', 'symlink'],
      ['real/a.py', 'file'],
    ]);
  });
});

describe('listing a git work tree', () => {
  it('has tracked and new files, and not the ignored ones', async () => {
    put('.gitignore', 'ignored.py\n');
    put('tracked.py');
    put('new.py');
    put('ignored.py');
    const git = (...args: string[]) => execFileSync('git', args, { cwd: root, stdio: 'ignore' });
    git('init', '-q');
    git('add', 'tracked.py', '.gitignore');
    expect(await paths()).toEqual(['.gitignore', 'new.py', 'tracked.py']);
  });

  it('never runs what the repository names as a file system monitor', async () => {
    put('a.py');
    put('monitor', `#!/bin/sh\ntouch ${join(root, 'ran')}\n`);
    chmodSync(join(root, 'monitor'), 0o755);
    execFileSync('git', ['init', '-q'], { cwd: root });
    execFileSync('git', ['config', 'core.fsmonitor', join(root, 'monitor')], { cwd: root });
    expect(await paths()).toEqual(['a.py', 'monitor']);
  });
});

describe('a directory that cannot be indexed', () => {
  it.each([
    ['directory_missing', () => join(root, 'absent')],
    ['not_a_directory', () => (put('file.py'), join(root, 'file.py'))],
    ['no_files', () => root],
  ])('is refused as %s', async (code, directory) => {
    await expect(listFiles(directory())).rejects.toMatchObject({ code });
  });
});
