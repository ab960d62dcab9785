import { expect, test } from 'vitest';
import { describeFacts } from '../../facts/describe.ts';
import { factsOf } from './python-facts.fixture.ts';

async function sitesOf(source: string): Promise<string[]> {
  return describeFacts(await factsOf(source)).sites;
}

async function callsOf(source: string): Promise<string[]> {
  return (await sitesOf(source)).filter((site) => site.startsWith('call '));
}

test('every call is a site, wherever an expression may stand', async () => {
  const source = `
@d(1)
def f(a=g()): yield h()
x = [i() for j in k() if l()]
y = {m(): n(), **o()}
z = f"{p()!r:>{q()}}" 'r()' rf'{s()}'
lambda: t()
u() if v() else not w()
assert aa(), bb()
del cc()[dd()]
class E(ee(), metaclass=ff()): gg()
while hh(): raise ii() from jj()
async def kk():
    await ll()
    async with mm() as nn: return (oo())
print >>pp(), qq()
rr()()
match ss():
    case 1 if tt(): uu()
`;
  const names = (await callsOf(source)).map((site) => site.split(' ')[1]!);
  expect(names.filter((name) => !name.startsWith('.__'))).toEqual(
    'd g h k l i m n o p q s t v u w aa bb cc dd ee ff gg hh ii jj ll mm oo pp qq rr (value) ss tt uu'.split(
      ' ',
    ),
  );
});

test('a call stands where the name of what is called stands', async () => {
  expect(await callsOf('a.b(\n).c(d)\n')).toEqual(['call .b 1:3 in (module)', 'call .c 2:3 in (module)']);
});

test('sites belong to the function or class around them', async () => {
  const source = `
def f(x=outside()):
    (lambda: inside())()
    named = lambda: own()
class A:
    field = made()
    def m(self): called()
`;
  expect((await callsOf(source)).filter((site) => !site.includes('(value)'))).toEqual([
    'call outside 2:9 in (module)',
    'call inside 3:14 in f',
    'call own 4:21 in f.named',
    'call made 6:13 in A',
    'call called 7:18 in A.m',
  ]);
});

test('references say what the name is used for', async () => {
  const source = `
import m
def f(a: m.T = m.d) -> "list[m.U]": pass
class A(m.B): pass
f(m.v)
g = m.w
m.r + 1
g = None
except_ = m
try: pass
except m.E: pass
`;
  expect((await sitesOf(source)).filter((site) => /reference (\.|g)/.test(site))).toEqual([
    'reference .d 3:18 value in (module)',
    'reference .U 3:24 type in f',
    'reference .T 3:12 type in f',
    'reference .B 4:11 type in (module)',
    'reference .v 5:5 value in (module)',
    'reference .w 6:7 value in (module)',
    'reference .r 7:3 read in (module)',
    'reference g 8:1 write in (module)',
    'reference .E 11:10 type in (module)',
  ]);
});

test('a local variable is no site, whatever it shadows', async () => {
  const source = `
def name(): pass
def f(name):
    name
    [name for name in name]
def g():
    use = name
    return use
`;
  expect((await sitesOf(source)).filter((site) => !site.includes('.__'))).toEqual([
    'reference name 7:11 value in g',
  ]);
});
