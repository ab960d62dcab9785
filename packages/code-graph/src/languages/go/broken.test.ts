import { expect, test } from 'vitest';
import { describeFacts } from '../../facts/describe.ts';
import { testDamage } from '../damage.fixture.ts';
import { factsOf } from './go-facts.fixture.ts';

const source = `package a
import (
	. "b/c"
	_ "d"
	e "f/g-h"
)
type L[T any] struct {
	Base; *e.B
	x, y int \`json:"x"\`
	f func(a int) (T, error)
}
type I interface { M(int) string; e.J; ~int | string }
type ( H func(int) error; N = e.M; K map[string][]I )
const ( c K = iota; d )
var m, n = map[string]L[int]{"a": {1, nil}, q: {x: 2}}, []struct{ a I }{{a: 1}}
func (l *L[T]) M(a, b int, xs ...T) (r *T, err error) {
	for i, v := range xs { _ = i; v(); continue }
	switch y := x.(type) { case *A, B: y.f(); case nil: default: z() }
	if a, ok := m["k"]; ok { return } else if !ok { goto end }
	select { case v := <-ch: q(v); case ch <- 1: default: }
	switch { case a > b: fallthrough; case a < b: break }
end:
	for ;; i++ { break end }
	defer func() { recover() }()
	g, h := f[int](x), (*T)(nil)
	l.f.g, n[0], *p = append(n, xs...), make([]T, 3), new(T)
	return e.G[int, string](1)[1:2].(I), nil
}
`;

testDamage(source, factsOf);

test('what stands around an error is still found', async () => {
  const { definitions } = describeFacts(
    await factsOf('package a\n\nfunc b( {\n}\n\nfunc c() { d() }\n\ntype E struct {\n\tf int\n}\n'),
  );
  expect(definitions.join('\n')).toMatch(/function c\b/);
  expect(definitions.join('\n')).toMatch(/property E\.f/);
});

test('deep nesting is read', async () => {
  const { sites } = describeFacts(
    await factsOf(`package a\nvar x = ${'f('.repeat(900)}1${')'.repeat(900)}\n`),
  );
  expect(sites.filter((site) => site.startsWith('call f')).length).toBe(900);
});

test('empty and odd files give no definitions', async () => {
  for (const odd of ['', '\n', '\uFEFF', '//', '/*', '`', '"', '\0', 'package', 'func', 'type', 'var (']) {
    expect(describeFacts(await factsOf(odd)).definitions).toEqual([]);
  }
});
