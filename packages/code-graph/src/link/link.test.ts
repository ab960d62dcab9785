import { describe, expect, it } from 'vitest';
import { linesOf, linkSources } from './link-sources.fixture.ts';

/** Calls made in sources, as `from -> to @line resolution`. */
async function calls(sources: Readonly<Record<string, string>>): Promise<string[]> {
  return linesOf('CALLS', await linkSources(sources));
}

const text = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;

describe('names', () => {
  it('mean what the nearest scope says', async () => {
    const source = text('def f(): pass', 'def g():', '    def f(): pass', '    f()', 'f()');
    expect(await calls({ 'a.py': source })).toEqual([
      'a.py -> a.py::f @5 lexical',
      'a.py::g -> a.py::g.f @4 lexical',
    ]);
  });

  it('make no call from a name alone', async () => {
    expect(await calls({ 'a.py': 'def save(): pass\n', 'b.py': 'save()\nx.save()\n' })).toEqual([]);
  });

  it('reach through re-exports, aliases and wildcards', async () => {
    const sources = {
      'pkg/__init__.py': 'from .inner import work as job\nfrom .star import *\n',
      'pkg/inner.py': 'def work(): pass\n',
      'pkg/star.py': 'def shine(): pass\n',
      'use.py': text('from pkg import job, shine', 'import pkg', 'job()', 'shine()', 'pkg.job()'),
      'wild.py': text('from pkg.star import *', 'shine()'),
    };
    expect(await calls(sources)).toEqual([
      'use.py -> pkg/inner.py::work @3 import',
      'use.py -> pkg/inner.py::work @5 import',
      'use.py -> pkg/star.py::shine @4 import',
      'wild.py -> pkg/star.py::shine @2 import',
    ]);
  });

  it('with a definition in each branch refer to both', async () => {
    const source = text('if x:', '    def f(): pass', 'else:', '    def f(): pass', 'use = [f]');
    expect(
      linesOf('REFERENCES', await linkSources({ 'a.py': source })).filter((l) => l.includes('::f')),
    ).toEqual(['a.py -> a.py::f @5 value lexical', 'a.py -> a.py::f~2 @5 value lexical']);
  });

  it('end where re-exports go in a circle', async () => {
    const sources = {
      'a.py': 'from b import x\nx()\n',
      'b.py': 'from a import x\n',
    };
    expect(await calls(sources)).toEqual([]);
  });

  it('from outside the repository are called as imported symbols', async () => {
    const source = text('import os', 'from json import loads as parse', 'def f():', '    parse(os.getcwd())');
    expect(await calls({ 'a.py': source })).toEqual([
      'a.py::f -> a.py::import json loads @4 import',
      'a.py::f -> a.py::import os * @4 import',
    ]);
  });
});

