import { describe, expect, test } from 'vitest';
import { describeDefinition, describeFacts } from '../../facts/describe.ts';
import { factsOf } from './ruby-facts.fixture.ts';

async function definitionsOf(source: string): Promise<string[]> {
  return describeFacts(await factsOf(source)).definitions;
}

async function detailsOf(source: string, name: string): Promise<Record<string, string>> {
  return describeDefinition(await factsOf(source), name) ?? {};
}

describe('definitions', () => {
  test('are classes, modules, methods and constants, by their full names', async () => {
    const source = `
module Billing
  LIMIT = 3
  class Invoice < Base
    def initialize; end
    def total; end
    def self.find_all; end
    class << self
      def open; end
    end
  end
  class A::B; end
  module_function
  def tax; end
end
def run; end
`;
    expect(await definitionsOf(source)).toEqual([
      'module Billing 2:8',
      'constant Billing.LIMIT 3:3',
      'class Billing.Invoice 4:9',
      'constructor Billing.Invoice.initialize 5:9',
      'method Billing.Invoice.total 6:9',
      'method Billing.Invoice.find_all 7:14 singleton method',
      'method Billing.Invoice.open 9:11 singleton method',
      'class Billing.A.B 12:12',
      'method Billing.tax 14:7 module function',
      'function run 16:5',
    ]);
  });

  test('are made by what a class body calls', async () => {
    const source = `
class A
  attr_reader :a, 'b'
  attr_accessor :c
  delegate :d, to: :c
  alias_method :e, :d
  alias f e
  define_method(:g) { 1 }
  scope :h, -> { where(x: 1) }
  has_many :items
  def i
    @j ||= 1
    @j = 2
    @@k = 1
  end
end
P = Struct.new(:x) do
  def y; end
end
Q = ->(a) { a }
`;
    expect(await definitionsOf(source)).toEqual([
      'class A 2:7',
      'property A.a 3:15 attr_reader',
      'property A.b 3:19 attr_reader',
      'property A.c 4:17 attr_accessor',
      'method A.d 5:12 delegate',
      'method A.e 6:16 alias',
      'method A.f 7:9 alias',
      'method A.g 8:17 define_method',
      'method A.h 9:9 scope',
      'property A.items 10:12 has_many',
      'method A.i 11:7',
      'property A.@j 12:5 instance variable',
      'property A.@@k 14:5 class variable',
      'class P 17:1 struct',
      'method P.y 18:7',
      'property P.x 17:16 struct member',
      'function Q 20:1 lambda',
    ]);
  });

  test('have signatures, documentation and visibility', async () => {
    const source = `
# A shop.
class Shop < Base
  # Sells.
  #
  # Twice.
  def sell(item, count: 1, &block)
  end

  private

  def a; end
  public def b; end
  def c; end
  def d; end
  public :d
  def self.e; end
  private_class_method :e
  X = 1
  private_constant :X
end
`;
    expect(await detailsOf(source, 'Shop')).toMatchObject({
      signature: 'class Shop < Base',
      documentation: 'A shop.',
    });
    expect(await detailsOf(source, 'Shop.sell')).toMatchObject({
      signature: 'def sell(item, count: 1, &block)',
      documentation: 'Sells.\n\nTwice.',
    });
    const visibility = async (name: string) => (await detailsOf(source, `Shop.${name}`))['visibility'] ?? '';
    expect(await Promise.all(['a', 'b', 'c', 'd', 'e', 'X'].map(visibility))).toEqual([
      'private',
      '',
      'private',
      'public',
      'private',
      'private',
    ]);
  });
});
