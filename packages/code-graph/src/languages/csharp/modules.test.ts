import { expect, test } from 'vitest';
import { csharpFamily } from './family.ts';

/** Namespaces by file. */
function modulesOf(namespaces: Readonly<Record<string, string>>) {
  const paths = Object.keys(namespaces).sort();
  const files = { rootName: 'r', paths, has: (path: string) => paths.includes(path), read: () => undefined };
  return csharpFamily.createModules(files, (path) => namespaces[path] ?? '');
}

test('a namespace is the files that have types in it', () => {
  const modules = modulesOf({ 'a.cs': 'A;A.B', 'b/c.cs': 'A', 'd.cs': '', 'e.txt': 'A' });
  const all = modules.resolve('d.cs', 'A')!;
  expect(modules.filesOf!(all)).toEqual(['a.cs', 'b/c.cs']);
  expect(modules.filesOf!(modules.resolve('d.cs', 'A.B')!)).toEqual(['a.cs']);
});

test('what is in no file is outside', () => {
  const modules = modulesOf({ 'a.cs': 'A' });
  expect(modules.resolve('a.cs', 'System')).toBeUndefined();
  expect(modules.resolve('a.cs', '')).toBeUndefined();
  expect(modules.resolve('a.cs', 'A.B')).toBeUndefined();
  expect(modulesOf({ 'a.cs': 'A.B' }).resolve('a.cs', 'A')).toBeDefined();
});
