import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Repository, startGitaly, type GitalyStandIn } from '@gkg/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createGitSource, type GitSourceOptions } from '../create-git-source.ts';
import type { GitSource } from '../git-source.ts';

const secret = 'a secret of this test';
const environment = { PATH: process.env['PATH'] ?? '' };

let root: string;
let gitaly: GitalyStandIn;
let source: GitSource;
let serial = 0;
let repository: Repository;
let directory: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'gkg-gitaly-'));
  gitaly = await startGitaly({ storages: { default: root }, secret });
  source = openSource();
});
afterAll(async () => {
  await source.close();
  await gitaly.stop();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => {
  serial += 1;
  gitaly.behave();
  repository = new Repository(root, `@hashed/${serial}.git`);
  directory = join(root, 'sources', `${serial}-1`);
});

function openSource(options: Partial<GitSourceOptions> = {}): GitSource {
  const keep = { directory: join(root, 'sources', 'kept'), bytesMax: 1e9, freeBytesMin: 0 };
  const retries = { attemptsMax: 3, firstDelayMs: 10, delayMsMax: 50 };
  return createGitSource({ environment, keep, gitaly: retries, ...options });
}

const connection = () => ({
  Address: gitaly.address,
  Token: secret,
  Storage: 'default',
  Path: repository.path,
});
const fetchTree = (from = source, signal?: AbortSignal) =>
  from.fetch({ repository: connection(), directory, namespaceId: serial }, signal);
const callsOf = (method: string) => gitaly.calls.filter((call) => call.method === method).length;

/** What git sees in a fetched tree: its index, and nothing that is not as the index says. */
function seenByGit(tree: string): Record<string, string> {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: tree, encoding: 'utf8' });
  const all = git('ls-files', '-z', '--cached', '--others').split('\0').filter(Boolean);
  const listed = git('ls-files', '-z', '--stage').split('\0').filter(Boolean);
  const entries = listed.map((line) => {
    const [facts = '', path = ''] = line.split('\t');
    const [mode = '', id = ''] = facts.split(' ');
    expect(idOnDisk(join(tree, path), mode, id.length), path).toBe(id);
    return [path, `${mode} ${id}`];
  });
  expect(all.length).toBe(entries.length);
  return Object.fromEntries(entries);
}

function idOnDisk(file: string, mode: string, idLength: number): string {
  const isLink = mode === '120000';
  expect(lstatSync(file).isSymbolicLink()).toBe(isLink);
  const content = isLink ? Buffer.from(readlinkSync(file)) : readFileSync(file);
  const hash = createHash(idLength === 64 ? 'sha256' : 'sha1').update(`blob ${content.length}\0`);
  return hash.update(content).digest('hex');
}

