import { describe, expect, test } from 'vitest';
import type { SourceFiles } from '../language.ts';
import { rustFamily } from './family.ts';

function sourcesOf(contents: Readonly<Record<string, string>>): SourceFiles {
  return {
    rootName: 'shop',
    paths: Object.keys(contents).sort(),
    has: (path) => Object.hasOwn(contents, path),
    read: (path) => contents[path],
  };
}

function modulesOf(contents: Readonly<Record<string, string>>) {
  const modules = rustFamily.createModules(sourcesOf(contents));
  return (file: string, specifier: string, kind: 'named' | 'include' = 'named', within: string[] = []) =>
    modules.follow!({ file, specifier, kind, within }).map(({ module, names }) =>
      [module, ...names].join(' '),
    );
}

const crate = {
  'Cargo.toml':
    '[package]\nname = "my-shop"\nedition = "2021"\n[dependencies]\nkit = { package = "tool-kit", path = "kit" }\n',
  'src/lib.rs': '',
  'src/main.rs': '',
  'src/a.rs': '',
  'src/a/b.rs': '',
  'src/c/mod.rs': '',
  'src/c/d/mod.rs': '',
  'tests/it.rs': '',
  'tests/common/mod.rs': '',
  'kit/Cargo.toml': '[package]\nname = "tool-kit"\n[lib]\nname = "kit_core"\npath = "core.rs"\n',
  'kit/core.rs': '',
};

describe('paths', () => {
  const follow = modulesOf(crate);

  test('begin at the crate, here, or above', () => {
    expect(follow('src/a/b.rs', 'crate::x::y')).toEqual(['src/lib.rs x y', 'src/main.rs x y']);
    expect(follow('src/a/b.rs', 'super::x')).toEqual(['src/a.rs x']);
    expect(follow('src/c/d/mod.rs', 'super::super::x')).toEqual(['src/lib.rs x', 'src/main.rs x']);
    expect(follow('src/a.rs', 'self::x')).toEqual(['src/a.rs x']);
    expect(follow('src/a.rs', 'super::x', 'named', ['tests'])).toEqual(['src/a.rs x']);
    expect(follow('src/a.rs', 'super::super::x', 'named', ['tests'])).toEqual([
      'src/lib.rs x',
      'src/main.rs x',
    ]);
    expect(follow('src/a.rs', 'x::y', 'named', ['m'])).toEqual(['src/a.rs m x y']);
  });

  test('may name a crate: the own library, or one that is depended on', () => {
    expect(follow('tests/it.rs', 'my_shop::a')).toEqual(['tests/it.rs my_shop a', 'src/lib.rs a']);
    expect(follow('src/a.rs', 'kit::x')).toEqual(['src/a.rs kit x', 'kit/core.rs x']);
    expect(follow('src/a.rs', '::kit::x')).toEqual(['kit/core.rs x']);
    expect(follow('src/a.rs', 'tool_kit::x')).toEqual(['src/a.rs tool_kit x']);
    expect(follow('src/a.rs', 'std::fmt')).toEqual(['src/a.rs std fmt']);
    expect(follow('kit/core.rs', 'my_shop::a')).not.toContain('src/lib.rs a');
  });

  test('of declared modules are files beside or below', () => {
    expect(follow('src/lib.rs', 'a', 'include')).toEqual(['src/a.rs']);
    expect(follow('src/a.rs', 'b', 'include')).toEqual(['src/a/b.rs']);
    expect(follow('src/c/mod.rs', 'd', 'include')).toEqual(['src/c/d/mod.rs']);
    expect(follow('tests/it.rs', 'common', 'include')).toEqual(['tests/common/mod.rs']);
    expect(follow('src/lib.rs', 'c/mod.rs', 'include')).toEqual(['src/c/mod.rs']);
    expect(follow('src/lib.rs', 'none', 'include')).toEqual([]);
    expect(follow('src/lib.rs', '../../x.rs', 'include')).toEqual([]);
  });
});

test('without a manifest, and with a broken one, crates are found by their files', () => {
  for (const manifest of [{}, { 'Cargo.toml': '[package' }]) {
    const follow = modulesOf({ ...manifest, 'main.rs': '', 'models.rs': '', 'x/lib.rs': '', 'x/y.rs': '' });
    expect(follow('models.rs', 'crate::a')).toEqual(['main.rs a']);
    expect(follow('x/y.rs', 'crate::a')).toEqual(['x/lib.rs a']);
    expect(follow('lonely.rs', 'crate::a').length).toBeGreaterThan(0);
  }
});

test('a module is called by its crate and path', () => {
  const files = sourcesOf(crate);
  expect(rustFamily.moduleName('src/a/b.rs', files)).toBe('my_shop::a::b');
  expect(rustFamily.moduleName('src/c/mod.rs', files)).toBe('my_shop::c');
  expect(rustFamily.moduleName('src/lib.rs', files)).toBe('my_shop');
});
