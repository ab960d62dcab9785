import { noNode, type Node } from '../../syntax/tree.ts';
import { addDerived, readAttributes } from './attributes.ts';
import { documentationOf } from './documentation.ts';
import { describe } from './functions.ts';
import { genericsOf } from './generics.ts';
import { nameOf, parts } from './parts.ts';
import { type NamedType, type Reading, withGenerics, withSelf } from './reading.ts';
import { nameType, readFields } from './structs.ts';
import { signatureOf } from './signatures.ts';
import { ofClass } from './type-meanings.ts';

/**
 * `enum Name { A, B(T), C { x: T } }`. A variant that holds something is a class below the enum, without a
 * definition of its own beside that of the variant: what it holds are its fields.
 */
export function readEnum(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  const name = nameOf(tree, nameNode);
  const definition = facts.define({ node, nameNode, name, kind: 'enum', ...describe(reading, node) });
  readAttributes(reading, node);
  const row = facts.openClass({ definition });
  const type = { definition, row };
  nameType(reading, name, type);
  addDerived(reading, node, row);
  const self = {
    ...type,
    members: type.row,
    meaning: ofClass(facts.classValue(row)),
    qualifier: '',
    isTrait: false,
  };
  withSelf(reading, self, () => {
    withGenerics(reading, genericsOf(reading, node), () => readVariants(reading, node, type));
  });
  facts.closeClass();
  const variable = facts.find(name);
  if (variable !== undefined) facts.bindDefinition(variable, definition);
  facts.assign(name, facts.classValue(row));
}

function readVariants(reading: Reading, node: Node, type: NamedType): void {
  const { tree } = reading;
  const isExported = tree.childOfKind(node, 'visibility_modifier') !== noNode;
  for (const variant of parts(tree, tree.child(node, 'body'))) {
    if (tree.kind(variant) === 'enum_variant') readVariant(reading, variant, type, isExported);
  }
}

function readVariant(reading: Reading, node: Node, type: NamedType, isExported: boolean): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  const name = nameOf(tree, nameNode);
  const body = tree.child(node, 'body');
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind: 'enum_member',
    subkind: variantKind(reading, body),
    signature: signatureOf(tree, node),
    documentation: documentationOf(reading, node),
    visibility: isExported ? 'public' : 'private',
    exported: isExported,
    parent: type.definition,
  });
  readAttributes(reading, node);
  reading.value(tree.child(node, 'value'));
  const slot =
    body === noNode
      ? facts.instance(facts.classValue(type.row))
      : facts.classValue(readHeld(reading, node, type, definition));
  facts.member(type.row, name, { definition, slot, place: 'class' });
  exportVariant(reading, name, definition, { slot, type });
}

function variantKind({ tree }: Reading, body: Node): string {
  if (body === noNode) return '';
  return tree.kind(body) === 'ordered_field_declaration_list' ? 'tuple' : 'struct';
}

/** The class of what a variant holds. */
function readHeld(reading: Reading, node: Node, type: NamedType, definition: number): number {
  const { facts, tree } = reading;
  const row = facts.openClass({ definition: -1 });
  facts.base(row, facts.classValue(type.row), 'extends', node);
  readFields(reading, tree.child(node, 'body'), { row, definition });
  facts.closeClass();
  return row;
}

/** Others import variants from their enum as from a module. */
function exportVariant(
  { facts }: Reading,
  name: string,
  definition: number,
  { slot, type }: { readonly slot: number; readonly type: NamedType },
): void {
  facts.openBlock();
  const variable = facts.declare(name, 'definition');
  facts.bindDefinition(variable, definition);
  facts.assign(name, slot);
  facts.export(name, { variable, isPrivate: true, within: type.definition });
  facts.closeBlock();
}
