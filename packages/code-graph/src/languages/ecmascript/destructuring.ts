import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { firstMeaning, keyName } from './keys.ts';
import type { Reader } from './reading.ts';

/** Receives each leaf of a pattern: a name, or a member that is assigned to. */
export type Leaf = (leaf: Node, value: Slot) => void;

/** Takes a value apart as the pattern says and gives each leaf its part. */
export function destructure(r: Reader, pattern: Node, value: Slot, leaf: Leaf): void {
  if (pattern === noNode) return;
  switch (r.tree.kind(pattern)) {
    case 'object_pattern':
      for (const part of r.tree.namedChildren(pattern)) takeProperty(r, part, value, leaf);
      return;
    case 'array_pattern':
      takeElements(r, pattern, value, leaf);
      return;
    case 'assignment_pattern':
    case 'object_assignment_pattern':
      takeDefault(r, pattern, value, leaf);
      return;
    case 'rest_pattern':
    case 'parenthesized_expression':
      destructure(r, firstMeaning(r.tree, pattern), value, leaf);
      return;
    default:
      leaf(pattern, value);
  }
}

/** Calls back with every name that a pattern binds. */
export function patternNames(tree: SyntaxTree, pattern: Node, found: (name: Node) => void): void {
  if (pattern === noNode) return;
  switch (tree.kind(pattern)) {
    case 'identifier':
    case 'shorthand_property_identifier_pattern':
      found(pattern);
      return;
    case 'pair_pattern':
      patternNames(tree, tree.child(pattern, 'value'), found);
      return;
    case 'assignment_pattern':
    case 'object_assignment_pattern':
      patternNames(tree, tree.child(pattern, 'left'), found);
      return;
    case 'object_pattern':
    case 'array_pattern':
    case 'rest_pattern':
      for (const part of tree.namedChildren(pattern)) patternNames(tree, part, found);
      return;
    default:
  }
}

function takeProperty(r: Reader, part: Node, value: Slot, leaf: Leaf): void {
  const { tree, facts } = r;
  switch (tree.kind(part)) {
    case 'shorthand_property_identifier_pattern':
      leaf(part, facts.load(value, tree.text(part), part));
      return;
    case 'pair_pattern': {
      const key = tree.child(part, 'key');
      const name = keyName(tree, key);
      if (name === undefined) r.read(firstMeaning(tree, key));
      const taken = name === undefined ? facts.element(value) : facts.load(value, name, key);
      destructure(r, tree.child(part, 'value'), taken, leaf);
      return;
    }
    case 'object_assignment_pattern': {
      const left = tree.child(part, 'left');
      takeDefault(r, part, facts.load(value, tree.text(left), left), leaf);
      return;
    }
    default:
      destructure(r, part, value, leaf);
  }
}

function takeElements(r: Reader, pattern: Node, value: Slot, leaf: Leaf): void {
  const { tree, facts } = r;
  let index = 0;
  for (let child = tree.firstChild(pattern); child !== noNode; child = tree.nextSibling(child)) {
    const kind = tree.kind(child);
    if (kind === ',') index++;
    if (!tree.isNamed(child) || kind === 'comment') continue;
    const taken = kind === 'rest_pattern' ? rest(r, value) : facts.load(value, String(index), noNode);
    destructure(r, child, taken, leaf);
  }
}

function rest(r: Reader, value: Slot): Slot {
  return value === nothing ? nothing : r.facts.collection(r.facts.element(value));
}

function takeDefault(r: Reader, pattern: Node, value: Slot, leaf: Leaf): void {
  const otherwise = r.read(r.tree.child(pattern, 'right'));
  destructure(r, r.tree.child(pattern, 'left'), r.facts.join([value, otherwise]), leaf);
}
