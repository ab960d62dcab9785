import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { documentationOf } from './documentation.ts';
import type { Reading } from './reading.ts';
import { lineOf } from './signatures.ts';

export function readConstant(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts, scope } = reading;
  return facts.constant(scope.nesting.cls, tree.text(node), node, access);
}

/** The value of a constant that the text does not spell out as one. */
export function bareConstant({ facts, scope }: Reading, path: string): Slot {
  const [first = '', ...rest] = path.replace(/^::/, '').split('::');
  let value = facts.constant(scope.nesting.cls, first, noNode);
  for (const name of rest) value = facts.load(value, name, noNode);
  return value;
}

/** `Scope::Name`, `::Name` */
export function readScopeResolution(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts, top } = reading;
  const around = tree.child(node, 'scope');
  const name = tree.child(node, 'name');
  if (name === noNode) return reading.value(around);
  if (around === noNode) return facts.constant(top.namespace, tree.text(name), name, access);
  return facts.load(reading.value(around), tree.text(name), name, access);
}

/** `NAME = value`: a constant of the class around. */
export function assignConstant(reading: Reading, node: Node, value: Slot, statement: Node): void {
  const { tree, facts, scope } = reading;
  const name = tree.text(node);
  const definition = facts.define({
    node: statement,
    nameNode: node,
    name,
    kind: 'constant',
    signature: lineOf(tree, statement),
    documentation: documentationOf(tree, statement),
    visibility: scope.body.written.constants.has(name) ? 'private' : '',
  });
  bindConstant(reading, name, definition, value);
}

export function bindConstant({ facts, scope }: Reading, name: string, definition: number, value: Slot): void {
  const slot = value === nothing ? facts.slot() : value;
  facts.member(scope.nesting.cls, name, { definition, slot, place: 'class' });
}
