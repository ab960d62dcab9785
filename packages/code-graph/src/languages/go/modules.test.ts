import { expect, test } from 'vitest';
import type { SourceFiles } from '../language.ts';
import { goFamily } from './family.ts';

function sourcesOf(contents: Readonly<Record<string, string>>): SourceFiles {
  return {
    rootName: 'shop',
    paths: Object.keys(contents).sort(),
    has: (path) => Object.hasOwn(contents, path),
    read: (path) => contents[path],
  };
}

/** Sources by path; a Go file's text is the name of its package. */
function modulesOf(contents: Readonly<Record<string, string>>) {
  return goFamily.createModules(sourcesOf(contents), (path) => contents[path] ?? '');
}

test('an import path is the module of a go.mod with a directory below it', () => {
  const modules = modulesOf({
    'go.mod': 'module example.com/shop // the shop\n\ngo 1.24\n',
    'shop.go': 'shop',
    'store/sql/a.go': 'sql',
    'store/sql/b.go': 'sql',
    'store/sql/a_test.go': 'sql_test',
    'store/sql/gen.go': 'main',
  });
  expect(modules.resolve('store/sql/a.go', 'example.com/shop')).toBe('/#shop');
  const sql = modules.resolve('shop.go', 'example.com/shop/store/sql');
  expect(sql).toBe('store/sql/#sql');
  expect(modules.filesOf?.(sql!)).toEqual(['store/sql/a.go', 'store/sql/b.go']);
  expect(modules.around?.('store/sql/b.go')).toBe(sql);
  expect(modules.around?.('store/sql/a_test.go')).toBe('store/sql/#sql_test');
  for (const outside of ['sql', 'errors', 'example.com/shopping', 'example.com/shop/none']) {
    expect(modules.resolve('shop.go', outside)).toBeUndefined();
  }
});

test('inner modules, replaced ones and vendored packages are found', () => {
  const modules = modulesOf({
    'go.mod': 'module a.b/c\nreplace d.e/f v1.2.3 => ./forks/f\nreplace (\n\tg.h/i => ./forks/i\n)\n',
    'forks/f/f.go': 'f',
    'forks/i/x/x.go': 'x',
    'tools/go.mod': 'module a.b/c/tools\n',
    'tools/t.go': 'tools',
    'vendor/j.k/l/l.go': 'l',
    'main.go': 'main',
  });
  expect(modules.resolve('main.go', 'd.e/f')).toBe('forks/f/#f');
  expect(modules.resolve('main.go', 'g.h/i/x')).toBe('forks/i/x/#x');
  expect(modules.resolve('main.go', 'a.b/c/tools')).toBe('tools/#tools');
  expect(modules.resolve('main.go', 'j.k/l')).toBe('vendor/j.k/l/#l');
});

test('without a go.mod a path ends in the directory below its host, owner and repository', () => {
  const modules = modulesOf({ 'a/a.go': 'a', 'b/c.go': 'c', 'root.go': 'root' });
  expect(modules.resolve('a/a.go', 'github.com/x/y/b')).toBe('b/#c');
  expect(modules.resolve('a/a.go', '../b')).toBe('b/#c');
  expect(modules.resolve('a/a.go', 'github.com/x/y')).toBeUndefined();
  expect(modules.resolve('a/a.go', '../../b')).toBeUndefined();
});

test('definitions are named by the import path of their package', () => {
  const files = sourcesOf({ 'go.mod': 'module a.b/c\n', 'x/y.go': 'x', 'vendor/d.e/f/f.go': 'f' });
  expect(goFamily.moduleName('x/y.go', files)).toBe('a.b/c/x');
  expect(goFamily.moduleName('main.go', files)).toBe('a.b/c');
  expect(goFamily.moduleName('vendor/d.e/f/f.go', files)).toBe('d.e/f');
  expect(goFamily.moduleName('x/y.go', sourcesOf({ 'x/y.go': 'x' }))).toBe('x');
});
