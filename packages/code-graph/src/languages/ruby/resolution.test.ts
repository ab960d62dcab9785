import { describe, expect, test } from 'vitest';
import { linesOf, linkSources } from '../../link/link-sources.fixture.ts';

/** Calls as `from -> to`, each once, without the file; `-` is module level. */
async function callsOf(source: string | Record<string, string>): Promise<string[]> {
  const sources = typeof source === 'string' ? { 'm.rb': source } : source;
  const lines = linesOf('CALLS', await linkSources(sources));
  const edges = lines.map((line) => line.replace(/ @\d+.*$/, '').replaceAll(/\w+\.rb::/g, ''));
  return [...new Set(edges.map((edge) => edge.replaceAll(/\w+\.rb/g, '-')))].sort();
}

describe('calls without a receiver', () => {
  test('reach the class, what it includes and what is at top level, in this order', async () => {
    const source = `
def a; end
def b; end
def c; end
module M
  def b; end
end
class C
  include M
  def c; end
  def run
    a
    b()
    c
  end
end
`;
    expect(await callsOf(source)).toEqual(['C.run -> C.c', 'C.run -> M.b', 'C.run -> a']);
  });

  test('are none where a local variable has the name', async () => {
    const source = `
def a; end
def b; end
def run(a)
  b = 1
  a
  b
  [1].each { b }
end
def call_both
  a
  b
end
`;
    expect(await callsOf(source)).toEqual(['call_both -> a', 'call_both -> b']);
  });

  test('find methods written in the same block', async () => {
    const source = `
def helper; end
describe 'x' do
  def helper; end
  it('y') { helper }
end
`;
    const edges = linesOf('CALLS', await linkSources({ 'm.rb': source }));
    expect(edges).toHaveLength(1);
    expect(edges[0]).toContain('helper~2');
  });
});

describe('classes', () => {
  test('are one wherever they are opened', async () => {
    const sources = {
      'a.rb': 'module A\n  class B\n    def one; two; end\n  end\nend\n',
      'b.rb': 'class A::B\n  def two; end\nend\nA::B.new.one\n',
    };
    expect(await callsOf(sources)).toEqual(['- -> A.B.one', '- -> A.B', 'A.B.one -> A.B.two'].sort());
  });

  test('are looked up by nesting, then above, in any file', async () => {
    const sources = {
      'a.rb': 'class X\n  def self.go; end\nend\nmodule M\n  class X\n    def self.go; end\n  end\nend\n',
      'b.rb':
        'module M\n  class Base\n    class Inner\n      def self.go; end\n    end\n  end\n  def self.run\n    X.go\n    ::X.go\n  end\nend\n',
      'c.rb': 'class Derived < M::Base\n  def run\n    Inner.go\n    X.go\n  end\nend\n',
    };
    expect(await callsOf(sources)).toEqual([
      'Derived.run -> M.Base.Inner.go',
      'Derived.run -> X.go',
      'M.run -> M.X.go',
      'M.run -> X.go',
    ]);
  });

  test('have members by include, extend, prepend and concerns', async () => {
    const source = `
module I
  def i; end
end
module E
  def e; end
end
module P
  def p; super; end
end
module K
  extend ActiveSupport::Concern
  included do
    attr_accessor :k
  end
  class_methods do
    def made; end
  end
end
class C
  include I, K
  extend E
  prepend P
  def p; end
  def run
    i
    k
    C.e
    C.made
    self.class.made
    p
  end
end
C.i
`;
    expect(await callsOf(source)).toEqual([
      'C.run -> E.e',
      'C.run -> I.i',
      'C.run -> K.k',
      'C.run -> K.made',
      'C.run -> P.p',
      'P.p -> C.p',
    ]);
  });

  test('pass members and constructors on, and super goes above', async () => {
    const source = `
class A
  def initialize(x); @x = x; end
  def self.make(...); new(...); end
  def go; end
end
class B < A
  def initialize(x)
    super
  end
  def go
    super()
  end
end
B.new(1).go
B.make(1)&.go
`;
    expect(await callsOf(source)).toEqual([
      '- -> A.go',
      '- -> A.make',
      '- -> B.go',
      '- -> B.initialize',
      'A.make -> A.initialize',
      'B.go -> A.go',
      'B.initialize -> A.initialize',
    ]);
  });

  test('that come from a library have its conventional members', async () => {
    const source = `
class User < ApplicationRecord
  has_many :posts
  scope :active, -> { where(a: 1) }
  def name; end
end
class Post < ApplicationRecord
  belongs_to :user
  def title; end
end
class Plain
  def name; end
end
User.find(1).name
User.active.where(b: 1).first.posts.each { |post| post.title }
Plain.find(1).name
`;
    expect(await callsOf(source)).toEqual([
      '- -> Post.title',
      '- -> User.active',
      '- -> User.name',
      '- -> User.posts',
    ]);
  });
});

describe('values', () => {
  test('travel through fields, accessors, blocks and returns', async () => {
    const source = `
class Repo
  def save; end
end
class Service
  attr_reader :repo
  attr_writer :other
  def initialize(repo); @repo = repo; end
  def lazy; @lazy ||= Repo.new; end
  def run
    repo.save
  end
  def again
    lazy.save
    [Repo.new].map { |r| r.save }
    [Repo.new].each(&:save)
    with { |r| r.save }
  end
  def with; yield Repo.new; end
end
s = Service.new(Repo.new)
s.other = 1
s.tap { |x| x.run }
`;
    expect(await callsOf(source)).toEqual([
      '- -> Repo',
      '- -> Service.initialize',
      '- -> Service.other',
      '- -> Service.run',
      'Service.again -> Repo',
      'Service.again -> Repo.save',
      'Service.again -> Service.lazy',
      'Service.again -> Service.with',
      'Service.lazy -> Repo',
      'Service.run -> Repo.save',
      'Service.run -> Service.repo',
      'Service.with -> Repo',
    ]);
  });

  test('are methods, lambdas and names that are sent', async () => {
    const source = `
def one; end
def two; end
f = method(:one)
f.call
g = -> { two }
g.()
class A
  def x; end
  def y=(v); end
  def +(o); end
  def [](k); end
end
a = A.new
a.send(:x)
a.y = 1
a + 1
a[0]
begin
  one
rescue A => e
  e.x
end
`;
    expect(await callsOf(source)).toEqual([
      '- -> A',
      '- -> A.+',
      '- -> A.[]',
      '- -> A.x',
      '- -> A.y=',
      '- -> g',
      '- -> one',
      'g -> two',
    ]);
  });

  test('say nothing by their names alone', async () => {
    expect(await callsOf('class A\n  def save; end\nend\ndef run(x)\n  x.save\nend\n')).toEqual([]);
  });
});

test('delegates call what they delegate to', async () => {
  const source = `
class Name
  def first; end
end
class User
  delegate :first, to: :name
  def name; Name.new; end
end
User.new.first
`;
  expect(await callsOf(source)).toEqual([
    '- -> User',
    '- -> User.first',
    'User.first -> Name.first',
    'User.first -> User.name',
    'User.name -> Name',
  ]);
});
