import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GkgError } from '@gkg/protocol';
import { Repository } from '@gkg/testkit';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTally } from '../tree/listing.ts';
import { TreeWriter } from '../tree/tree-writer.ts';
import { endOfArchive, pax, rawEntry, tarOf, withChecksum } from './tar.fixture.ts';
import { unpackTar } from './unpack.ts';

let root: string;
let tree: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gkg-unpack-'));
  tree = join(root, 'tree');
  mkdirSync(tree);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const noLimits = { bytesMax: 1e9, filesMax: 1e6 };

async function unpack(archive: Buffer, limits = noLimits, chunkBytes = 1000) {
  const writer = new TreeWriter(tree, 40);
  const blobs: Record<string, string> = {};
  const onFile = (path: string, { blob }: { blob: string }) => void (blobs[path] = blob);
  const options = { prefix: 'p', writer, tally: createTally(limits), onFile };
  await unpackTar(chunksOf(archive, chunkBytes), options);
  await writer.finish();
  return { skipped: writer.skipped, refused: [...writer.refused], blobs };
}

async function* chunksOf(archive: Buffer, bytes: number) {
  await Promise.resolve();
  for (let at = 0; at < archive.length; at += bytes) yield archive.subarray(at, at + bytes);
}

/** Everything below a directory: content of files, `-> target` of links, `/` of directories. */
function contentOf(directory: string, base = ''): Record<string, string> {
  const all: Record<string, string> = {};
  for (const entry of readdirSync(join(directory, base), { withFileTypes: true })) {
    const path = join(base, entry.name);
    const file = join(directory, path);
    if (entry.isDirectory()) Object.assign(all, contentOf(directory, path));
    else all[path] = entry.isSymbolicLink() ? `-> ${readlinkSync(file)}` : readFileSync(file, 'latin1');
  }
  return all;
}

const blobOf = (content: string) =>
  createHash('sha1')
    .update(`blob ${Buffer.byteLength(content)}\0${content}`)
    .digest('hex');

describe('an entry that may not be written is counted, and the rest is unpacked', () => {
  const secret = () => join(root, 'outside');

  test.each([
    ['outside', { path: 'p/../outside', content: 'x' }],
    ['outside', { path: 'p/a/../../outside', content: 'x' }],
    ['outside', { path: '/etc/passwd', content: 'x' }],
    ['outside', { path: 'p//etc/passwd', content: 'x' }],
    ['outside', { path: 'q/a', content: 'x' }],
    ['outside', { path: 'p/', content: 'x' }],
    ['outside', { path: 'p/a/./b', content: 'x' }],
    ['reserved_name', { path: 'p/.git/hooks/post-checkout', content: 'x' }],
    ['reserved_name', { path: 'p/sub/.GIT/config', content: 'x' }],
    ['reserved_name', { path: 'p/git~1/config', content: 'x' }],
    ['reserved_name', { path: 'p/.g\u200cit/config', content: 'x' }],
    ['name_not_utf8', { path: Buffer.from('p/\xe9t\xe9.py', 'latin1'), content: 'x' }],
    ['link_outside', { path: 'p/l', type: '2', linkTarget: '/etc' }],
    ['link_outside', { path: 'p/l', type: '2', linkTarget: '../outside' }],
    ['link_outside', { path: 'p/a/l', type: '2', linkTarget: '../../outside' }],
    ['link_outside', { path: 'p/l', type: '2', linkTarget: 'good.py/../..' }],
    ['link_outside', { path: 'p/l', type: '2', linkTarget: '' }],
    ['hard_link', { path: 'p/h', type: '1', linkTarget: 'p/good.py' }],
    ['hard_link', { path: 'p/h', type: '1', linkTarget: '/etc/passwd', size: 5 }],
    ['special_file', { path: 'p/tty', type: '3' }],
    ['special_file', { path: 'p/disk', type: '4' }],
    ['special_file', { path: 'p/fifo', type: '6' }],
    ['special_file', { path: 'p/unknown', type: 'Z', content: 'data of it' }],
    ['sparse_file', { path: 'p/holes', type: 'S', content: 'x' }],
    ['duplicate', { path: 'p/good.py', content: 'evil' }],
    ['conflict', { path: 'p/good.py/below', content: 'x' }],
    ['duplicate', { path: 'p/dir', content: 'x' }],
    ['duplicate', { path: 'p/dir', type: '2', linkTarget: 'good.py' }],
  ])('%s: %o', async (reason, entry) => {
    const archive = tarOf(
      { path: 'p/', type: '5' },
      { path: 'p/good.py', content: 'good' },
      { path: 'p/dir/a.py', content: 'a' },
      entry,
      { path: 'p/last.py', content: 'last' },
    );
    const { skipped } = await unpack(archive);
    expect(skipped).toEqual({ [reason]: 1 });
    expect(contentOf(tree)).toEqual({ 'good.py': 'good', 'dir/a.py': 'a', 'last.py': 'last' });
    expect(readdirSync(root)).toEqual(['tree']);
    expect(existsSync(secret())).toBe(false);
  });

  test('names and paths that no file system stores', async () => {
    const archive = tarOf(
      pax({ path: `p/${'x'.repeat(256)}` }),
      { path: 'p/short', content: '1' },
      pax({ path: `p/${'d/'.repeat(1600)}f` }),
      { path: 'p/short', content: '2' },
      pax({ path: `p/${'d/'.repeat(300)}f` }),
      { path: 'p/short', content: '3' },
      pax({ path: `p/${'ü'.repeat(127)}` }),
      { path: 'p/short', content: '4' },
    );
    expect((await unpack(archive)).skipped).toEqual({ name_too_long: 2, too_deep: 1 });
    expect(contentOf(tree)).toEqual({ ['ü'.repeat(127)]: '4' });
  });

  test('a name with a NUL in its PAX record', async () => {
    const archive = tarOf(pax({ path: 'p/a\0/../b' }), { path: 'p/short' }, { path: 'p/c', content: 'c' });
    expect((await unpack(archive)).skipped).toEqual({ outside: 1 });
    expect(contentOf(tree)).toEqual({ c: 'c' });
  });
});

