import { expect, test } from 'vitest';
import { linesOf, linkSources } from '../../link/link-sources.fixture.ts';

/** Calls from the module's own code, by what they call. */
async function called(source: string): Promise<string[]> {
  const lines = linesOf('CALLS', await linkSources({ 'm.py': source }));
  return [...new Set(lines.map((line) => line.replace(/^m\.py -> (m\.py::)?/, '').replace(/ @.*/, '')))];
}

test('a context is entered and left', async () => {
  const source =
    'class C:\n    def __enter__(self): pass\n    def __exit__(self, *a): pass\nwith C(): pass\n';
  expect(await called(source)).toEqual(['C', 'C.__enter__', 'C.__exit__']);
  expect(await called(source.replace('with', 'async with'))).toEqual(['C']);
});

test('a loop asks for an iterator, and that for what comes next', async () => {
  const source = `
class Other:
    def __next__(self): pass
class C:
    def __iter__(self): return Other()
for x in C(): pass
`;
  expect(await called(source)).toEqual([
    'C',
    'C.__iter__',
    'Other.__next__',
    'm.py::C.__iter__ -> m.py::Other',
  ]);
});

test('operators and functions of the language call special methods', async () => {
  const source = `
class V:
    def __add__(self, other): return other
    def __len__(self): return 1
class W:
    def run(self): pass
(V() + W()).run()
len(V())
1 + 2
len('a')
`;
  expect(await called(source)).toEqual(['V', 'V.__add__', 'V.__len__', 'W', 'W.run']);
});

test('a partial function passes the arguments that are bound', async () => {
  const source = `
from functools import partial
def f(a): a()
def g(): pass
partial(f, g)
`;
  const lines = linesOf('CALLS', await linkSources({ 'm.py': source }));
  expect(lines).toContain('m.py::f -> m.py::g @3 flow');
});
