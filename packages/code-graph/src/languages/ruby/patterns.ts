import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { assignLocal } from './locals.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** Binds the names of a pattern that `value` is matched with. */
export function bindPattern(reading: Reading, pattern: Node, value: Slot): void {
  if (pattern === noNode) return;
  const { tree, facts } = reading;
  switch (tree.kind(pattern)) {
    case 'identifier':
      return assignLocal(reading, tree.text(pattern), value);
    case 'constant':
    case 'scope_resolution':
      return void reading.value(pattern, 'type');
    case 'as_pattern': {
      const inner = tree.child(pattern, 'value');
      const name = tree.child(pattern, 'name');
      if (name !== noNode) assignLocal(reading, tree.text(name), typedBy(reading, inner, value));
      else bindPattern(reading, inner, value);
      return;
    }
    case 'keyword_pattern':
      return bindKeyword(reading, pattern, value);
    case 'array_pattern':
      return parts(tree, pattern).forEach((part, index) => {
        bindPattern(reading, part, facts.item(value, String(index)));
      });
    default:
      for (const part of parts(tree, pattern)) bindPattern(reading, part, value);
  }
}

/** `Type => name`: the value is an instance of the type. */
function typedBy(reading: Reading, pattern: Node, value: Slot): Slot {
  const { tree, facts } = reading;
  if (pattern === noNode) return value;
  const isType = tree.kind(pattern) === 'constant' || tree.kind(pattern) === 'scope_resolution';
  if (isType) return facts.instance(reading.value(pattern, 'type'));
  bindPattern(reading, pattern, value);
  return value;
}

function bindKeyword(reading: Reading, pattern: Node, value: Slot): void {
  const { tree, facts } = reading;
  const key = tree.child(pattern, 'key');
  const inner = tree.child(pattern, 'value');
  const name = key === noNode ? '' : tree.text(key);
  const element = name === '' ? nothing : facts.item(value, name);
  if (inner !== noNode) bindPattern(reading, inner, element);
  else if (name !== '') assignLocal(reading, name, element);
}