describe('symbolic links', () => {
  test('are made after all files, so that none is written through one', async () => {
    const target = join(root, 'victim');
    mkdirSync(target);
    const archive = tarOf(
      { path: 'p/dir', type: '2', linkTarget: 'real' },
      { path: 'p/dir/file.py', content: 'x' },
      { path: 'p/real/a.py', content: 'a' },
    );
    expect((await unpack(archive)).skipped).toEqual({ duplicate: 1 });
    expect(contentOf(tree)).toEqual({ 'dir/file.py': 'x', 'real/a.py': 'a' });
  });

  test('that are there from an earlier fetch are no way out', async () => {
    const victim = join(root, 'victim');
    mkdirSync(victim);
    symlinkSync(victim, join(tree, 'dir'));
    const { skipped, refused } = await unpack(tarOf({ path: 'p/dir/file.py', content: 'x' }));
    expect({ skipped, refused }).toEqual({ skipped: { conflict: 1 }, refused: ['dir/file.py'] });
    expect(readdirSync(victim)).toEqual([]);
  });

  test('within the tree are kept as they are, also where their target is missing', async () => {
    const archive = tarOf(
      { path: 'p/a/up', type: '2', linkTarget: '../b/c.py' },
      { path: 'p/gone', type: '2', linkTarget: './nowhere' },
      { path: 'p/b/c.py', content: 'c' },
    );
    expect((await unpack(archive)).skipped).toEqual({});
    expect(contentOf(tree)).toEqual({ 'a/up': '-> ../b/c.py', gone: '-> ./nowhere', 'b/c.py': 'c' });
  });
});

describe('sizes', () => {
  test('a header that says zero hides nothing behind a PAX size', async () => {
    const smuggled = rawEntry({ path: 'p/smuggled.py', content: 'x' });
    const archive = Buffer.concat([
      pax({ size: String(smuggled.length) }),
      rawEntry({ path: 'p/a.bin', size: 0 }),
      smuggled,
      rawEntry({ path: 'p/b.py', content: 'b' }),
      endOfArchive,
    ]);
    await unpack(archive);
    expect(Object.keys(contentOf(tree))).toEqual(['a.bin', 'b.py']);
    rmSync(tree, { recursive: true });
    mkdirSync(tree);
    await expect(unpack(archive, { ...noLimits, bytesMax: 600 })).rejects.toMatchObject({
      kind: 'too_large',
    });
  });

  test('an entry beyond the limit is refused before its bytes are waited for', async () => {
    const archive = rawEntry({ path: 'p/huge', content: 'only this arrives', size: 5_000_000 });
    const limits = { ...noLimits, bytesMax: 4_000_000 };
    await expect(unpack(archive, limits)).rejects.toMatchObject({ kind: 'too_large' });
    expect(contentOf(tree)).toEqual({});
  });

  test('a binary size beyond what numbers hold is damage', async () => {
    const header = rawEntry({ path: 'p/huge' });
    header.fill(0xff, 124, 136);
    const archive = Buffer.concat([withChecksum(header), endOfArchive]);
    await expect(unpack(archive)).rejects.toMatchObject({ kind: 'source_unavailable' });
  });

  test('a file that does not fit into memory passes through', async () => {
    const content = Buffer.alloc(3_000_000, 'abc');
    const { blobs } = await unpack(tarOf({ path: 'p/large.bin', content }), noLimits, 65_536);
    expect(blobs['large.bin']).toBe(blobOf(content.toString()));
    expect(readFileSync(join(tree, 'large.bin')).equals(content)).toBe(true);
  });

  test('entries are counted whatever they are', async () => {
    const archive = tarOf(...Array.from({ length: 11 }, (_, i) => ({ path: `p/d${i}/`, type: '5' })));
    const limits = { ...noLimits, filesMax: 10 };
    await expect(unpack(archive, limits)).rejects.toMatchObject({
      kind: 'too_large',
      detail: { limit: 'files' },
    });
  });

  test('a name of a gigabyte is not read', async () => {
    const archive = rawEntry({ path: 'L', type: 'L', size: 2 ** 30 });
    await expect(unpack(archive)).rejects.toMatchObject({ kind: 'source_unavailable' });
  });
});

