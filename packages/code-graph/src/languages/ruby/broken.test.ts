import { expect, test } from 'vitest';
import { describeFacts } from '../../facts/describe.ts';
import { testDamage } from '../damage.fixture.ts';
import { factsOf } from './ruby-facts.fixture.ts';

const source = `
require_relative 'a'
class A::B < C
  include X; extend self
  attr_accessor :a, :b
  private def foo(a, (b, *c), *d, e: 1, **f, &g)
    @x ||= Foo.new(1, k: 2, l:) { |u, (v, w); z| u.bar = v }
    return a, b if a&.b && !c
    yield(*d); super; super(a)
    x, *y = [1, *d], { a: 1, 'b' => 2, **f }
    y[1] += "a#{b.c}" rescue nil
    case a when B, C then 1 else -> (q) { q.() } end
    case a
    in {n: String => s, m:} | [o, *p] if o then s
    end
  rescue E1, *E2 => err
    retry
  else 1
  ensure 2
  end
  class << self; def m = 3; end
  alias a b
  S = Struct.new(:a) { def z; end }
  has_many :x, class_name: 'Y'; scope :s, -> { w }
  delegate :q, to: :r, prefix: true
end
while $x do break 1 end
for i in a do next end
[1].map(&:s).each { it + _1 }
`;

testDamage(source, factsOf);

test('empty and odd files give no definitions', async () => {
  for (const odd of ['', '\n', '\uFEFF', '#', '\\', '\t\t', '"', '\0', '=begin']) {
    expect(describeFacts(await factsOf(odd)).definitions).toEqual([]);
  }
});
