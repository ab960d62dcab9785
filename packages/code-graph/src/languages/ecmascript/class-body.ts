import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { applyType, readAnnotation, touchTypes } from './annotations.ts';
import { documentationBefore } from './documentation.ts';
import { readFunction } from './functions.ts';
import { readBlock } from './hoisting.ts';
import { isFunction, keyName, unwrap } from './keys.ts';
import { type Modifiers, modifiersOf, subkindOf } from './modifiers.ts';
import { type ClassBody, type Reader, withBody } from './reading.ts';
import { oneLine, signatureOf } from './signatures.ts';

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

function keyNode(r: Reader, member: Node): Node {
  const name = r.tree.child(member, 'name');
  return name === noNode ? r.tree.child(member, 'property') : name;
}

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

function placeOf({ words }: Modifiers): 'instance' | 'class' {
  return words.includes('static') ? 'class' : 'instance';
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

function readComputedKey(r: Reader, key: Node): void {
  if (r.tree.kind(key) === 'computed_property_name' && keyName(r.tree, key) === undefined) r.read(key);
}

/** Reads a field with its type and value; a function in it is a method. */
function readField(r: Reader, node: Node, cls: ClassBody, documented: number): void {
  const { tree, facts } = r;
  const key = keyNode(r, node);
  if (key === noNode) return;
  const name = keyName(tree, key) ?? tree.text(key);
  const modifiers = modifiersOf(tree, node);
  const place = placeOf(modifiers);
  for (const child of tree.namedChildren(node)) if (tree.kind(child) === 'decorator') r.read(child);
  readComputedKey(r, key);
  const value = tree.child(node, 'value');
  const visibility = name.startsWith('#') ? 'private' : modifiers.visibility;
  const slot = facts.slot();
  let definition = -1;
  if (isFunction(tree, unwrap(tree, value))) {
    const naming = { name, nameNode: key, node, statement: node, kind: 'method' as const, visibility };
    inInitialiser(r, cls, place, () => {
      const named = r.readNamed(value, { ...naming, parent: cls.definition, modifiers: modifiers.words });
      definition = named.definition;
      facts.copy(slot, named.slot);
    });
  } else {
    const to = value === noNode ? tree.end(node) : tree.start(value);
    definition = facts.define({
      node,
      nameNode: key,
      name,
      kind: 'property',
      subkind: subkindOf(modifiers.words),
      signature: oneLine(tree.source, tree.start(node), to),
      documentation: documentationBefore(tree.source, documented),
      visibility,
      parent: cls.definition,
    });
  }
  facts.member(cls.row, name, { definition, slot, place });
  readFieldValue(r, node, cls, place, slot, definition);
}

const plainValues = new Set(['number', 'string', 'true', 'false', 'null', 'undefined', 'regex']);

function readFieldValue(
  r: Reader,
  node: Node,
  cls: ClassBody,
  place: 'instance' | 'class',
  slot: Slot,
  definition: number,
): void {
  const { tree, facts } = r;
  const value = tree.child(node, 'value');
  const meaning = readAnnotation(r, node);
  if (value === noNode || tree.kind(value) !== 'new_expression') applyType(r, slot, meaning);
  const isRead = value === noNode || plainValues.has(tree.kind(value));
  if (isRead || isFunction(tree, unwrap(tree, value))) return;
  const readValue = () => {
    const naming = { name: '', nameNode: value, node: value, statement: node, kind: 'method' as const };
    facts.copy(slot, r.readNamed(value, { ...naming, definition, parent: definition }).slot);
  };
  inInitialiser(r, cls, place, readValue, definition);
}

/** Reads code of the class body that runs with `this` being an instance, or the class. */
function inInitialiser(
  r: Reader,
  cls: ClassBody,
  receiver: 'instance' | 'class',
  read: () => void,
  owner = cls.definition,
): void {
  r.facts.openFunction({ definition: -1, receiver, class: cls.row, owner });
  const body = {
    class: cls,
    home: nothing,
    generator: nothing,
    loops: 0,
    namespace: -1,
    isModuleLevel: false,
  };
  withBody(r, body, read);
  r.facts.closeFunction();
}