describe('names beyond the header', () => {
  test('of GNU and of PAX, the latter deciding', async () => {
    const long = `p/${'long/'.repeat(30)}a.py`;
    const archive = tarOf(
      { path: 'L', type: 'L', content: `${long}\0` },
      { path: 'p/cut', content: 'gnu' },
      { path: 'L', type: 'L', content: 'p/ignored\0' },
      pax({ path: 'p/pax.py' }),
      { path: 'p/cut', content: 'pax' },
      { path: 'K', type: 'K', content: 'short/target\0' },
      { path: 'p/link', type: '2', linkTarget: 'ignored' },
      pax({ comment: 'a commit' }, 'g'),
      { path: 'p/last', content: 'last' },
    );
    expect((await unpack(archive)).skipped).toEqual({});
    expect(contentOf(tree)).toEqual({
      [`${'long/'.repeat(30)}a.py`]: 'gnu',
      'pax.py': 'pax',
      link: '-> short/target',
      last: 'last',
    });
  });
});

describe('an archive that is not whole', () => {
  const whole = tarOf({ path: 'p/a', content: 'x'.repeat(700) }, pax({ path: 'p/b' }), { path: 'p/cut' });

  test('is an error wherever it was cut', async () => {
    for (let length = 0; length < whole.length - 512; length += 97) {
      await expect(unpack(whole.subarray(0, length))).rejects.toBeInstanceOf(GkgError);
      rmSync(tree, { recursive: true });
      mkdirSync(tree);
    }
  });

  test('never does anything but unpack or fail when bytes of it are others', async () => {
    const bytes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 2000 }), async (changes, chunkBytes) => {
        const archive = Buffer.from(whole);
        for (const [at, byte] of changes) archive[at] = byte;
        // Right checksums let the change through to what is behind them.
        for (const at of [0, 1536, 2560]) withChecksum(archive.subarray(at, at + 512));
        const failure = await unpack(archive, noLimits, chunkBytes).then(
          () => null,
          (error: unknown) => error,
        );
        expect(failure === null || failure instanceof GkgError).toBe(true);
        expect(readdirSync(root)).toEqual(['tree']);
        rmSync(tree, { recursive: true });
        mkdirSync(tree);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what real programs write', () => {
  const name = fc.stringMatching(/^[a-zé ü€\n'"\\-]{1,60}$/).filter((text) => !/^[.~]/.test(text));
  const path = fc.array(name, { minLength: 1, maxLength: 6 }).map((names) => names.join('/'));
  const content = fc.oneof(
    fc.string({ maxLength: 2000 }),
    fc.integer({ min: 1, max: 300_000 }).map((length) => 'x'.repeat(length)),
  );
  const files = fc.dictionary(path, content, { maxKeys: 8 });

  function writeTree(directory: string, wanted: Record<string, string>): Record<string, string> {
    const written: Record<string, string> = {};
    mkdirSync(directory, { recursive: true });
    for (const [file, text] of Object.entries(wanted)) {
      try {
        mkdirSync(dirname(join(directory, file)), { recursive: true });
        writeFileSync(join(directory, file), text, { flag: 'wx' });
        written[file] = Buffer.from(text).toString('latin1');
      } catch {
        // A file where another one has a directory.
      }
    }
    return written;
  }

  test.each(['pax', 'gnu'])('tar --format=%s comes back as it was', async (format) => {
    let serial = 0;
    await fc.assert(
      fc.asyncProperty(files, async (wanted) => {
        const source = join(root, `source-${(serial += 1)}`);
        const written = writeTree(join(source, 'p'), wanted);
        const archive = execFileSync('tar', [`--format=${format}`, '-cf', '-', 'p'], {
          cwd: source,
          maxBuffer: 2 ** 26,
        });
        const { skipped, blobs } = await unpack(archive, noLimits, 8192);
        expect(contentOf(tree)).toEqual(written);
        expect(skipped).toEqual({});
        expect(Object.keys(blobs).toSorted()).toEqual(Object.keys(written).toSorted());
        rmSync(source, { recursive: true });
        rmSync(tree, { recursive: true });
        mkdirSync(tree);
      }),
      { numRuns: 15 },
    );
  });

  test('git archive comes back with the ids of git', async () => {
    const repository = new Repository(root, 'source')
      .write('a.py', 'x = 1\n')
      .write(`${'deep/'.repeat(60)}b.py`, 'y')
      .write('empty.py', '')
      .write('ü/€', 'z')
      .link('link', 'a.py')
      .link('long link', `${'deep/'.repeat(40)}b.py`);
    const listed = Object.entries(repository.listing(repository.commit()));
    const ids = Object.fromEntries(listed.map(([path, entry]) => [path, entry.split(' ')[1]]));
    const archive = ['--git-dir', repository.directory, 'archive', '--format=tar', '--prefix=p/', 'HEAD'];
    const { blobs } = await unpack(execFileSync('git', archive));
    expect(blobs).toEqual(ids);
    expect(lstatSync(join(tree, 'link')).isSymbolicLink()).toBe(true);
  });
});
