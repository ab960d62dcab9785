import { expect, test } from 'vitest';
import type { SourceFiles } from '../language.ts';
import { createModules } from './modules.ts';

function filesOf(contents: Readonly<Record<string, string>>): SourceFiles {
  return {
    rootName: 'root',
    paths: Object.keys(contents).toSorted(),
    has: (path) => Object.hasOwn(contents, path),
    read: (path) => contents[path],
  };
}

/** Files by path, with the names that each declares. */
function modulesOf(
  declared: Readonly<Record<string, readonly string[]>>,
  manifests: Readonly<Record<string, string>> = {},
) {
  const paths = Object.fromEntries(Object.keys(declared).map((path) => [path, '']));
  return createModules(
    filesOf({ ...paths, ...manifests }),
    () => '',
    (path) => declared[path] ?? [],
  );
}

test('a path is one beside the file, or from a directory above', () => {
  const modules = modulesOf({ 'src/a.php': [], 'src/b.php': [], 'lib/c.php': [] });
  expect(modules.resolve('src/a.php', './b.php')).toBe('src/b.php');
  expect(modules.resolve('src/a.php', './../lib/c.php')).toBe('lib/c.php');
  expect(modules.resolve('src/a.php', 'b.php')).toBe('src/b.php');
  expect(modules.resolve('src/a.php', 'lib/c.php')).toBe('lib/c.php');
  expect(modules.resolve('src/a.php', 'ABSPATH/lib/c.php')).toBe('lib/c.php');
  expect(modules.resolve('src/a.php', './lib/c.php')).toBeUndefined();
  expect(modules.resolve('src/a.php', './../../lib/c.php')).toBeUndefined();
  expect(modules.resolve('src/a.php', 'vendor/autoload.php')).toBeUndefined();
});

test('a full name is the class, function or constant of that name, else the namespace', () => {
  const modules = modulesOf({
    'a.php': [String.raw`\App\User`, String.raw`\App\note()`],
    'b.php': [String.raw`\App\Note`, String.raw`\App\MAX#`],
  });
  expect(modules.resolve('x.php', String.raw`App\User`)).toBe('a.php');
  expect(modules.resolve('x.php', String.raw`App\Note`)).toBe('b.php');
  expect(modules.resolve('x.php', String.raw`App\note`)).toBe('a.php');
  expect(modules.exportedAs?.('x.php', String.raw`App\note`, 'note')).toBe(String.raw`\App\note()`);
  expect(modules.resolve('x.php', String.raw`App\USER`)).toBe('a.php');
  expect(modules.resolve('x.php', String.raw`App\max`)).toBeUndefined();
  expect(modules.resolve('x.php', String.raw`App\Missing`)).toBeUndefined();
  const namespace = modules.resolve('x.php', 'App');
  expect(modules.filesOf?.(namespace ?? '')).toEqual(['a.php', 'b.php']);
});

test('a function or constant that its namespace does not have is the global one; a class is not', () => {
  const modules = modulesOf({ 'a.php': [String.raw`\run()`, String.raw`\User`, String.raw`\MAX#`] });
  const found = (name: string) => modules.ofProgram?.('x.php', name).map(({ file }) => file);
  expect(found(String.raw`\App\run()`)).toEqual(['a.php']);
  expect(found(String.raw`\App\MAX#`)).toEqual(['a.php']);
  expect(found(String.raw`\App\User`)).toEqual([]);
});

test('of several declarations the own, the included and the autoloaded come first', () => {
  const name = String.raw`\App\User`;
  const declared = { 'one/src/User.php': [name], 'two/User.php': [name], 'two/in.php': [], 'x.php': [] };
  const manifest = JSON.stringify({ autoload: { 'psr-4': { 'App\\': 'src/' } } });
  const meant = (from: string, modules: ReturnType<typeof modulesOf>) =>
    modules.ofProgram?.(from, name).map(({ file }) => file);
  expect(meant('x.php', modulesOf(declared))).toEqual([]);
  expect(meant('two/User.php', modulesOf(declared))).toEqual(['two/User.php']);
  expect(meant('two/in.php', modulesOf(declared))).toEqual(['two/User.php']);
  expect(meant('x.php', modulesOf(declared, { 'one/composer.json': manifest }))).toEqual([
    'one/src/User.php',
  ]);
  const including = modulesOf(declared);
  including.resolve('x.php', 'two/User.php');
  expect(meant('x.php', including)).toEqual(['two/User.php']);
});

test('versions of one thing beside each other are all meant', () => {
  const name = String.raw`\str_contains()`;
  const modules = modulesOf({ 'p/a.php': [name], 'p/b.php': [name], 'x.php': [] });
  expect(modules.ofProgram?.('x.php', name).map(({ file }) => file)).toEqual(['p/a.php', 'p/b.php']);
});

test('manifests that are broken say nothing', () => {
  for (const text of ['', '{', '[]', '{"autoload": 1}', '{"autoload": {"psr-4": {"A": 1}}}']) {
    const modules = modulesOf({ 'a.php': ['\\A'], 'c/b.php': ['\\A'] }, { 'composer.json': text });
    expect(modules.ofProgram?.('d/x.php', '\\A')).toEqual([]);
  }
});
