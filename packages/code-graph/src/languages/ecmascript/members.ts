import { type Node, noNode } from '../../syntax/tree.ts';
import { keyName } from './keys.ts';
import { type Modifiers, modifiersOf } from './modifiers.ts';
import type { Reader } from './reading.ts';

/** The names that instances of the class are declared to have. */
export function collectMembers(r: Reader, body: Node): Set<string> {
  const { tree } = r;
  const names = new Set<string>();
  for (const node of tree.namedChildren(body)) {
    if (tree.childOfKind(node, 'static') !== noNode) continue;
    const key = keyNode(r, node);
    if (key !== noNode) names.add(keyName(tree, key) ?? tree.text(key));
    if (key !== noNode && tree.text(key) === 'constructor') addParameterNames(r, node, names);
  }
  return names;
}

function addParameterNames(r: Reader, constructor: Node, names: Set<string>): void {
  const list = r.tree.child(constructor, 'parameters');
  if (list === noNode) return;
  for (const parameter of r.tree.namedChildren(list)) {
    const { words, visibility } = modifiersOf(r.tree, parameter);
    const pattern = r.tree.child(parameter, 'pattern');
    if (pattern !== noNode && (visibility !== '' || words.includes('readonly'))) {
      names.add(r.tree.text(pattern));
    }
  }
}

export function keyNode(r: Reader, member: Node): Node {
  const name = r.tree.child(member, 'name');
  return name === noNode ? r.tree.child(member, 'property') : name;
}

export function placeOf({ words }: Modifiers): 'instance' | 'class' {
  return words.includes('static') ? 'class' : 'instance';
}

export function readComputedKey(r: Reader, key: Node): void {
  if (r.tree.kind(key) === 'computed_property_name' && keyName(r.tree, key) === undefined) r.read(key);
}
