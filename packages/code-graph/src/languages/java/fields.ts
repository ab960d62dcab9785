import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { documentationOf } from '../jvm/comments.ts';
import { declareAs, saysAll, type TypeMeaning, unknownType } from '../jvm/meanings.ts';
import { exportMember } from '../jvm/exports.ts';
import { headOf } from '../jvm/signatures.ts';
import { type Modifiers, readModifiers } from './modifiers.ts';
import { partsOfField } from './parts.ts';
import { type ClassFacts, type Reading, withinFunction } from './reading.ts';
import { readDimensions } from './variables.ts';

/** `private final T a = x, b[];` */
export function readFields(reading: Reading, node: Node, cls: ClassFacts): void {
  const { tree } = reading;
  const modifiers = readModifiers(reading, node, cls.isInterface ? 'public' : 'package');
  const meaning = reading.type(tree.child(node, 'type'));
  for (const declarator of partsOfField(tree, node, 'declarator')) {
    addField(reading, { node, declarator, meaning, modifiers }, cls);
  }
}

interface Field {
  readonly node: Node;
  readonly declarator: Node;
  readonly meaning: TypeMeaning;
  readonly modifiers: Modifiers;
}

function addField(reading: Reading, field: Field, cls: ClassFacts): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(field.declarator, 'name');
  if (nameNode === noNode) return;
  const name = tree.text(nameNode);
  const isStatic = cls.isInterface || field.modifiers.words.has('static');
  const definition = define(reading, field, nameNode, isStatic);
  const meaning = readDimensions(reading, field.declarator, field.meaning);
  const slot = facts.slot();
  declareAs(facts, slot, meaning);
  const value = readInitial(reading, field.declarator, definition, isStatic);
  if (!saysAll(meaning)) facts.copy(slot, value);
  facts.member(cls.row, name, { definition, slot, place: isStatic ? 'both' : 'instance' });
  if (isStatic && cls.isNamed) {
    exportMember(facts, cls.definition, name, { definition, slot, isPrivate: true });
  }
}

/** The initial value belongs to the field, as in a lambda or a class without a name that is stored there. */
function readInitial(reading: Reading, declarator: Node, definition: number, isStatic: boolean): Slot {
  const { tree, facts } = reading;
  const initial = tree.child(declarator, 'value');
  if (initial === noNode) return nothing;
  let value = nothing;
  facts.openFunction({
    definition: -1,
    receiver: isStatic ? 'none' : 'instance',
    class: facts.class,
    owner: definition,
  });
  withinFunction(reading, unknownType, () => {
    value = reading.value(initial, 'value');
  });
  facts.closeFunction();
  return value;
}

function define(
  reading: Reading,
  { node, declarator, modifiers }: Field,
  nameNode: Node,
  isStatic: boolean,
): number {
  const { tree, facts } = reading;
  const isConstant = isStatic;
  const isFinal = modifiers.words.has('final') || reading.classes.at(-1)?.isInterface === true;
  return facts.define({
    node,
    nameNode,
    name: tree.text(nameNode),
    kind: isConstant && isFinal ? 'constant' : 'property',
    subkind: isStatic && !isFinal ? 'static' : '',
    signature: headOf(tree, node, tree.child(declarator, 'value')),
    documentation: documentationOf(tree, node),
    visibility: modifiers.visibility,
    exported: modifiers.visibility === 'public' || modifiers.visibility === 'protected',
  });
}
