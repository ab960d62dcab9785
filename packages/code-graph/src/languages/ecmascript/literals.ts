import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { documentationBefore } from './documentation.ts';
import { readFunction } from './functions.ts';
import { firstMeaning, keyName, unwrap } from './keys.ts';
import { modifiersOf, subkindOf } from './modifiers.ts';
import type { Naming, Reader } from './reading.ts';
import { signatureOf } from './signatures.ts';
import { constantName } from './subscripts.ts';

/** Elements of an array literal that are kept apart by index; later ones are any element. */
const indexedMax = 32;

export function readArray(r: Reader, node: Node): Slot {
  const { tree, facts } = r;
  const array = facts.object();
  let index = 0;
  for (let child = tree.firstChild(node); child !== noNode; child = tree.nextSibling(child)) {
    const kind = tree.kind(child);
    if (kind === ',') index++;
    if (!tree.isNamed(child) || kind === 'comment') continue;
    if (kind === 'spread_element') {
      facts.put(array, facts.element(r.read(firstMeaning(tree, child))));
      index = indexedMax;
      continue;
    }
    const value = r.read(child);
    if (index < indexedMax) facts.store(array, String(index), value);
    else facts.put(array, value);
  }
  return array;
}

/** Reads an object literal; functions in it are methods under the name it is given. */
export function readObject(r: Reader, node: Node, naming?: Naming): Slot {
  const { tree, facts } = r;
  const object = facts.object();
  const target = naming?.receiver ?? object;
  for (let part = tree.firstNamedChild(node); part !== noNode; part = tree.nextNamedSibling(part)) {
    readPart(r, part, object, target, naming);
  }
  return object;
}

function readPart(r: Reader, part: Node, object: Slot, target: Slot, naming: Naming | undefined): void {
  const { tree, facts } = r;
  switch (tree.kind(part)) {
    case 'pair':
      readPair(r, part, object, target, naming);
      return;
    case 'shorthand_property_identifier':
      facts.store(object, tree.text(part), facts.read(tree.text(part), part));
      return;
    case 'method_definition':
      readObjectMethod(r, part, object, target, naming);
      return;
    case 'spread_element':
      // What the object lacks itself is found in what was spread into it.
      facts.store(object, '__proto__', r.read(firstMeaning(tree, part)));
      return;
    default:
      r.read(part);
  }
}

function readPair(r: Reader, pair: Node, object: Slot, target: Slot, naming: Naming | undefined): void {
  const { tree, facts } = r;
  const key = tree.child(pair, 'key');
  const value = tree.child(pair, 'value');
  if (value === noNode) return;
  const name = keyName(tree, key);
  if (name === undefined) {
    const symbol = constantName(r, firstMeaning(tree, key));
    r.read(key);
    const slot = r.read(value);
    facts.put(object, slot);
    if (symbol !== undefined) facts.store(object, symbol, slot);
    return;
  }
  const inner = memberNaming(r, pair, key, name, target, naming);
  facts.store(object, name, r.readNamed(value, inner).slot);
}

/** How a member of an object literal is named: under the definition or path that the object has. */
function memberNaming(
  r: Reader,
  node: Node,
  key: Node,
  name: string,
  target: Slot,
  naming: Naming | undefined,
): Naming {
  const core = r.tree.kind(node) === 'pair' ? unwrap(r.tree, r.tree.child(node, 'value')) : noNode;
  const isNested = core !== noNode && r.tree.kind(core) === 'object';
  const member = { name, nameNode: key, node, statement: node, kind: 'method' as const };
  const receiver = isNested ? {} : { receiver: target };
  if (naming === undefined) return { ...member, ...receiver };
  if (naming.definition !== undefined && naming.definition !== -1) {
    return { ...member, ...receiver, parent: naming.definition };
  }
  const path = [naming.qualifier ?? '', naming.name].filter((part) => part !== '').join('.');
  const parent = naming.parent === undefined ? {} : { parent: naming.parent };
  return { ...member, ...receiver, ...parent, ...(path === '' ? {} : { qualifier: path }) };
}

function readObjectMethod(
  r: Reader,
  node: Node,
  object: Slot,
  target: Slot,
  naming: Naming | undefined,
): void {
  const { tree, facts } = r;
  const key = tree.child(node, 'name');
  if (key === noNode) return;
  const name = keyName(tree, key);
  if (name === undefined) r.read(key);
  const { words } = modifiersOf(tree, node);
  const member = memberNaming(r, node, key, name ?? tree.text(key), target, naming);
  const definition = facts.define({
    node,
    nameNode: key,
    name: member.name,
    kind: 'method',
    subkind: subkindOf(words),
    signature: signatureOf(tree, node, tree.child(node, 'body')),
    documentation: documentationBefore(tree.source, tree.start(node)),
    ...(member.parent === undefined ? {} : { parent: member.parent }),
    ...(member.qualifier === undefined ? {} : { qualifier: member.qualifier }),
  });
  const fn = readFunction(r, node, { definition, receiver: 'dynamic', home: target });
  facts.copy(facts.thisSlotOf(fn), target);
  if (words.includes('get')) facts.store(object, member.name, facts.returnSlotOf(fn));
  else if (words.includes('set')) {
    facts.copy(facts.parameterSlots(fn)[0] ?? nothing, facts.load(object, member.name, noNode));
  } else {
    if (name === undefined) facts.put(object, facts.functionValue(fn));
    facts.store(object, member.name, facts.functionValue(fn));
  }
}
