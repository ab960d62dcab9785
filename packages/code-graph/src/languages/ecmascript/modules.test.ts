import { describe, expect, test } from 'vitest';
import type { Modules, SourceFiles } from '../language.ts';
import { ecmascriptFamily } from './family.ts';

function filesOf(paths: readonly string[], contents: Readonly<Record<string, unknown>> = {}): SourceFiles {
  const all = new Set([...paths, ...Object.keys(contents)]);
  const textOf = (content: unknown) => (typeof content === 'string' ? content : JSON.stringify(content));
  return {
    rootName: 'repository',
    paths: [...all].sort(),
    has: (path) => all.has(path),
    read: (path) => (path in contents ? textOf(contents[path]) : undefined),
  };
}

function modulesOf(paths: readonly string[], contents: Readonly<Record<string, unknown>> = {}): Modules {
  return ecmascriptFamily.createModules(filesOf(paths, contents));
}

describe('relative specifiers', () => {
  test('mean the file as written, its source, or the index of a directory', () => {
    const modules = modulesOf([
      'src/a.ts',
      'src/b.tsx',
      'src/c.js',
      'src/d/index.ts',
      'src/e.d.ts',
      'src/f.mts',
    ]);
    const resolve = (specifier: string) => modules.resolve('src/main.ts', specifier);
    expect(resolve('./a')).toBe('src/a.ts');
    expect(resolve('./a.js')).toBe('src/a.ts');
    expect(resolve('./b.jsx')).toBe('src/b.tsx');
    expect(resolve('./c.js?raw')).toBe('src/c.js');
    expect(resolve('./d')).toBe('src/d/index.ts');
    expect(resolve('./d/')).toBe('src/d/index.ts');
    expect(resolve('./e')).toBe('src/e.d.ts');
    expect(resolve('./f.mjs')).toBe('src/f.mts');
    expect(modules.resolve('src/d/index.ts', '..')).toBeUndefined();
    expect(modules.resolve('src/d/index.ts', '../a')).toBe('src/a.ts');
  });

  test('mean nothing outside of the repository or of the source languages', () => {
    const modules = modulesOf(['a.ts', 'data.json']);
    expect(modules.resolve('a.ts', './data.json')).toBeUndefined();
    expect(modules.resolve('a.ts', '../a')).toBeUndefined();
    expect(modules.resolve('a.ts', 'node:fs')).toBeUndefined();
    expect(modules.resolve('a.ts', 'react')).toBeUndefined();
    expect(modules.resolve('a.ts', '')).toBeUndefined();
  });

  test('mean the entry point of a directory that has a manifest', () => {
    const modules = modulesOf(['lib/start.js', 'lib/index.js'], { 'lib/package.json': { main: './start' } });
    expect(modules.resolve('a.js', './lib')).toBe('lib/start.js');
  });
});

describe('path aliases', () => {
  test('come from the nearest configuration, with comments, and from those it extends', () => {
    const modules = modulesOf(['app/src/x.ts', 'app/src/deep/y.ts', 'generated/z.ts', 'app/lib/w.ts'], {
      'tsconfig.base.json':
        '{ // shared\n "compilerOptions": { "paths": { "#gen/*": ["./generated/*",], } } }',
      'app/tsconfig.json': `{ "extends": "../tsconfig.base", /* own */
        "compilerOptions": { "baseUrl": "./src", "paths": { "@/*": ["missing/*", "*"], "lib": ["../lib/w"] } } }`,
      'other/jsconfig.json': { extends: '../tsconfig.base.json' },
    });
    expect(modules.resolve('app/src/x.ts', '@/deep/y')).toBe('app/src/deep/y.ts');
    expect(modules.resolve('app/src/x.ts', 'deep/y')).toBe('app/src/deep/y.ts');
    expect(modules.resolve('app/src/x.ts', 'lib')).toBe('app/lib/w.ts');
    expect(modules.resolve('other/a.js', '#gen/z')).toBe('generated/z.ts');
    expect(modules.resolve('elsewhere/a.ts', '@/deep/y')).toBeUndefined();
  });

  test('are found in the projects that a solution lists', () => {
    const modules = modulesOf(['src/a.ts'], {
      'tsconfig.json': { files: [], references: [{ path: './tsconfig.app.json' }] },
      'tsconfig.app.json': { compilerOptions: { paths: { '~/*': ['./src/*'] } } },
    });
    expect(modules.resolve('src/b.ts', '~/a')).toBe('src/a.ts');
  });

  test('end where configurations extend each other', () => {
    const modules = modulesOf(['a.ts'], {
      'tsconfig.json': { extends: './tsconfig.json', compilerOptions: { paths: { x: ['./a'] } } },
    });
    expect(modules.resolve('b.ts', 'x')).toBe('a.ts');
  });
});

