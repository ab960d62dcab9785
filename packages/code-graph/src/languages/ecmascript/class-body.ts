import { nothing, type Slot } from '../../facts/scopes.ts';
import { type Node, noNode } from '../../syntax/tree.ts';
import { documentationBefore } from './documentation.ts';
import { inInitialiser, readField } from './fields.ts';
import { readFunction } from './functions.ts';
import { readBlock } from './hoisting.ts';
import { keyName } from './keys.ts';
import { keyNode, placeOf, readComputedKey } from './members.ts';
import { type Modifiers, modifiersOf, subkindOf } from './modifiers.ts';
import type { ClassBody, Reader } from './reading.ts';
import { signatureOf } from './signatures.ts';
import { touchTypes } from './type-names.ts';

/** Reads the members of a class between `openClass` and `closeClass`. */
export function readClassBody(r: Reader, body: Node, cls: ClassBody): void {
  const { tree } = r;
  const implemented = implementedNames(r, body);
  let documented = -1;
  for (const node of tree.namedChildren(body)) {
    const kind = tree.kind(node);
    if (kind === 'decorator') {
      if (documented === -1) documented = tree.start(node);
      r.read(node);
      continue;
    }
    if (kind === 'comment') continue;
    readMember(r, node, cls, implemented, documented === -1 ? tree.start(node) : documented);
    documented = -1;
  }
}

const methodKinds = new Set(['method_definition', 'method_signature', 'abstract_method_signature']);

/** Methods with a body, and the first signature of those without: what overloads stand for. */
function implementedNames(r: Reader, body: Node): Map<string, Node> {
  const { tree } = r;
  const found = new Map<string, Node>();
  for (const node of tree.namedChildren(body)) {
    const kind = tree.kind(node);
    if (!methodKinds.has(kind)) continue;
    const key = keyNode(r, node);
    const name = key === noNode ? '' : `${placeOf(modifiersOf(tree, node))} ${tree.text(key)}`;
    if (kind === 'method_definition' || !found.has(name)) found.set(name, node);
  }
  return found;
}

function readMember(
  r: Reader,
  node: Node,
  cls: ClassBody,
  implemented: Map<string, Node>,
  documented: number,
): void {
  const { tree } = r;
  switch (tree.kind(node)) {
    case 'method_definition':
      readMethod(r, node, cls, documented);
      return;
    case 'method_signature':
    case 'abstract_method_signature': {
      const name = `${placeOf(modifiersOf(tree, node))} ${tree.text(keyNode(r, node))}`;
      if ((implemented.get(name) ?? node) === node) readMethod(r, node, cls, documented);
      else touchTypes(r, node);
      return;
    }
    case 'public_field_definition':
    case 'field_definition':
      readField(r, node, cls, documented);
      return;
    case 'class_static_block':
      inInitialiser(r, cls, 'class', () => readBlock(r, tree.child(node, 'body')));
      return;
    case 'index_signature':
      touchTypes(r, node);
      return;
    default:
      r.read(node);
  }
}

/** Reads a method, accessor or constructor, or the signature of one. */
export function readMethod(r: Reader, node: Node, cls: ClassBody, documented: number): void {
  const { tree, facts } = r;
  const key = keyNode(r, node);
  if (key === noNode) return;
  const name = keyName(tree, key) ?? tree.text(key);
  const modifiers = modifiersOf(tree, node);
  const place = placeOf(modifiers);
  const isConstructor = name === 'constructor' && place === 'instance';
  const definition = facts.define({
    node,
    nameNode: key,
    name,
    kind: isConstructor ? 'constructor' : 'method',
    subkind: subkindOf(modifiers.words),
    signature: signatureOf(tree, node, tree.child(node, 'body')),
    documentation: documentationBefore(tree.source, documented),
    visibility: name.startsWith('#') ? 'private' : modifiers.visibility,
    parent: cls.definition,
  });
  readComputedKey(r, key);
  const fn = readFunction(r, node, { definition, receiver: place, class: cls });
  const slot = accessorSlot(r, fn, modifiers) ?? facts.functionValue(fn);
  facts.member(cls.row, name, { definition, slot, place });
}

function accessorSlot(r: Reader, fn: number, { words }: Modifiers): Slot | undefined {
  if (words.includes('get')) return r.facts.returnSlotOf(fn);
  return words.includes('set') ? (r.facts.parameterSlots(fn)[0] ?? nothing) : undefined;
}
