import { expect, test } from 'vitest';
import { linesOf, linkSources } from '../../link/link-sources.fixture.ts';

test('required files are found beside the file and below load directories; gems stay outside', async () => {
  const sources = {
    'lib/a.rb': "require_relative 'a/b'\nrequire 'a/c'\nrequire 'json'\nautoload :D, 'd'\n",
    'lib/a/b.rb': '',
    'lib/a/c.rb': '',
    'lib/d.rb': '',
  };
  const found = linesOf('IMPORTS', await linkSources(sources)).filter((line) =>
    / -> lib\/\S+\.rb(?: |$)/.test(line),
  );
  expect(found.map((line) => line.replace(/^.* -> /, '').replace(/ @.*$/, ''))).toEqual([
    'lib/a/b.rb',
    'lib/a/c.rb',
    'lib/d.rb',
  ]);
});
