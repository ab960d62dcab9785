import { noNode, type Node } from '../../syntax/tree.ts';
import { addDerived, readAttributes } from './attributes.ts';
import { documentationOf } from './documentation.ts';
import { describe } from './functions.ts';
import { genericsOf } from './generics.ts';
import { nameOf, parts } from './parts.ts';
import { type NamedType, type Reading, withGenerics, withSelf } from './reading.ts';
import { signatureOf } from './signatures.ts';
import { declareAs, ofClass } from './type-meanings.ts';
import { visibilityOf } from './visibility.ts';

/** Struct fields beyond these are not told apart by their numbers. */
const positionsMax = 64;

/** `struct Name { a: A }`, `struct Name(A);`, `struct Name;`, `union Name { … }` */
export function readStruct(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  const name = nameOf(tree, nameNode);
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind: 'struct',
    subkind: structKind(reading, node),
    ...describe(reading, node),
  });
  readAttributes(reading, node);
  const row = facts.openClass({ definition });
  const type = { definition, row };
  nameType(reading, name, type);
  addDerived(reading, node, row);
  readBody(reading, node, type);
  facts.closeClass();
  const variable = facts.find(name);
  if (variable !== undefined) facts.bindDefinition(variable, definition);
  facts.assign(name, facts.classValue(row));
}

function structKind({ tree }: Reading, node: Node): string {
  if (tree.kind(node) === 'union_item') return 'union';
  const body = tree.child(node, 'body');
  if (body === noNode) return 'unit';
  return tree.kind(body) === 'ordered_field_declaration_list' ? 'tuple' : '';
}

/** Makes the type known to the impl blocks of its module. */
export function nameType({ module }: Reading, name: string, type: NamedType): void {
  if (!module.types.has(name)) module.types.set(name, type);
}

function readBody(reading: Reading, node: Node, type: NamedType): void {
  const meaning = ofClass(reading.facts.classValue(type.row));
  const self = { ...type, members: type.row, meaning, qualifier: '', isTrait: false };
  withSelf(reading, self, () => {
    withGenerics(reading, genericsOf(reading, node), () => {
      readFields(reading, reading.tree.child(node, 'body'), type);
    });
  });
}

/** The fields of a struct or of an enum's variant. @param type of whose definition the fields are parts. */
export function readFields(reading: Reading, body: Node, type: NamedType): void {
  const { tree } = reading;
  if (body === noNode) return;
  if (tree.kind(body) === 'ordered_field_declaration_list') return readPositions(reading, body, type);
  for (const field of parts(tree, body)) {
    const nameNode = tree.child(field, 'name');
    if (nameNode === noNode) continue;
    const definition = type.definition === -1 ? -1 : defineField(reading, field, nameNode, type);
    addField(reading, type, { name: nameOf(tree, nameNode), definition, type: tree.child(field, 'type') });
  }
}

function defineField(reading: Reading, field: Node, nameNode: Node, type: NamedType): number {
  const { tree, facts } = reading;
  const visibility = visibilityOf(tree, field);
  const definition = facts.define({
    node: field,
    nameNode,
    name: nameOf(tree, nameNode),
    kind: 'property',
    signature: signatureOf(tree, field),
    documentation: documentationOf(reading, field),
    visibility,
    exported: visibility === 'public',
    parent: type.definition,
  });
  readAttributes(reading, field);
  return definition;
}

function readPositions(reading: Reading, body: Node, type: NamedType): void {
  const { tree, facts } = reading;
  const types = parts(tree, body).filter((part) => tree.field(part) === 'type');
  types.forEach((part, index) => {
    if (index < positionsMax) addField(reading, type, { name: String(index), definition: -1, type: part });
    else reading.type(part);
  });
  addConstructor({ facts, type, count: Math.min(types.length, positionsMax) });
}

function addField(
  reading: Reading,
  { row }: NamedType,
  field: { readonly name: string; readonly definition: number; readonly type: Node },
): void {
  const { facts } = reading;
  const slot = facts.slot();
  declareAs(reading, slot, reading.type(field.type));
  facts.member(row, field.name, { definition: field.definition, slot, place: 'instance' });
}

/** The function that calling a tuple struct or a variant runs; see the family's `constructors`. */
export const constructorName = '()';

function addConstructor({
  facts,
  type: { row },
  count,
}: {
  readonly facts: Reading['facts'];
  readonly type: NamedType;
  readonly count: number;
}): void {
  const fn = facts.openFunction({ definition: -1, receiver: 'instance', class: row });
  for (let index = 0; index < count; index++) {
    facts.store(facts.this(), String(index), facts.parameter(''));
  }
  facts.closeFunction();
  facts.member(row, constructorName, { slot: facts.functionValue(fn), place: 'class' });
}
