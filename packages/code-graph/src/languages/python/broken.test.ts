import { expect, test } from 'vitest';
import { describeFacts } from '../../facts/describe.ts';
import { testDamage } from '../damage.fixture.ts';
import { factsOf } from './python-facts.fixture.ts';

const source = `
import a.b, c as d
from .e import (f, g as h)
type X[T: int] = list[T]
@deco(1)
class A[T](f, metaclass=h):
    x: "dict[str, A | None]" = {'k': (y := 1), **d}
    @x.setter
    async def m(self, /, a: int = 1, *args: b.C, k, **kw) -> Iterator["A"]:
        global z, q
        with open(a) as t, (u as v): yield await super().m(*args, **kw)
        for i, (j, *k) in zip(a, b[1:2]): del i
        try: return lambda *p, r=2: p
        except (E, F) as error: raise error from None
        else: z += 1
        finally: self.n, q = f"{a!r:{b}}", [s async for s in kw if s]
match x:
    case A(m=1, n=[o, *p]) | {"k": w, **r} as l if w: pass
    case b.c: pass
    case _: assert isinstance(x, (A, f)) and not x, x
`;

testDamage(source, factsOf);

test('what stands around an error is still found', async () => {
  const { definitions, sites } = describeFacts(
    await factsOf('def a(:\n    b()\n\nclass C:\n    def d(self) return 1\n\n    def e(self): f()\n'),
  );
  expect(definitions.join('\n')).toContain('C');
  expect(definitions.join('\n')).toMatch(/\be\b/);
  expect(sites.map((site) => site.split(' ')[1])).toEqual(expect.arrayContaining(['b', 'f']));
});

test('deep nesting is read', async () => {
  const { sites } = describeFacts(await factsOf(`x = ${'f('.repeat(900)}1${')'.repeat(900)}\n`));
  expect(sites.length).toBe(900);
});

test('empty and odd files give no definitions', async () => {
  for (const odd of ['', '\n', '\uFEFF', '#', '\\', '\t\t', '"""', '\0']) {
    expect(describeFacts(await factsOf(odd)).definitions).toEqual([]);
  }
});
