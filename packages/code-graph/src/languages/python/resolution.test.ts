import { describe, expect, test } from 'vitest';
import { linesOf, linkSources } from '../../link/link-sources.fixture.ts';

/** Calls as `from -> to`, each once, without the file in a case of one file; `-` is module level. */
async function callsOf(source: string | Record<string, string>): Promise<string[]> {
  const sources = typeof source === 'string' ? { 'm.py': source } : source;
  const lines = linesOf('CALLS', await linkSources(sources));
  const edges = lines.map((line) => line.replace(/ @\d+.*$/, ''));
  if (typeof source !== 'string') return [...new Set(edges)];
  return [...new Set(edges.map((edge) => edge.replaceAll('m.py::', '').replaceAll('m.py', '-')))];
}

describe('values', () => {
  test('travel through parameters of every kind', async () => {
    const source = `
def g(): pass
def h(): pass
def position(a): a()
def keyword(*, a): a()
def default(a=g): a()
def rest(*a): a[0]()
def options(**k): k['x']()
def spread(a, b): b()
position(g)
keyword(a=g)
default()
rest(g)
options(x=g)
spread(*[g, h])
spread(**{'a': g, 'b': h})
`;
    expect((await callsOf(source)).filter((edge) => !edge.startsWith('-'))).toEqual([
      'default -> g',
      'keyword -> g',
      'options -> g',
      'position -> g',
      'rest -> g',
      'spread -> h',
    ]);
  });

  test('are the ones that hold where a name is read', async () => {
    const source = `
def a(): pass
def b(): pass
def c(): pass
def line():
    x = a
    x()
    x = b
def branch(y):
    x = a
    if y: x = b
    else: return
    x()
def loop(y):
    x = a
    for _ in y:
        x()
        x = b
def handler():
    x = c
    try: x = a
    except E: x = b
    x()
`;
    expect(await callsOf(source)).toEqual([
      'branch -> b',
      'handler -> a',
      'handler -> b',
      'line -> a',
      'loop -> a',
      'loop -> b',
    ]);
  });

  test('keep their places in tuples, lists and dictionaries', async () => {
    const source = `
def a(): pass
def b(): pass
def pair(): return a, b
def places():
    x, (y, *z) = pair()[1], [a, b]
    x()
def unpacked():
    first, second = pair()
    first()
def key():
    d = {'a': a, 'b': b}
    d['b']()
def any_key(k):
    d = {'a': a}
    d[k] = b
    d.get(k)()
`;
    expect((await callsOf(source)).filter((edge) => !edge.endsWith('pair'))).toEqual([
      'any_key -> a',
      'any_key -> b',
      'key -> b',
      'places -> b',
      'unpacked -> a',
    ]);
  });

  test('come out of loops, comprehensions and generators', async () => {
    const source = `
def a(): pass
def b(): pass
def produce():
    yield a
    yield from [b]
def loops():
    for x in produce(): x()
def comprehends():
    [x() for x in {a}]
def pairs():
    for i, x in enumerate([a]): x()
    for x, y in zip([b], [1]): x()
    for k, x in {'k': a}.items(): x()
def grows():
    xs = []
    xs.append(a)
    xs.extend([b])
    xs.pop()()
def sorts():
    next(iter(sorted([a])))()
`;
    expect((await callsOf(source)).filter((edge) => !edge.endsWith('produce'))).toEqual([
      'comprehends -> a',
      'grows -> a',
      'grows -> b',
      'loops -> a',
      'loops -> b',
      'pairs -> a',
      'pairs -> b',
      'sorts -> a',
    ]);
  });

  test('are set by inner functions on outer and global names', async () => {
    const source = `
def g(): pass
hook = None
def install():
    global hook
    hook = g
def run(): hook()
def outer():
    x = None
    def inner():
        nonlocal x
        x = g
    x()
`;
    expect(await callsOf(source)).toEqual(['outer -> g', 'run -> g']);
  });
});

