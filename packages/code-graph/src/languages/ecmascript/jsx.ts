import { nothing, type Slot } from '../../facts/scopes.ts';
import { type Node, noNode } from '../../syntax/tree.ts';
import { firstMeaning } from './keys.ts';
import type { Reader } from './reading.ts';
import { touchTypes } from './type-names.ts';

/** `<Foo a={x}>…</Foo>`: a call of the component with its attributes as one object. */
export function readJsxElement(r: Reader, node: Node): Slot {
  const { tree, facts } = r;
  const opening = tree.child(node, 'open_tag');
  const children: Slot[] = [];
  for (const child of tree.namedChildren(node)) {
    const field = tree.field(child);
    if (field !== 'open_tag' && field !== 'close_tag') children.push(r.read(child));
  }
  return opening === noNode ? nothing : readTag(r, opening, facts.join(children));
}

/** `<Foo a={x} />` */
export function readJsxSelfClosing(r: Reader, node: Node): Slot {
  return readTag(r, node, nothing);
}

function readTag(r: Reader, tag: Node, children: Slot): Slot {
  const { tree, facts } = r;
  const name = tree.child(tag, 'name');
  touchTypes(r, tree.child(tag, 'type_arguments'));
  const properties = facts.object();
  for (const part of tree.namedChildren(tag)) {
    const kind = tree.kind(part);
    if (kind === 'jsx_attribute') readAttribute(r, part, properties);
    else if (kind === 'jsx_expression') facts.store(properties, '__proto__', readSpread(r, part));
  }
  facts.store(properties, 'children', children);
  return name === noNode ? nothing : callComponent(r, name, properties);
}

function callComponent(r: Reader, name: Node, properties: Slot): Slot {
  const { tree, facts } = r;
  const kind = tree.kind(name);
  const args = [{ slot: properties }];
  if (kind === 'identifier') {
    const text = tree.text(name);
    const isElement = /^[a-z]/.test(text);
    return isElement ? nothing : facts.call({ name: text, at: name }, args);
  }
  const property = kind === 'member_expression' ? tree.child(name, 'property') : noNode;
  if (property === noNode) return nothing;
  const receiver = r.read(tree.child(name, 'object'));
  return facts.call({ receiver, member: tree.text(property), at: property }, args);
}

function readAttribute(r: Reader, attribute: Node, properties: Slot): void {
  const { tree, facts } = r;
  const [name, value] = tree.namedChildren(attribute);
  if (name === undefined || value === undefined) return;
  facts.store(properties, tree.text(name), r.read(value));
}

function readSpread(r: Reader, node: Node): Slot {
  const inner = firstMeaning(r.tree, node);
  if (inner === noNode) return nothing;
  return r.read(r.tree.kind(inner) === 'spread_element' ? firstMeaning(r.tree, inner) : inner);
}
