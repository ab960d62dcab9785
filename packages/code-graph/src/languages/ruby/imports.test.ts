import { expect, test } from 'vitest';
import { describeFacts } from '../../facts/describe.ts';
import { linkSources } from '../../link/link-sources.fixture.ts';
import { factsOf } from './ruby-facts.fixture.ts';

test('what is required, loaded late or mixed in is an import of its kind', async () => {
  const source = `
require 'set'
require_relative 'shop/cart'
autoload :Cart, 'shop/cart'
class Order
  include Comparable, Shop::Priced
  extend ActiveSupport::Concern
  prepend Loud
  extend self
  class << self
    include Finders
  end
  include Module.new { def x; end }
end
`;
  const { imports } = describeFacts(await factsOf(source));
  expect(imports.map((line) => line.replace('import  ', 'import '))).toEqual([
    'from set import (side_effect)',
    'from ./shop/cart import (side_effect)',
    'from shop/cart import Cart (named)',
    'from Comparable import Comparable (include)',
    'from Shop::Priced import Priced (include)',
    'from ActiveSupport::Concern import Concern (extend)',
    'from Loud import Loud (prepend)',
    'from Finders import Finders (include)',
  ]);
});

test('a mixin of the repository is bound to its definition, in whatever file', async () => {
  const lines = await linkSources({
    'lib/priced.rb': 'module Shop\n  module Priced\n  end\nend\n',
    'lib/order.rb': 'module Shop\n  class Order\n    include Priced\n    include Comparable\n  end\nend\n',
  });
  expect(lines.filter((line) => line.startsWith('IMPORTS'))).toEqual([
    'IMPORTS lib/order.rb -> lib/order.rb::import Comparable Comparable @4',
    'IMPORTS lib/order.rb -> lib/order.rb::import Priced Priced @3',
    'IMPORTS lib/order.rb::import Priced Priced -> lib/priced.rb::Shop.Priced @3',
  ]);
});
