import { describe, expect, test } from 'vitest';
import type { SourceFiles } from '../language.ts';
import { pythonFamily } from './family.ts';

function sourcesOf(paths: readonly string[], contents: Readonly<Record<string, string>> = {}): SourceFiles {
  const all = new Set([...paths, ...Object.keys(contents)]);
  return {
    rootName: 'shop',
    paths: [...all].sort(),
    has: (path) => all.has(path),
    read: (path) => contents[path],
  };
}

function modulesOf(paths: readonly string[], contents: Readonly<Record<string, string>> = {}) {
  return pythonFamily.createModules(sourcesOf(paths, contents));
}

describe('absolute imports', () => {
  test('start from the repository and prefer packages, then modules, then plain directories', () => {
    const modules = modulesOf(['a/__init__.py', 'a.py', 'b.py', 'b.pyi', 'c.pyi', 'ns/inner/d.py']);
    expect(modules.resolve('main.py', 'a')).toBe('a/__init__.py');
    expect(modules.resolve('main.py', 'b')).toBe('b.py');
    expect(modules.resolve('main.py', 'c')).toBe('c.pyi');
    expect(modules.resolve('main.py', 'ns.inner')).toBe('ns/inner/');
    expect(modules.resolve('main.py', 'ns.inner.d')).toBe('ns/inner/d.py');
    expect(modules.resolve('main.py', 'os.path')).toBeUndefined();
  });

  test('find packages below source roots, the nearest first', () => {
    const modules = modulesOf([
      'src/app/__init__.py',
      'src/app/core.py',
      'services/one/lib/__init__.py',
      'services/one/main.py',
      'services/two/lib/__init__.py',
      'services/two/jobs/run.py',
    ]);
    expect(modules.resolve('tests/test_core.py', 'app.core')).toBe('src/app/core.py');
    expect(modules.resolve('services/one/main.py', 'lib')).toBe('services/one/lib/__init__.py');
    expect(modules.resolve('services/two/jobs/run.py', 'lib')).toBe('services/two/lib/__init__.py');
  });

  test('find what stands beside a script, but not beside a module of a package', () => {
    const modules = modulesOf([
      'tools/run.py',
      'tools/json.py',
      'pkg/__init__.py',
      'pkg/json.py',
      'pkg/a.py',
    ]);
    expect(modules.resolve('tools/run.py', 'json')).toBe('tools/json.py');
    expect(modules.resolve('pkg/a.py', 'json')).toBeUndefined();
  });

  test('start from any directory around that is no package, at last', () => {
    const modules = modulesOf(['deep/ns/m.py', 'deep/ns/n.py']);
    expect(modules.resolve('deep/ns/n.py', 'ns.m')).toBe('deep/ns/m.py');
  });

  test('start from where the manifest says', () => {
    const manifest = '[tool.setuptools]\npackage-dir = {"" = "python"}\n';
    const modules = modulesOf(['python/thing.py'], { 'pyproject.toml': manifest });
    expect(modules.resolve('tests/a.py', 'thing')).toBe('python/thing.py');
  });
});

describe('relative imports', () => {
  const modules = modulesOf(['p/__init__.py', 'p/a.py', 'p/q/__init__.py', 'p/q/b.py', 'x/y.py']);

  test('count dots from the file upwards', () => {
    expect(modules.resolve('p/q/b.py', '.')).toBe('p/q/__init__.py');
    expect(modules.resolve('p/q/b.py', '..')).toBe('p/__init__.py');
    expect(modules.resolve('p/q/b.py', '..a')).toBe('p/a.py');
    expect(modules.resolve('p/a.py', '.q.b')).toBe('p/q/b.py');
    expect(modules.resolve('x/y.py', '.')).toBe('x/');
  });

  test('end at the root', () => {
    expect(modules.resolve('p/a.py', '...q')).toBeUndefined();
    expect(modules.resolve('p/a.py', '.....')).toBeUndefined();
  });

  test('a package has submodules, a module has none', () => {
    expect(modules.submodule('p/__init__.py', 'a')).toBe('p/a.py');
    expect(modules.submodule('x/', 'y')).toBe('x/y.py');
    expect(modules.submodule('p/a.py', 'q')).toBeUndefined();
  });
});

test('a directory that is itself a package is found by its name', () => {
  const modules = modulesOf(['__init__.py', 'models/__init__.py', 'models/order.py']);
  expect(modules.resolve('models/order.py', 'shop')).toBe('__init__.py');
  expect(modules.resolve('models/order.py', 'shop.models.order')).toBe('models/order.py');
  expect(modules.resolve('models/order.py', 'shopping')).toBeUndefined();
});

test('modules are named as Python names them', () => {
  const plain = sourcesOf(['src/shop/models/__init__.py', 'shop/models.py']);
  expect(pythonFamily.moduleName('src/shop/models/__init__.py', plain)).toBe('shop.models');
  expect(pythonFamily.moduleName('shop/models.py', plain)).toBe('shop.models');
  const inPackage = sourcesOf(['__init__.py', 'models.py']);
  expect(pythonFamily.moduleName('models.py', inPackage)).toBe('shop.models');
  expect(pythonFamily.moduleName('__init__.py', inPackage)).toBe('shop');
});
