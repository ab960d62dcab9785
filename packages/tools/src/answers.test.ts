import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatText } from './format-text.ts';
import { openShop } from './open-shop.ts';
import { runTool } from './run-tool.ts';
import { shopManifest } from './shop-graph.ts';
import { tools } from './catalogue.ts';

let shop: Awaited<ReturnType<typeof openShop>>;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const source = {
  read: (file: string) => Promise.resolve(file === 'shop/views.py' ? numbered(24) : undefined),
};

/** Every question of the suite; the answers are written out in `answers/<tool>.txt`. */
const questions: Record<string, Record<string, unknown>[]> = {
  search_definitions: [
    { name: 'SAVE' },
    { name: 'addUser', match: 'exact' },
    { name: 'Order.save' },
    { path: 'shop/views.py', kinds: ['constant'] },
    { name: 'nothing like it' },
  ],
  get_definition: [
    { definition: 'Order' },
    { definition: 'addUser' },
    { definition: 'Oder' },
    { definition: 'save', file: 'models.py' },
  ],
  read_definitions: [
    { definitions: ['checkout', 'Model', 'missing'] },
    { definitions: ['shop/views.py::checkout'], max_lines: 2, context_lines: 1 },
  ],
  callers: [
    { definition: 'checkout' },
    { definition: 'Order' },
    { definition: 'shop.models.Model.save', depth: 3 },
    { definition: 'Order.save', include_dispatch: false },
    { definition: 'save' },
    { definition: '_loop' },
  ],
  callees: [{ definition: 'checkout' }, { definition: 'test_checkout', depth: 2 }],
  get_references: [
    { definition: 'Order' },
    { definition: 'checkout', relations: ['import'] },
    { definition: 'TAX' },
  ],
  impact: [{ definition: 'Model.save' }, { definition: 'Model', depth: 1 }, { definition: '_unused' }],
  path_between: [
    { from: 'test_checkout', to: '_round' },
    { from: '_round', to: 'test_checkout' },
    { from: '_unused', to: 'Order' },
    { from: 'refund', to: 'Model', relations: 'any' },
  ],
  repo_map: [{}, { path: 'web', definitions_per_file: 1 }],
  file_dependencies: [
    { file: 'shop/views.py' },
    { file: 'pyproject.toml' },
    { file: 'views.py', direction: 'imported_by' },
    { file: 'nope.py' },
  ],
  related_files: [{ file: 'shop/models.py' }],
  import_usage: [{ module: 'shop' }, { module: 'requests' }, { name: 'pay' }],
  most_used_definitions: [{}, { by: 'calls', kinds: ['function'], path: 'shop' }],
  unused_definitions: [
    {},
    { include_exported: true, include_tests: true, include_decorated: true },
    { kinds: ['constant'] },
  ],
  repository_stats: [{}],
};

test.each(Object.keys(questions))('%s', async (name) => {
  const answers = [];
  for (const args of questions[name] ?? []) {
    const response = await runTool(shop.graph, shopManifest, name, args, { source });
    answers.push(`> ${name} ${JSON.stringify(args)}\n${formatText(response)}\n`);
  }
  await expect(answers.join('\n')).toMatchFileSnapshot(`./answers/${name}.txt`);
});

test('every tool about a graph has questions', () => {
  const names = tools.filter((tool) => tool.asks === 'graph').map((tool) => tool.name);
  expect(Object.keys(questions).sort()).toEqual(names.sort());
});

function numbered(lines: number): string {
  return Array.from({ length: lines }, (_, index) => `line ${index + 1}`).join('\n');
}
