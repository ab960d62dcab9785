import { expect, test } from 'vitest';
import { describeFacts } from '../../facts/describe.ts';
import { testDamage } from '../damage.fixture.ts';
import { factsOf } from './cpp-facts.fixture.ts';

const source = `#include <a>
namespace a::b { inline namespace v1 {
template <typename T, int N = 3, class... R> class A final : public B<T>, virtual c::D {
 public:
  A() : B<T>(1), x{2} {}
  ~A() override = default;
  A& operator=(const A&) = delete;
  template <class U> auto as(U u) const -> decltype(u.f()) { return u.f(); }
  friend class X; using B<T>::get; enum class E : int { P, Q };
 private:
  std::map<int, std::unique_ptr<A>> x; static int n;
};
} }
int a::b::A<int, 3>::n = 0;
void a::b::A<int>::run() const noexcept {
  auto l = [this, &x, y = f()](int z) mutable -> int { return z; };
  for (const auto& [k, v] : m) l(k);
  try { throw E(1); } catch (const E& e) { e.f(); } catch (...) {}
  A<int> p(1), q{2}, *r = new A<int>[3]; delete[] r;
  if (auto s = g(); s) co_await h(); else co_return;
  static_cast<B*>(this)->B::get<int>(); (p.*q)(1); ::k(); sizeof...(R);
}
extern "C" { int c(void); }
template <class T> concept K = requires(T t) { t.f(); };
TEST_F(Fix, Name) { EXPECT_EQ(f(), 1); }
using namespace a; using a::b::A; namespace z = a::b;
`;

testDamage(source, factsOf);

test('what stands around an error is still found', async () => {
  const { definitions } = describeFacts(
    await factsOf('class B { void f( ; };\nint c() { return d(); }\nstruct E { int g; };\n'),
  );
  expect(definitions.join('\n')).toMatch(/function c\b/);
  expect(definitions.join('\n')).toMatch(/property E\.g/);
});

test('deep nesting is read', async () => {
  const { sites } = describeFacts(await factsOf(`int x = ${'f('.repeat(600)}1${')'.repeat(600)};`));
  expect(sites.filter((site) => site.startsWith('call f')).length).toBe(600);
});

test('empty and odd files give no definitions', async () => {
  for (const odd of [
    '',
    '\n',
    '\uFEFF',
    '//',
    '"',
    'R"(',
    '\0',
    '::',
    'template <',
    'using',
    'operator',
    '~',
  ]) {
    expect(describeFacts(await factsOf(odd)).definitions).toEqual([]);
  }
});
