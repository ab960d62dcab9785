import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readGitIndex, writeGitIndex } from './git-index.ts';
import { checkPath } from './tree-path.ts';

let tree: string;
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'gkg-index-'));
});
afterEach(() => rmSync(tree, { recursive: true, force: true }));

const path = fc
  .array(fc.string({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 4 })
  .map((names) => names.join('/'))
  .filter((name) => name.isWellFormed() && 'path' in checkPath(Buffer.from(name)));

test.each([40, 64])('git reads what is written, and so is it read back: ids of %d digits', async (digits) => {
  const blob = fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`)).filter((id) => !/^0+$/.test(id));
  const file = fc.record({
    mode: fc.constantFrom(0o100644, 0o100755, 0o120000),
    blob,
    size: fc.nat(2 ** 31),
  });
  await fc.assert(
    fc.asyncProperty(fc.dictionary(path, file, { maxKeys: 12, noNullPrototype: true }), async (files) => {
      const listing = new Map(Object.entries(files));
      await writeGitIndex(tree, 'c'.repeat(digits), listing);
      const args = ['ls-files', '-z', '--stage'];
      const seen = execFileSync('git', args, { cwd: tree, encoding: 'utf8' }).split('\0').filter(Boolean);
      const wanted = [...listing].map(([name, { mode, blob: id }]) => `${mode.toString(8)} ${id} 0\t${name}`);
      expect(seen.toSorted()).toEqual(wanted.toSorted());
      expect(await readGitIndex(tree, digits)).toEqual(new Map([...listing].toSorted(byBytes)));
    }),
    { numRuns: 15 },
  );
});

test('a damaged index is not believed', async () => {
  const file = { mode: 0o100644, blob: 'd'.repeat(40), size: 1 };
  await writeGitIndex(tree, 'c'.repeat(40), new Map([['a', file]]));
  truncateSync(join(tree, '.git', 'index'), 80);
  await expect(readGitIndex(tree, 40)).rejects.toThrow('damaged');
});

function byBytes([a]: [string, unknown], [b]: [string, unknown]): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
