import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { firstPart, isComment, parts, textOf } from './parts.ts';
import type { ItemHead, Reading } from './reading.ts';

const noHead: ItemHead = { comments: [], attributes: [] };

/** The comments and attributes right above an item. Those of all items of a parent are found at once. */
export function headOf({ tree, heads }: Reading, node: Node): ItemHead {
  const parent = tree.parent(node);
  if (parent === noNode) return noHead;
  let known = heads.get(parent);
  if (known === undefined) {
    known = findHeads(tree, parent);
    heads.set(parent, known);
  }
  return known.get(node) ?? noHead;
}

function findHeads(tree: SyntaxTree, parent: Node): ReadonlyMap<Node, ItemHead> {
  const heads = new Map<Node, ItemHead>();
  let comments: Node[] = [];
  let attributes: Node[] = [];
  for (let child = tree.firstChild(parent); child !== noNode; child = tree.nextSibling(child)) {
    const kind = tree.kind(child);
    if (isComment(kind)) comments.push(child);
    else if (kind === 'attribute_item') attributes.push(child);
    else if (kind !== 'visibility_modifier' && tree.isNamed(child)) {
      if (comments.length > 0 || attributes.length > 0) heads.set(child, { comments, attributes });
      comments = [];
      attributes = [];
    }
  }
  return heads;
}

/** The path of an attribute: `derive`, `tokio::test`. */
export function attributePath(tree: SyntaxTree, item: Node): string {
  const attribute = tree.childOfKind(item, 'attribute');
  return attribute === noNode ? '' : textOf(tree, firstPart(tree, attribute));
}

/** The text that an attribute gives: `"x.rs"` of `#[path = "x.rs"]`, without quotes. */
export function attributeText(tree: SyntaxTree, item: Node): string {
  const attribute = tree.childOfKind(item, 'attribute');
  const value = attribute === noNode ? noNode : tree.child(attribute, 'value');
  return textOf(tree, value)
    .replace(/^r?#*"/, '')
    .replace(/"#*$/, '');
}

/** The attribute of this path above an item, or `noNode`. */
export function attributeNamed(reading: Reading, node: Node, path: string): Node {
  const found = headOf(reading, node).attributes.find((item) => attributePath(reading.tree, item) === path);
  return found ?? noNode;
}

/** The tokens in an attribute's parentheses: `Clone`, `Debug` of `#[derive(Clone, Debug)]`. */
export function attributeTokens(tree: SyntaxTree, item: Node): Node[] {
  const attribute = tree.childOfKind(item, 'attribute');
  const list = attribute === noNode ? noNode : tree.child(attribute, 'arguments');
  return list === noNode ? [] : parts(tree, list);
}