describe('classes', () => {
  test('give instances, whose members are found along the hierarchy', async () => {
    const source = `
class A:
    def __init__(self): self.part = B()
    def m(self): return self.k()
    def k(self): return self.part
class B:
    def go(self): return self
class C(A):
    def k(self): return super().k()
    def old(self): return A.k(self)
C().m().go().go()
`;
    expect(await callsOf(source)).toEqual([
      '- -> A.__init__',
      '- -> A.m',
      '- -> B.go',
      '- -> C',
      'A.__init__ -> B',
      'A.m -> A.k',
      'A.m -> C.k',
      'C.k -> A.k',
      'C.old -> A.k',
    ]);
  });

  test('have class methods, static methods, properties and callable instances', async () => {
    const source = `
def g(): pass
class A:
    @classmethod
    def make(cls): return cls()
    @staticmethod
    def apply(f): f()
    @property
    def own(self): return self
    def copy(self): return self.__class__()
    def kind(self): return type(self)
    def __call__(self): pass
    def go(self): pass
def make(): A.make().go()
def static(): A.apply(g)
def read(a: A): a.own.own.go()
def copy(a: A): a.copy().go()
def kind(a: A): a.kind()().go()
def call(a: A): a()
`;
    expect(await callsOf(source)).toEqual([
      'A.apply -> g',
      'A.copy -> A',
      'A.make -> A',
      'call -> A.__call__',
      'copy -> A.copy',
      'copy -> A.go',
      'kind -> A',
      'kind -> A.go',
      'kind -> A.kind',
      'make -> A.go',
      'make -> A.make',
      'read -> A.go',
      'static -> A.apply',
    ]);
  });

  test('are entered, iterated and subscripted by their own methods', async () => {
    const source = `
from contextlib import contextmanager
class T:
    def go(self): pass
class M:
    def __enter__(self): return T()
    def __iter__(self): yield T()
    def __getitem__(self, i): return T()
class N:
    def __iter__(self): return self
    def __next__(self): return T()
@contextmanager
def context(): yield T()
def enters(m: M):
    with m as t: t.go()
def generated():
    with context() as t: t.go()
def iterates(m: M):
    for t in m: t.go()
def steps(n: N):
    for t in n: t.go()
def subscripts(m: M): m[0].go()
`;
    expect((await callsOf(source)).filter((edge) => edge.endsWith('T.go'))).toEqual([
      'enters -> T.go',
      'generated -> T.go',
      'iterates -> T.go',
      'steps -> T.go',
      'subscripts -> T.go',
    ]);
  });

  test('take constructor arguments into the fields of a data class', async () => {
    const source = `
def g(): pass
def h(): pass
@dataclass
class P:
    first: object
    second: object = None
    def run(self):
        self.first()
        self.second()
P(g, second=h)
`;
    expect(await callsOf(source)).toEqual(['- -> P', 'P.run -> g', 'P.run -> h']);
  });

  test('share their own attributes with their instances', async () => {
    const source = `
def g(): pass
class A:
    @classmethod
    def hook(cls, f): cls.f = f
    def run(self): self.f()
A.hook(g)
A.late = g
def late(a: A): a.late()
`;
    expect((await callsOf(source)).filter((edge) => edge.endsWith(' g'))).toEqual([
      'A.run -> g',
      'late -> g',
    ]);
  });

  test('mixed together call each other through super', async () => {
    const source = `
class Base:
    def m(self): pass
class One:
    def m(self): super().m()
class Two:
    def m(self): super().m()
class All(One, Two, Base): pass
`;
    expect(await callsOf(source)).toEqual(['One.m -> Two.m', 'Two.m -> Base.m']);
  });

  test('of enumerations have members that are instances', async () => {
    const source = `
class Color(Enum):
    RED = 1
    def show(self): pass
Color.RED.show()
`;
    expect(await callsOf(source)).toEqual(['- -> Color.show']);
  });
});