describe('a repository', () => {
  test('is fetched whole, and is exactly the commit', async () => {
    repository
      .write('a.py', 'x = 1\n')
      .write('bin/run.sh', '#!/bin/sh\n', { executable: true })
      .write('empty', '')
      .write('large.bin', Buffer.alloc(700_000, 'abc'))
      .write(`${'deep/'.repeat(50)}file`, 'x')
      .write('ünï/"cödé"\n.py', 'x')
      .link('link', 'a.py')
      .write('.gitignore', 'ignored.py\n')
      .write('ignored.py', 'tracked all the same\n');
    const commit = repository.commit();
    const fetched = await fetchTree();
    expect(fetched).toMatchObject({
      commit,
      summary: { how: 'archive', files: 9, filesFetched: 0, skipped: {} },
    });
    expect(seenByGit(fetched.directory)).toEqual(repository.listing(commit));
    await fetched.release();
    await fetched.release();
    expect(existsSync(directory)).toBe(false);
  });

  test('of SHA-256 is fetched likewise', async () => {
    repository = new Repository(root, `@hashed/${serial}-256.git`, { objectFormat: 'sha256' });
    const first = repository.write('a.py', 'x = 1\n').commit();
    await (await fetchTree()).release({ keep: true });
    const second = repository.write('b.py', 'y = 1\n').commit();
    expect(first).toHaveLength(64);
    const fetched = await fetchTree();
    expect(fetched).toMatchObject({ commit: second, summary: { how: 'changes' } });
    expect(seenByGit(fetched.directory)).toEqual(repository.listing(second));
    await fetched.release();
  });

  test('is the tree and not the archive, where attributes make them differ', async () => {
    repository
      .write('.gitattributes', 'docs export-ignore\nv.py export-subst\n*.c eol=crlf\n*.txt ident\n')
      .write('docs/guide.md', 'left out of archives')
      .write('v.py', 'version = "$Format:%H$"\n')
      .write('a.c', 'int a;\nint b;\n')
      .write('a.txt', '$Id$\n')
      .write('model.bin', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n');
    const commit = repository.commit();
    const fetched = await fetchTree();
    expect(fetched.summary).toMatchObject({ how: 'archive', files: 6, filesFetched: 4 });
    expect(seenByGit(fetched.directory)).toEqual(repository.listing(commit));
    expect(readFileSync(join(fetched.directory, 'model.bin'), 'utf8')).toContain('git-lfs');
    await fetched.release();
  });

  test.each([
    ['archive', false],
    // Git refuses to make an archive of this one.
    ['files one by one', true],
  ])('is fetched without what may not be on the disk, which is counted: %s', async (_how, withDotGit) => {
    repository.write('a.py', 'x = 1\n').link('out', '/etc/passwd').link('up', '../..');
    repository.git('add', '--all');
    const blob = repository.git('hash-object', '-w', 'a.py');
    const evil = execFileSync('git', ['mktree'], {
      cwd: `${repository.directory}.work`,
      input: `100644 blob ${blob}\tconfig\n`,
    });
    const submodule = '1'.repeat(40);
    const dotGit = `040000 tree ${evil.toString().trim()}\t.git`;
    const entries = [
      ...(withDotGit ? [dotGit] : []),
      `100644 blob ${blob}\ta.py`,
      `120000 blob ${repository.git('rev-parse', ':out')}\tout`,
      `120000 blob ${repository.git('rev-parse', ':up')}\tup`,
      `160000 commit ${submodule}\tsub`,
      `100644 blob ${blob}\tlatin-\xe9.py`,
    ];
    const tree = execFileSync('git', ['mktree', '--missing'], {
      cwd: `${repository.directory}.work`,
      input: Buffer.from(`${entries.join('\n')}\n`, 'latin1'),
    });
    const commit = repository.git('commit-tree', '-m', 'hostile', tree.toString().trim());
    repository.git(
      '-c',
      'transfer.fsckObjects=false',
      'push',
      '--quiet',
      repository.directory,
      `${commit}:refs/heads/main`,
    );
    const fetched = await fetchTree();
    expect(fetched.summary).toMatchObject({
      files: 1,
      filesFetched: withDotGit ? 3 : 2,
      skipped: {
        link_outside: 2,
        submodule: 1,
        name_not_utf8: 1,
        ...(withDotGit ? { reserved_name: 1 } : {}),
      },
    });
    expect(seenByGit(fetched.directory)).toEqual({ 'a.py': `100644 ${blob}` });
    expect(readdirSync(join(fetched.directory, '.git')).toSorted()).toEqual([
      'HEAD',
      'config',
      'index',
      'objects',
      'refs',
    ]);
    await fetched.release();
  });

  test('without a commit, or with one that holds nothing, has no files', async () => {
    await expect(fetchTree()).rejects.toMatchObject({ kind: 'no_files' });
    repository.commit('nothing');
    await expect(fetchTree()).rejects.toMatchObject({ kind: 'no_files' });
    expect(existsSync(directory)).toBe(false);
  });

  test('that is not there is source_unavailable', async () => {
    const missing = { ...connection(), Path: '@hashed/nowhere.git' };
    const detail = { address: gitaly.address, status: 'NOT_FOUND', reason: 'repository not found' };
    await expect(source.fetch({ repository: missing, directory })).rejects.toMatchObject({
      kind: 'source_unavailable',
      detail,
    });
  });

  test.each([
    ['files', { bytesMax: 1e6, filesMax: 2 }],
    ['bytes', { bytesMax: 20, filesMax: 100 }],
  ])('with more %s than allowed is refused before anything of it is fetched', async (limit, limits) => {
    repository
      .write('a.py', 'x = 1 # more\n')
      .write('b.py', 'y = 1 # more\n')
      .write('c.py', 'z = 1\n')
      .commit();
    const before = callsOf('GetArchive');
    await expect(fetchTree(openSource({ limits }))).rejects.toMatchObject({
      kind: 'too_large',
      detail: { limit },
    });
    expect(callsOf('GetArchive')).toBe(before);
    expect(existsSync(directory)).toBe(false);
  });

  test('replaces what a killed fetch left behind', async () => {
    mkdirSync(join(directory, 'tree'), { recursive: true });
    const commit = repository.write('a.py', 'x = 1\n').commit();
    const fetched = await fetchTree();
    expect(seenByGit(fetched.directory)).toEqual(repository.listing(commit));
    await fetched.release();
  });
});

describe('after a kept fetch', () => {
  async function keepFirst(): Promise<void> {
    for (let i = 0; i < 20; i += 1) repository.write(`src/f${i}.py`, `x = ${i}\n`);
    repository.link('link', 'src/f1.py').write('dir/a.py', 'a').write('file', 'file').commit();
    await (await fetchTree()).release({ keep: true });
    expect(existsSync(directory)).toBe(false);
  }

  test('the same commit is not fetched again', async () => {
    await keepFirst();
    const before = gitaly.calls.length;
    const fetched = await fetchTree();
    expect(fetched.summary).toMatchObject({ how: 'unchanged', files: 23 });
    expect(gitaly.calls.slice(before).map(({ method }) => method)).toEqual([
      'FindDefaultBranchName',
      'FindCommit',
    ]);
    await fetched.release();
  });

  test('only what changed is fetched, whatever became of it', async () => {
    await keepFirst();
    repository
      .write('src/f1.py', 'changed\n')
      .write('src/f2.py', 'x = 2\n', { executable: true })
      .write('src/new/n.py', 'new\n')
      .remove('src/f3.py')
      .remove('dir')
      .write('dir', 'a file where a directory was')
      .remove('file')
      .write('file/below.py', 'a directory where a file was')
      .link('src/f4.py', 'f5.py')
      .write('link', 'a file where a link was');
    const commit = repository.commit();
    const before = callsOf('GetArchive');
    const fetched = await fetchTree();
    expect(fetched).toMatchObject({ commit, summary: { how: 'changes', filesFetched: 7, skipped: {} } });
    expect(seenByGit(fetched.directory)).toEqual(repository.listing(commit));
    expect(callsOf('GetArchive')).toBe(before);
    await fetched.release({ keep: true });
    const again = await fetchTree();
    expect(again.summary?.how).toBe('unchanged');
    await again.release();
  });

  test('a directory is no way through a link that was there before', async () => {
    mkdirSync(join(root, `victim-${serial}`));
    repository.write('a.py', 'a').link('way', 'real').write('real/b.py', 'b').commit();
    await (await fetchTree()).release({ keep: true });
    const commit = repository.remove('way').write('way/c.py', 'c').commit();
    const fetched = await fetchTree();
    expect(fetched.summary?.how).toBe('changes');
    expect(seenByGit(fetched.directory)).toEqual(repository.listing(commit));
    await fetched.release();
  });

  test('a force push that leaves the old commit is fetched as changes', async () => {
    await keepFirst();
    repository.git('checkout', '--quiet', '--orphan', 'other');
    const commit = repository.write('src/f1.py', 'rewritten').commit();
    const fetched = await fetchTree();
    expect(fetched).toMatchObject({ commit, summary: { how: 'changes', filesFetched: 1 } });
    expect(seenByGit(fetched.directory)).toEqual(repository.listing(commit));
    await fetched.release();
  });

  test('a force push that removed the old commit is fetched whole', async () => {
    await keepFirst();
    repository.git('checkout', '--quiet', '--orphan', 'other');
    const commit = repository.write('src/f1.py', 'rewritten').commit();
    repository.collectGarbage();
    const fetched = await fetchTree();
    expect(fetched).toMatchObject({ commit, summary: { how: 'archive' } });
    expect(seenByGit(fetched.directory)).toEqual(repository.listing(commit));
    await fetched.release();
  });

  test('a change of most files is fetched as an archive', async () => {
    for (let i = 0; i < 250; i += 1) repository.write(`f${i}.py`, `x = ${i}\n`);
    repository.commit();
    await (await fetchTree()).release({ keep: true });
    for (let i = 0; i < 230; i += 1) repository.write(`f${i}.py`, `x = ${i + 1}\n`);
    const commit = repository.commit();
    const fetched = await fetchTree();
    expect(fetched.summary?.how).toBe('archive');
    expect(seenByGit(fetched.directory)).toEqual(repository.listing(commit));
    await fetched.release();
  });

  test('a change beyond the limits is too_large, and the next fetch begins anew', async () => {
    await keepFirst();
    repository.write('src/f1.py', 'x'.repeat(5000)).commit();
    const small = openSource({ limits: { bytesMax: 4000, filesMax: 100 } });
    await expect(fetchTree(small)).rejects.toMatchObject({ kind: 'too_large' });
    const fetched = await fetchTree();
    expect(fetched.summary?.how).toBe('archive');
    await fetched.release();
  });

  test('two fetches at a time never share a directory', async () => {
    await keepFirst();
    const commit = repository.write('src/f1.py', 'changed\n').commit();
    const other = join(root, 'sources', `${serial}-2`);
    const both = await Promise.all([
      fetchTree(),
      source.fetch({ repository: connection(), directory: other, namespaceId: serial }),
    ]);
    expect(new Set(both.map(({ summary }) => summary?.how))).toEqual(new Set(['archive', 'changes']));
    for (const fetched of both) expect(seenByGit(fetched.directory)).toEqual(repository.listing(commit));
    await Promise.all(both.map((fetched) => fetched.release({ keep: true })));
    const again = await fetchTree();
    expect(again.summary?.how).toBe('unchanged');
    expect(seenByGit(again.directory)).toEqual(repository.listing(commit));
    await again.release();
  });

  test('nothing is kept of what was released without it, or forgotten', async () => {
    await keepFirst();
    await source.forget(serial);
    const fetched = await fetchTree();
    expect(fetched.summary?.how).toBe('archive');
    await fetched.release();
    const again = await fetchTree();
    expect(again.summary?.how).toBe('archive');
    await again.release();
  });

  test('a kept tree that was tampered with is fetched anew', async () => {
    await keepFirst();
    const index = join(root, 'sources', 'kept', String(serial), 'tree', '.git', 'index');
    truncateSync(index, 100);
    const fetched = await fetchTree();
    expect(fetched.summary?.how).toBe('archive');
    await fetched.release();
  });
});
