import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { kindOf, nameOf, parts } from './parts.ts';
import { structType } from './patterns.ts';
import { readTypeArguments } from './generic-types.ts';
import type { Reading } from './reading.ts';

/** `Point { x: 1, y, ..base }` */
export function readStructLiteral(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const named = tree.child(node, 'name');
  const cls = named === noNode ? nothing : classNamed(reading, named);
  const value = facts.instance(cls);
  for (const part of parts(tree, tree.child(node, 'body'))) readInitializer(reading, part, value);
  return value;
}

function classNamed(reading: Reading, named: Node): Slot {
  const { tree } = reading;
  if (!kindOf(tree, named).startsWith('generic_type')) return structType(reading, named);
  readTypeArguments(reading, tree.child(named, 'type_arguments'));
  return structType(reading, tree.child(named, 'type'));
}

function readInitializer(reading: Reading, node: Node, into: Slot): void {
  const { tree, facts } = reading;
  switch (tree.kind(node)) {
    case 'field_initializer': {
      const field = tree.child(node, 'field');
      const value = reading.value(tree.child(node, 'value'), 'value');
      if (field !== noNode) facts.store(into, nameOf(tree, field), value, field);
      return;
    }
    case 'shorthand_field_initializer': {
      const name = parts(tree, node)[0];
      if (name === undefined) return;
      facts.store(into, nameOf(tree, name), reading.value(name, 'value'), name);
      return;
    }
    default:
      for (const part of parts(tree, node)) reading.value(part, 'value');
  }
}
