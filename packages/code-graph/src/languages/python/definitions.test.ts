import { describe, expect, test } from 'vitest';
import { describeDefinition, describeFacts } from '../../facts/describe.ts';
import { factsOf } from './python-facts.fixture.ts';

async function definitionsOf(source: string): Promise<string[]> {
  return describeFacts(await factsOf(source)).definitions;
}

async function detailsOf(source: string, name: string): Promise<Record<string, string>> {
  return describeDefinition(await factsOf(source), name) ?? {};
}

describe('functions and classes', () => {
  test('are found wherever they stand', async () => {
    const source = `
if x:
    def a(): pass
else:
    async def a(): pass
try:
    class B:
        def c(self):
            def d(): pass
except ImportError:
    class B: pass
with y:
    for z in y:
        def e(): pass
match y:
    case 1:
        def f(): pass
`;
    expect(await definitionsOf(source)).toEqual([
      'function a 3:9',
      'function a 5:15 async',
      'class B 7:11',
      'method B.c 8:13',
      'function B.c.d 9:17',
      'class B 11:11',
      'function e 14:13',
      'function f 17:13',
    ]);
  });

  test('say by their decorators and bases what they are', async () => {
    const source = `
@dataclass(frozen=True)
class A(Protocol):
    def __init__(self): pass
    @property
    def p(self): pass
    @p.setter
    def p(self, value): pass
    @staticmethod
    def s(): pass
    @classmethod
    async def c(cls): pass
    @app.route('/')
    def r(self): pass
class C(enum.Enum):
    ONE = 1
    _hidden = 2
class P(Protocol): pass
`;
    expect(await definitionsOf(source)).toEqual([
      'class A 3:7 dataclass',
      'constructor A.__init__ 4:9',
      'method A.p 6:9 property',
      'method A.p 8:9 property setter',
      'method A.s 10:9 staticmethod',
      'method A.c 12:15 classmethod',
      'method A.r 14:9 decorated',
      'class C 15:7 enum',
      'enum_member C.ONE 16:5',
      'property C._hidden 17:5',
      'class P 18:7 protocol',
    ]);
  });

  test('keep a decorator out of their lines, and their docstring cleaned', async () => {
    const source = `
@decorated
async def f(a: int, # first
      b="x,)", *, c) -> list[int]:
    """Does it.

        Indented.
      Less.
    """
    return a
`;
    expect(await detailsOf(source, 'f')).toEqual({
      kind: 'function',
      subkind: 'async',
      signature: 'async def f(a: int, b="x,)", *, c) -> list[int]',
      documentation: 'Does it.\n\n  Indented.\nLess.',
      visibility: 'public',
      exported: 'true',
      lines: '3-10',
    });
  });

  test('bound their texts', async () => {
    const source = `def f(${'argument, '.repeat(200)}):\n    """${'word '.repeat(2000)}"""\n`;
    const { signature = '', documentation = '' } = await detailsOf(source, 'f');
    expect(signature.length).toBe(300);
    expect(documentation.length).toBe(2000);
  });
});

describe('names with values', () => {
  test('are defined once, where they are first assigned', async () => {
    const source = `
LIMIT = 1
LIMIT = 2
a, (b, *c) = values
for i in a: total = i
if a:
    late: int = 3
Name = Optional[int]
Old: TypeAlias = "int"
type New[T] = list[T]
import json
json = None
def f():
    local = 1
f = wrap(f)
square = lambda x: x * x
`;
    expect(await definitionsOf(source)).toEqual([
      'constant LIMIT 2:1',
      'variable a 4:1',
      'variable b 4:5',
      'variable c 4:9',
      'variable total 5:13',
      'variable late 7:5',
      'type_alias Name 8:1',
      'type_alias Old 9:1',
      'type_alias New 10:6',
      'function f 13:5',
      'function square 16:1 lambda',
    ]);
  });

  test('are attributes in a class: of the class body, then of the receiver', async () => {
    const source = `
class A:
    x: int
    y = z = 1
    KEY = lambda self: 1
    def m(self, other):
        self.x = 1
        self.n, other.q = 1, 2
        self.n = 3
        def inner():
            self.deep = 1
    @classmethod
    def c(cls):
        cls.made = 1
`;
    expect(await definitionsOf(source)).toEqual([
      'class A 2:7',
      'property A.x 3:5',
      'property A.z 4:9',
      'property A.y 4:5',
      'method A.KEY 5:5 lambda',
      'method A.m 6:9',
      'property A.n 8:14 instance attribute',
      'function A.m.inner 10:13',
      'property A.deep 11:18 instance attribute',
      'method A.c 13:9 classmethod',
      'property A.made 14:13 class attribute',
    ]);
  });
});

describe('visibility', () => {
  test('goes by underscores, and export by them or by __all__', async () => {
    const source = `
__all__ = ['_shown']
__all__ += ('_added',)
def _shown(): pass
def _added(): pass
def _hidden(): pass
class A:
    def __secret(self): pass
    def __len__(self): pass
`;
    const facts = await factsOf(source);
    const of = (name: string) => {
      const { visibility, exported } = describeDefinition(facts, name)!;
      return `${visibility} ${exported}`;
    };
    expect(of('_shown')).toBe('protected true');
    expect(of('_added')).toBe('protected true');
    expect(of('_hidden')).toBe('protected false');
    expect(of('A')).toBe('public true');
    expect(of('A.__secret')).toBe('private false');
    expect(of('A.__len__')).toBe('public false');
  });
});
