import { expect, test } from 'vitest';
import { describeFacts } from '../../facts/describe.ts';
import { factsOf } from './c-facts.fixture.ts';
import { cFamily } from './family.ts';

function modulesOf(...paths: string[]) {
  return cFamily.createModules({
    rootName: 'kernel',
    paths: paths.sort(),
    has: (path) => paths.includes(path),
    read: () => undefined,
  });
}

test('includes are imports of a file, with the bracket of those that are not local', async () => {
  const { imports } = describeFacts(await factsOf('#include "a/b.h"\n#include <sys/c.h>\n#include MACRO\n'));
  expect(imports).toEqual(['from a/b.h import (include)', 'from <sys/c.h import (include)']);
});

test('a quoted include is the file beside, before one elsewhere', () => {
  const modules = modulesOf('src/a.c', 'src/a.h', 'include/a.h', 'top.h');
  expect(modules.resolve('src/a.c', 'a.h')).toBe('src/a.h');
  expect(modules.resolve('src/a.c', '../top.h')).toBe('top.h');
  expect(modules.resolve('src/a.c', '<a.h')).toBe('src/a.h');
});

test('a path is the file that ends with it, the only one or the nearest', () => {
  const modules = modulesOf(
    'include/linux/fs.h',
    'tools/include/linux/fs.h',
    'tools/perf/main.c',
    'fs/open.c',
    'arch/arm/asm/page.h',
    'arch/x86/asm/page.h',
    'arch/x86/mm.c',
  );
  expect(modules.resolve('fs/open.c', '<linux/fs.h')).toBe('include/linux/fs.h');
  expect(modules.resolve('tools/perf/main.c', '<linux/fs.h')).toBe('tools/include/linux/fs.h');
  expect(modules.resolve('arch/x86/mm.c', '<asm/page.h')).toBe('arch/x86/asm/page.h');
  expect(modules.resolve('fs/open.c', '<asm/page.h')).toBeUndefined();
});

test("C's own headers, and what is nowhere, are outside", () => {
  const modules = modulesOf('compat/string.h', 'a.c', 'not_a_header.md');
  expect(modules.resolve('a.c', '<string.h')).toBeUndefined();
  expect(modules.resolve('a.c', 'string.h')).toBe('compat/string.h');
  expect(modules.resolve('a.c', 'gone.h')).toBeUndefined();
  expect(modules.resolve('a.c', '../../a.c')).toBe('a.c');
});
