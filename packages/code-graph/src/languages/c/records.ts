import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readDeclarator } from './declarators.ts';
import { documentationOf } from './documentation.ts';
import { bindGlobal } from './globals.ts';
import { qualified } from './names.ts';
import { kindOf, parts, partsOfField, textOf } from './parts.ts';
import { type ClassScope, type Reading, type TypeMeaning, withinScope } from './reading.ts';
import { headOf, lineOf } from './signatures.ts';
import { declareAs } from './type-meanings.ts';

/** Fields by position that initialisers without names find. */
const positionsMax = 64;

/**
 * `struct name { … }`, `union { … }`: gives the class. `alias` is the name that a typedef gives one without a
 * name of its own.
 */
export function readRecord(reading: Reading, node: Node, alias: Node = noNode): Slot {
  const { tree, facts } = reading;
  const own = tree.child(node, 'name');
  const nameNode = own === noNode ? alias : own;
  const word = kindOf(tree, node) === 'union_specifier' ? 'union' : 'struct';
  const definition = nameNode === noNode ? -1 : defineRecord(reading, node, nameNode, word);
  const row = facts.openClass({ definition });
  const value = facts.classValue(row);
  const name = textOf(tree, nameNode);
  const cls: ClassScope = {
    row,
    definition,
    name: qualified(reading, name),
    simpleName: name,
    fieldTypes: new Map(),
    itself: nothing,
    members: new Set(),
    isWhole: true,
  };
  if (definition !== -1) {
    if (own !== noNode) bindGlobal(reading, `struct#${name}`, definition, value);
    else bindGlobal(reading, qualified(reading, name), definition, value);
  }
  const { prefixes } = reading.scope;
  withinScope(reading, { prefixes, cls: null }, () => readFields(reading, cls, tree.child(node, 'body')));
  facts.closeClass();
  return value;
}

function defineRecord(reading: Reading, node: Node, nameNode: Node, word: 'struct' | 'union'): number {
  const { tree, facts } = reading;
  return facts.define({
    node,
    nameNode,
    name: tree.text(nameNode),
    kind: 'struct',
    subkind: word === 'union' ? word : '',
    signature: headOf(tree, node),
    documentation: documentationOf(tree, node) || documentationOf(tree, tree.parent(node)),
    exported: true,
  });
}

function readFields(reading: Reading, cls: ClassScope, body: Node): void {
  let position = 0;
  for (const item of parts(reading.tree, body)) {
    if (kindOf(reading.tree, item) === 'field_declaration')
      position = readField(reading, cls, item, position);
    else reading.statement(item);
  }
}

/** `int a, *b;`, or a struct without a name whose fields count as those of the one around. */
function readField(reading: Reading, cls: ClassScope, item: Node, position = 0): number {
  const { tree, facts } = reading;
  const type = reading.type(tree.child(item, 'type'));
  const declarators = partsOfField(tree, item, 'declarator');
  if (declarators.length === 0) {
    for (const inner of type.classes) facts.base(cls.row, inner, 'extends', item);
    return position + 1;
  }
  let at = position;
  for (const declarator of declarators) addField(reading, cls, { item, declarator, type }, at++);
  return at;
}

interface Field {
  readonly item: Node;
  readonly declarator: Node;
  readonly type: TypeMeaning;
}

function addField(
  reading: Reading,
  cls: ClassScope,
  { item, declarator, type }: Field,
  position: number,
): void {
  const { tree, facts } = reading;
  const { name, pointedFn, isIndirect, isArray } = readDeclarator(tree, declarator);
  if (name === noNode) return;
  const text = tree.text(name);
  const definition =
    cls.definition === -1
      ? -1
      : facts.define({
          node: item,
          nameNode: name,
          name: text,
          kind: 'property',
          subkind: pointedFn === noNode ? '' : 'function pointer',
          signature: lineOf(tree, item),
          documentation: documentationOf(tree, item),
          exported: true,
          parent: cls.definition,
        });
  const slot = facts.slot();
  if (pointedFn === noNode) declareAs(reading, slot, type, !isIndirect && !isArray);
  facts.member(cls.row, text, { definition, slot, place: 'instance' });
  cls.members.add(text);
  const mayCall = pointedFn !== noNode || (type.isPlain !== true && type.isTag !== true && !isIndirect);
  if (!mayCall || position >= positionsMax) return;
  const itself = facts.instance(facts.classValue(cls.row));
  facts.copy(slot, facts.load(itself, String(position), noNode));
}
