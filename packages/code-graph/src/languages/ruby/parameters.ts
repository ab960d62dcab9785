import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { assignLocal, declareOwnLocal } from './locals.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** The name under which a call passes its block: no parameter is written so. */
export const blockName = '&';

type ParameterKind = 'positional' | 'rest' | 'keywordRest' | 'keywordOnly';

const kinds: Readonly<Record<string, ParameterKind>> = {
  identifier: 'positional',
  optional_parameter: 'positional',
  destructured_parameter: 'positional',
  splat_parameter: 'rest',
  hash_splat_parameter: 'keywordRest',
  keyword_parameter: 'keywordOnly',
};

/** Adds the parameters to the open function, and the block that every method may be called with. */
export function declareParameters(reading: Reading, list: Node): { block: Slot; slots: readonly Slot[] } {
  const { tree, facts } = reading;
  const nodes = parts(tree, list).filter((node) => tree.field(node) !== 'locals');
  const slots = nodes.flatMap((node) => addParameter(reading, node));
  const block = facts.parameter(blockName, 'keywordOnly');
  const written = nodes.find((node) => tree.kind(node) === 'block_parameter');
  const name = written === undefined ? undefined : nameOf(tree, written);
  if (name !== undefined) assignOwn(reading, name, block);
  for (const local of parts(tree, list)) {
    if (tree.field(local) === 'locals') declareOwnLocal(reading, tree.text(local));
  }
  return { block, slots };
}

function addParameter(reading: Reading, node: Node): Slot[] {
  const { tree, facts } = reading;
  const kind = kinds[tree.kind(node)];
  if (kind === undefined) return [];
  const name = nameOf(tree, node);
  if (name !== undefined) reading.scope.locals.names.add(name);
  const slot = facts.parameter(name ?? '', kind);
  const value = tree.child(node, 'value');
  if (value !== noNode) facts.copy(slot, reading.value(value, 'value'));
  if (tree.kind(node) === 'destructured_parameter') destructure(reading, node, slot);
  return [slot];
}

/** `(a, (b, *c))`: each name takes the element in its place. */
function destructure(reading: Reading, node: Node, value: Slot): void {
  const { tree, facts } = reading;
  parts(tree, node).forEach((part, index) => {
    const element = facts.item(value, String(index));
    const name = nameOf(tree, part);
    if (tree.kind(part) === 'destructured_parameter') destructure(reading, part, element);
    else if (name !== undefined) assignOwn(reading, name, element);
  });
}

function assignOwn(reading: Reading, name: string, value: Slot): void {
  declareOwnLocal(reading, name);
  assignLocal(reading, name, value);
}

function nameOf(tree: SyntaxTree, node: Node): string | undefined {
  if (tree.kind(node) === 'identifier') return tree.text(node);
  const name = tree.child(node, 'name');
  return name === noNode ? undefined : tree.text(name);
}

/** Parameters that a block has without naming them: `it`, `_1`, `_2`. */
export function declareImplicitParameters(reading: Reading): void {
  const { facts, scope } = reading;
  const first = facts.parameter('_1');
  scope.locals.names.add('_1');
  scope.locals.names.add('_2');
  facts.parameter('_2');
  declareOwnLocal(reading, 'it');
  facts.assign('it', first === nothing ? nothing : first);
}