describe('receivers', () => {
  it('have the type of both branches', async () => {
    const source = text(
      'class A:',
      '    def go(self): pass',
      'class B:',
      '    def go(self): pass',
      'def f(c):',
      '    if c:',
      '        x = A()',
      '    else:',
      '        x = B()',
      '    x.go()',
      '    x = A()',
      '    x.go()',
    );
    expect((await calls({ 'a.py': source })).filter((line) => line.includes('.go'))).toEqual([
      'a.py::f -> a.py::A.go @10 inferred_type',
      'a.py::f -> a.py::A.go @12 inferred_type',
      'a.py::f -> a.py::B.go @10 inferred_type',
    ]);
  });

  it('get their type through several returns and files', async () => {
    const sources = {
      'a.py': text('class Service:', '    def run(self): pass'),
      'b.py': text(
        'from a import Service',
        'def make():',
        '    return Service()',
        'def get():',
        '    s = make()',
        '    return s',
      ),
      'c.py': text('from b import get', 'get().run()'),
    };
    expect(await calls(sources)).toContain('c.py -> a.py::Service.run @2 inferred_type');
  });

  it('keep what constructors stored in fields', async () => {
    const source = text(
      'class Log:',
      '    def write(self): pass',
      'class App:',
      '    def __init__(self, log):',
      '        self.log = log',
      '    def run(self):',
      '        self.log.write()',
      'App(Log()).run()',
    );
    expect(await calls({ 'a.py': source })).toEqual([
      'a.py -> a.py::App.__init__ @8 lexical',
      'a.py -> a.py::App.run @8 inferred_type',
      'a.py -> a.py::Log @8 lexical',
      'a.py::App.run -> a.py::Log.write @7 inferred_type',
    ]);
  });

  it('of an open type reach overriding members, marked as dispatch', async () => {
    const source = text(
      'class Shape:',
      '    def area(self): pass',
      '    def show(self): self.area()',
      'class Circle(Shape):',
      '    def area(self): pass',
      'def f(s: Shape):',
      '    s.area()',
      'Circle().area()',
    );
    expect((await calls({ 'a.py': source })).filter((line) => line.includes('area'))).toEqual([
      'a.py -> a.py::Circle.area @8 inferred_type',
      'a.py::Shape.show -> a.py::Circle.area @3 dispatch',
      'a.py::Shape.show -> a.py::Shape.area @3 member',
      'a.py::f -> a.py::Circle.area @7 dispatch',
      'a.py::f -> a.py::Shape.area @7 inferred_type',
    ]);
  });

  it('look members up in the order of C3', async () => {
    const source = text(
      'class Base:',
      '    def go(self): pass',
      'class Left(Base): pass',
      'class Right(Base):',
      '    def go(self): pass',
      'class Both(Left, Right):',
      '    def run(self): super().go()',
      'Both().go()',
    );
    expect((await calls({ 'a.py': source })).filter((line) => line.includes('.go'))).toEqual([
      'a.py -> a.py::Right.go @8 inherited',
      'a.py::Both.run -> a.py::Right.go @7 inherited',
    ]);
  });

  it('call the class and the constructor that it inherits, where it has none of its own', async () => {
    const source = text('class A:', '    def __init__(self): pass', 'class B(A): pass', 'A()', 'B()');
    expect(await calls({ 'a.py': source })).toEqual([
      'a.py -> a.py::A.__init__ @4 lexical',
      'a.py -> a.py::A.__init__ @5 inherited',
      'a.py -> a.py::B @5 lexical',
    ]);
  });

  it('survive a class that inherits from itself', async () => {
    const source = text('class A(A):', '    def go(self): self.go()', 'A().go()');
    expect(await calls({ 'a.py': source })).toContain('a.py::A.go -> a.py::A.go @2 member');
  });
});

describe('an interface', () => {
  it('is implemented by what a class inherits, too', async () => {
    const source = text(
      'interface Store { save(): void }',
      'class Base { save() {} }',
      'class Disk extends Base implements Store {}',
      'function f(store: Store) { store.save() }',
    );
    expect(await calls({ 'a.ts': source })).toEqual([
      'a.ts::f -> a.ts::Base.save @4 dispatch',
      'a.ts::f -> a.ts::Store.save @4 inferred_type',
    ]);
  });
});

describe('functions as values', () => {
  it('are called where they arrive', async () => {
    const source = text(
      'def on_save(): pass',
      'def apply(f): f()',
      "TABLE = {'save': on_save}",
      'def run(key):',
      '    apply(on_save)',
      '    TABLE[key]()',
    );
    expect(await calls({ 'a.py': source })).toEqual([
      'a.py::apply -> a.py::on_save @2 flow',
      'a.py::run -> a.py::apply @5 lexical',
      'a.py::run -> a.py::on_save @6 flow',
    ]);
  });

  it('say nothing when too many arrive', async () => {
    const functions = Array.from({ length: 40 }, (_, i) => `def f${String(i)}(): pass`);
    const uses = Array.from({ length: 40 }, (_, i) => `apply(f${String(i)})`);
    const source = text('def apply(f): f()', ...functions, ...uses);
    expect((await calls({ 'a.py': source })).filter((line) => line.startsWith('a.py::apply'))).toEqual([]);
  });
});

describe('the class hierarchy', () => {
  it('gives EXTENDS to classes and imports, and OVERRIDES to the nearest member above', async () => {
    const source = text(
      'from lib import Outer',
      'class A(Outer):',
      '    def m(self): pass',
      'class B(A): pass',
      'class C(B):',
      '    def m(self): pass',
    );
    const lines = await linkSources({ 'a.py': source });
    expect(linesOf('EXTENDS', lines)).toEqual([
      'a.py::A -> a.py::import lib Outer @2',
      'a.py::B -> a.py::A @4',
      'a.py::C -> a.py::B @5',
    ]);
    expect(linesOf('OVERRIDES', lines)).toEqual(['a.py::C.m -> a.py::A.m @6']);
  });
});

describe('a mixin', () => {
  it('calls what the classes that mix it in have from elsewhere', async () => {
    const source = text(
      'class Mixin:',
      '    def run(self): self.load()',
      'class Base:',
      '    def load(self): pass',
      'class Stranger:',
      '    def load(self): pass',
      'class A(Mixin, Base): pass',
    );
    expect(await calls({ 'a.py': source })).toEqual(['a.py::Mixin.run -> a.py::Base.load @2 dispatch']);
  });
});
