import { nothing, type Slot } from '../../facts/scopes.ts';
import { type Node, noNode } from '../../syntax/tree.ts';
import { readAnnotation } from './annotations.ts';
import { documentationBefore } from './documentation.ts';
import { isFunction, keyName, unwrap } from './keys.ts';
import { applyType } from './meanings.ts';
import { keyNode, placeOf, readComputedKey } from './members.ts';
import { modifiersOf, subkindOf } from './modifiers.ts';
import { type ClassBody, type Reader, withBody } from './reading.ts';
import { oneLine } from './signatures.ts';

/** Reads a field with its type and value; a function in it is a method. */
export function readField(r: Reader, node: Node, cls: ClassBody, documented: number): void {
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
export function inInitialiser(
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
    owner: -1,
    loops: 0,
    namespace: -1,
    isModuleLevel: false,
  };
  withBody(r, body, read);
  r.facts.closeFunction();
}
