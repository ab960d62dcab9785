import { expect, test } from 'vitest';
import { describeDefinition, describeFacts } from '../../facts/describe.ts';
import { factsOf } from './cpp-facts.fixture.ts';

const source = `namespace a { namespace b {
/// A shop.
template <class T> class Shop : public Base<T>, private virtual Other {
 public:
  Shop();
  explicit Shop(int n) : n_(n) {}
  virtual ~Shop() = default;
  virtual void sell(int amount) = 0;
  static Shop* make() { return nullptr; }
  bool operator==(const Shop& other) const;
  operator bool() const { return true; }
  template <class U> U as(U u) { return u; }
  enum class Size { Small };
  using Items = int;
 private:
  int n_ = 3, *p;
  static int count;
};
} }
struct Plain { int x; };
class API_EXPORT Exported final { FOO_MACRO(x); };
void a::b::Other::run() {}
int free_function(int a, int b = 2);
constexpr int limit = 3;
using Alias = a::b::Plain;
template <class T> concept Small = sizeof(T) < 4;
TEST(Suite, Case) {}
`;

test('definitions are namespaces, classes with their members, functions, aliases and tests', async () => {
  const { definitions, bases } = describeFacts(await factsOf(source));
  expect(definitions).toEqual([
    'namespace a 1:11',
    'namespace a.b 1:25',
    'class a.b.Shop 3:26 template',
    'constructor a.b.Shop.Shop 5:3 declaration',
    'constructor a.b.Shop.Shop 6:12',
    'method a.b.Shop.~Shop 7:11 destructor',
    'method a.b.Shop.sell 8:16 pure virtual',
    'method a.b.Shop.make 9:16 static',
    'method a.b.Shop.operator== 10:8 operator',
    'method a.b.Shop.operator bool 11:3 operator',
    'method a.b.Shop.as 12:24',
    'enum a.b.Shop.Size 13:14',
    'enum_member a.b.Shop.Size.Small 13:21',
    'type_alias a.b.Shop.Items 14:9',
    'property a.b.Shop.n_ 16:7',
    'property a.b.Shop.p 16:16',
    'property a.b.Shop.count 17:14 static',
    'struct Plain 20:8',
    'property Plain.x 20:20',
    'class Exported 21:18',
    'method a.b.Other.run 22:19',
    'function free_function 23:5 declaration',
    'constant limit 24:15',
    'type_alias Alias 25:7',
    'type_alias Small 26:28 concept',
    'function Suite.Case 27:1 TEST',
  ]);
  expect(bases.map((line) => line.replace(/ s\d+$/, ''))).toContain('a.b.Shop extends');
});

test('definitions carry signature, documentation and who may use them', async () => {
  const facts = await factsOf(source);
  expect(describeDefinition(facts, 'a.b.Shop')).toMatchObject({
    documentation: 'A shop.',
    signature: 'class Shop : public Base<T>, private virtual Other',
  });
  expect(describeDefinition(facts, 'a.b.Shop.sell')).toMatchObject({
    visibility: 'public',
    signature: 'virtual void sell(int amount) = 0',
  });
  expect(describeDefinition(facts, 'a.b.Shop.n_')).toMatchObject({ visibility: 'private' });
});
