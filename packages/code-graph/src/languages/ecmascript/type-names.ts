import { nothing, type Slot } from '../../facts/scopes.ts';
import { type Node, noNode } from '../../syntax/tree.ts';
import type { Reader } from './reading.ts';

/** Makes references of all type names inside a node whose meaning does not matter. */
export function touchTypes(r: Reader, node: Node): void {
  if (node === noNode) return;
  const { tree } = r;
  const end = tree.end(node);
  for (let at = node; at < tree.count && tree.start(at) < end; at++) {
    if (tree.kind(at) === 'type_identifier' && tree.kind(tree.parent(at)) !== 'type_parameter') {
      typeName(r, at);
    }
  }
}

export function typeName(r: Reader, node: Node): Slot {
  const name = r.tree.text(node);
  return r.facts.find(name) === undefined ? nothing : r.facts.read(name, node, 'type');
}
