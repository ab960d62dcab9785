import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkPath, linkStaysInside } from './tree-path.ts';

test('no path that passes leaves the directory it is put into, or reaches git', () => {
  const name = fc.oneof(fc.constantFrom('.', '..', '', '.git', '.GIT', 'a', ' '), fc.string());
  fc.assert(
    fc.property(fc.array(name), (names) => {
      const checked = checkPath(Buffer.from(names.join('/')));
      if ('skip' in checked) return;
      expect(join('/tree', checked.path)).toBe(`/tree/${checked.path}`);
      expect(checked.path.toLowerCase().split('/')).not.toContain('.git');
    }),
  );
});

test.each(['...', '.gitignore', '.github', '.gitattributes', 'a..b', '-rf', 'a b', 'C:', 'a\\b', '.git2'])(
  '%s is a name like any other',
  (name) => expect(checkPath(Buffer.from(name))).toEqual({ path: name }),
);

test('links that stay inside by the rule do so on a disk, wherever they lead through others', () => {
  const names = fc.constantFrom('a', 'b', 'c');
  const path = fc.array(names, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
  const target = fc.array(fc.constantFrom('..', '.', 'a', 'b', 'c'), { minLength: 1, maxLength: 5 });
  const links = fc.uniqueArray(
    fc.tuple(
      path,
      target.map((parts) => parts.join('/')),
    ),
    {
      selector: ([from]) => from,
      minLength: 1,
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(links, (wanted) => {
      const outer = realpathSync(mkdtempSync(join(tmpdir(), 'gkg-links-')));
      const root = join(outer, 'tree');
      const made: string[] = [];
      try {
        // As the writer does: directories are real, and links come after them.
        for (const [from] of wanted) mkdirSync(dirname(join(root, from)), { recursive: true });
        for (const [from, to] of wanted.filter((link) => linkStaysInside(...link))) {
          try {
            symlinkSync(to, join(root, from));
            made.push(from);
          } catch {
            // A directory of another link's path is there.
          }
        }
        for (const from of made) expect(resolved(join(root, from), root).startsWith(root)).toBe(true);
      } finally {
        rmSync(outer, { recursive: true });
      }
    }),
    { numRuns: 200 },
  );
});

function resolved(path: string, fallback: string): string {
  try {
    return realpathSync(path);
  } catch {
    // Nothing there, or a circle.
    return fallback;
  }
}