describe('packages of the workspace', () => {
  test('are found by name, with entry points, subpaths and conditions, also from themselves', () => {
    const modules = modulesOf(
      ['packages/a/src/index.ts', 'packages/a/src/feature.ts', 'packages/a/src/parts/p.ts'],
      {
        'packages/a/package.json': {
          name: '@scope/a',
          exports: {
            '.': { types: './dist/index.d.ts', import: './dist/index.js' },
            './feature': './dist/feature.js',
            './parts/*': { require: './dist/cjs/parts/*.js', default: './dist/parts/*.js' },
          },
        },
      },
    );
    expect(modules.resolve('packages/b/x.ts', '@scope/a')).toBe('packages/a/src/index.ts');
    expect(modules.resolve('packages/b/x.ts', '@scope/a/feature')).toBe('packages/a/src/feature.ts');
    expect(modules.resolve('packages/b/x.ts', '@scope/a/parts/p')).toBe('packages/a/src/parts/p.ts');
    expect(modules.resolve('packages/a/src/x.ts', '@scope/a/feature')).toBe('packages/a/src/feature.ts');
    expect(modules.resolve('packages/b/x.ts', '@scope/other')).toBeUndefined();
  });

  test('have their source in the place of a build that is not in the repository', () => {
    const modules = modulesOf(['a/src/main.ts', 'b/lib/b.js', 'c/index.tsx', 'd/source/index.ts'], {
      'a/package.json': { name: 'a', main: 'dist/main.js' },
      'b/package.json': { name: 'b', module: './lib/b.js', main: './dist/b.min.js' },
      'c/package.json': { name: 'c' },
      'd/package.json': { name: 'd', main: './build/index.cjs', source: './source/index.ts' },
    });
    expect(modules.resolve('x.ts', 'a')).toBe('a/src/main.ts');
    expect(modules.resolve('x.ts', 'b')).toBe('b/lib/b.js');
    expect(modules.resolve('x.ts', 'c')).toBe('c/index.tsx');
    expect(modules.resolve('x.ts', 'd')).toBe('d/source/index.ts');
  });

  test('have internal names', () => {
    const modules = modulesOf(['p/src/db.ts', 'p/src/util/u.ts'], {
      'p/package.json': {
        name: 'p',
        imports: { '#db': { default: './src/db.js' }, '#util/*': './src/util/*.ts' },
      },
    });
    expect(modules.resolve('p/src/deep/x.ts', '#db')).toBe('p/src/db.ts');
    expect(modules.resolve('p/src/x.ts', '#util/u')).toBe('p/src/util/u.ts');
    expect(modules.resolve('q/x.ts', '#db')).toBeUndefined();
  });

  test('with a manifest that cannot be read are no packages', () => {
    const modules = modulesOf(['a/index.ts'], { 'a/package.json': '{ "name": ' });
    expect(modules.resolve('x.ts', 'a')).toBeUndefined();
    expect(modules.resolve('x.ts', './a')).toBe('a/index.ts');
  });
});

test.each([
  ['src/service.ts', 'src/service'],
  ['src/types.d.ts', 'src/types'],
  ['src/App.test.tsx', 'src/App.test'],
])('the module %s is called %s', (path, name) => {
  expect(ecmascriptFamily.moduleName(path, filesOf([path]))).toBe(name);
});