describe('types', () => {
  test('of parameters, fields, variables and results are followed', async () => {
    const source = `
class A:
    xs: list['A']
    d: Dict[str, "A"]
    o: Optional[A] = None
    class In:
        def q(self): pass
    def go(self) -> 'A': ...
    def me(self) -> Self: ...
    def inner(self, i: In): i.q()
Alias = Union[A, int]
type New = A
def parameter(a: A | None): a.go().me().go()
def container(a: Iterator[A], t: tuple[int, A]):
    for x in a: x.go()
    t[1].me()
def field(a: A): a.xs[0].d['k'].o.go()
def kind(t: type[A]): t().go()
def variable(n):
    a: A = n()
    a.go()
def alias(a: Alias, b: New):
    a.go()
    b.me()
def cast_(n): cast(A, n).go()
`;
    expect((await callsOf(source)).filter((edge) => !edge.endsWith(' -> A'))).toEqual([
      'A.inner -> A.In.q',
      'alias -> A.go',
      'alias -> A.me',
      'cast_ -> A.go',
      'container -> A.go',
      'container -> A.me',
      'field -> A.go',
      'kind -> A.go',
      'parameter -> A.go',
      'parameter -> A.me',
      'variable -> A.go',
    ]);
  });

  test('of overloads hold for the function, which is what is called', async () => {
    const overloads = `
class A:
    def go(self): pass
class B:
    def stop(self): pass
@overload
def f(x: int) -> A: ...
@overload
def f(x: str) -> B: ...
`;
    const uses = `
def first(): f(1).go()
def second(): f('').stop()
`;
    const implemented = `${overloads}def f(x): return unknown(x)\n${uses}`;
    const expected = ['first -> A.go', 'first -> f~3', 'second -> B.stop', 'second -> f~3'];
    expect(await callsOf(implemented)).toEqual(expected);
    expect((await callsOf(`${overloads}${uses}`)).filter((edge) => edge.includes(' f'))).not.toEqual([]);
  });

  test('are narrowed by tests', async () => {
    const source = `
class A:
    def go(self): pass
class B:
    def go(self): pass
def branch(x):
    if isinstance(x, A): x.go()
    elif isinstance(x, (B,)): pass
    else: x.go()
def early(x):
    if not isinstance(x, A): return
    x.go()
def asserted(x):
    assert isinstance(x, A)
    x.go()
def both(x): return isinstance(x, A) and x.go()
def matched(x):
    match x:
        case A(): x.go()
        case B() as b: b.go()
def caught():
    try: pass
    except (A, ValueError) as e: e.go()
`;
    expect(await callsOf(source)).toEqual([
      'asserted -> A.go',
      'both -> A.go',
      'branch -> A.go',
      'caught -> A.go',
      'early -> A.go',
      'matched -> A.go',
      'matched -> B.go',
    ]);
  });
});

describe('modules', () => {
  test('are reached by every form of import', async () => {
    const edges = await callsOf({
      'pkg/__init__.py': 'from .a import f as g, A\nfrom . import b\n',
      'pkg/a.py': 'def f(): pass\nclass A:\n    def m(self): pass\n',
      'pkg/b.py': 'from .a import *\ndef k():\n    f()\n    A().m()\n',
      'pkg/c.py':
        'import pkg.a\nimport pkg.a as pa\ndef r():\n    pkg.a.f()\n    pa.f()\n    pkg.b.k()\n    pkg.g()\n',
      'late.py': 'import importlib\nimportlib.import_module("pkg.a").f()\n',
    });
    expect(edges.filter((edge) => !edge.includes('import importlib'))).toEqual([
      'late.py -> pkg/a.py::f',
      'pkg/b.py::k -> pkg/a.py::A',
      'pkg/b.py::k -> pkg/a.py::A.m',
      'pkg/b.py::k -> pkg/a.py::f',
      'pkg/c.py::r -> pkg/a.py::f',
      'pkg/c.py::r -> pkg/b.py::k',
    ]);
  });
});

describe('functions of functions', () => {
  test('decorators call what they wrap, and the name means what it names', async () => {
    const source = `
def deco(f):
    def inner(): return f()
    return inner
@deco
def g(): pass
g()
`;
    expect(await callsOf(source)).toEqual(['- -> g', 'deco.inner -> g']);
  });

  test('the library calls what it is given', async () => {
    const source = `
import asyncio, functools, copy
def g(): pass
def f(x): x()
class A:
    async def go(self): return A()
def maps(): list(map(f, [g]))
def partial(): functools.partial(g)()
def copies(a: A): copy.deepcopy(a).go()
async def task(): (await asyncio.create_task(A().go())).go()
async def gathers():
    first, second = await asyncio.gather(A().go(), 1)
    first.go()
def named(): getattr(A(), 'go')()
`;
    const edges = await callsOf(source);
    expect(edges.filter((edge) => !edge.includes('import') && !edge.endsWith(' -> A'))).toEqual([
      'copies -> A.go',
      'f -> g',
      'gathers -> A.go',
      'maps -> f',
      'named -> A.go',
      'partial -> g',
      'task -> A.go',
    ]);
  });
});

test('a named tuple is taken apart by the order of its fields', async () => {
  const source = `
from typing import NamedTuple
class Style:
    def render(self): pass
class Segment(NamedTuple):
    text: str
    style: Style
def f(segments: list[Segment]):
    for text, style in segments: style.render()
`;
  expect((await callsOf(source)).filter((edge) => edge.endsWith('render'))).toEqual(['f -> Style.render']);
});
