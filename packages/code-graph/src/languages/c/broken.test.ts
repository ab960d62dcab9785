import { expect, test } from 'vitest';
import { describeFacts } from '../../facts/describe.ts';
import { testDamage } from '../damage.fixture.ts';
import { factsOf } from './c-facts.fixture.ts';

const source = `#include "a.h"
#define M(a, ...) f(a, ##__VA_ARGS__)
struct s { int a; int (*f)(struct s *); union { int u; }; unsigned b : 3; };
typedef struct { struct s in; } t, *tp;
typedef int (*cb)(int);
enum e { A, B = 2 };
static const struct s table[] = { [0] = { .a = 1, .f = g }, { 2, h } };
#ifdef X
int f(int a) {
#else
int f(void) {
#endif
  for (int i = 0; i < 3; i++) { if (a) break; else continue; }
  switch (a) { case 1: b(); break; default: goto out; }
  do { x->y.z[3] = *p++ + sizeof(struct s); } while (!x);
  while (1) ((cb)q)(3), list_for_each(a, b) { c(); }
out:
  return (struct s){ .a = 1 }.f(&x) ? -1 : ~2;
}
int older(a, b) int a; char *b; { return a; }
EXPORT(f);
`;

testDamage(source, factsOf);

test('what stands around an error is still found', async () => {
  const { definitions } = describeFacts(
    await factsOf('int b(void) {\n  x( ;\n}\n\nint c(void) { return d(); }\nstruct e { int f; };\n'),
  );
  expect(definitions.join('\n')).toMatch(/function c\b/);
  expect(definitions.join('\n')).toMatch(/property e\.f/);
});

test('deep nesting is read', async () => {
  const { sites } = describeFacts(await factsOf(`int x = ${'f('.repeat(700)}1${')'.repeat(700)};`));
  expect(sites.filter((site) => site.startsWith('call f')).length).toBe(700);
});

test('empty and odd files give no definitions', async () => {
  for (const odd of [
    '',
    '\n',
    '\uFEFF',
    '//',
    '/*',
    '"',
    '\0',
    '#',
    '#if',
    '#endif',
    '#include',
    'struct',
    '{',
    '}',
  ]) {
    expect(describeFacts(await factsOf(odd)).definitions).toEqual([]);
  }
});
