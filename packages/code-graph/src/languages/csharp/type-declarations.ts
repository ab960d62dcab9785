import type { DefinitionKind } from '@gkg/ontology';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readAttributes } from './attributes.ts';
import { readBases } from './bases.ts';
import { declaredMembers } from './declared-members.ts';
import { documentationOf } from './documentation.ts';
import { readEnumMembers } from './enums.ts';
import { isExported, modifiersOf, visibilityIn } from './modifiers.ts';
import { listed } from './parts.ts';
import { memberVisibility, outermost } from './places.ts';
import { readPrimaryConstructor } from './primary-constructors.ts';
import { inPlace, type Place, type Reading, type TypeBody } from './reading.ts';
import { headOf } from './signatures.ts';
import { bindType, exportType, typeKey } from './type-names.ts';
import { declareArguments } from './type-arguments.ts';
import { declareTypeParameters, typeParameterNames } from './type-parameters.ts';

interface Shape {
  readonly kind: DefinitionKind;
  readonly subkind: string;
}

const shapes: Readonly<Record<string, Shape>> = {
  class_declaration: { kind: 'class', subkind: '' },
  struct_declaration: { kind: 'struct', subkind: '' },
  interface_declaration: { kind: 'interface', subkind: '' },
  enum_declaration: { kind: 'enum', subkind: '' },
  record_declaration: { kind: 'class', subkind: 'record' },
};

/** `class C<T> : Base, IFoo where T : Bar { … }`, and struct, record, interface, enum */
export function readTypeDeclaration(reading: Reading, node: Node): void {
  const { tree, facts, place } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return reading.statement(tree.child(node, 'body'));
  const name = tree.text(nameNode);
  const definition = defineType(reading, node, nameNode);
  const parameters = typeParameterNames(tree, node);
  const arity = parameters.length;
  const isPartial = modifiersOf(tree, node).has('partial');
  const path = `${place.path}${place.types.length === 0 ? '::' : '+'}${typeKey(name, arity)}`;
  const kind = tree.kind(node);
  facts.openBlock();
  declareTypeParameters(reading, node);
  const row = facts.openClass({
    definition,
    outer: place.row,
    isInterface: kind === 'interface_declaration',
    ...(isPartial ? { globalName: path } : {}),
  });
  const body: TypeBody = {
    row,
    definition,
    name,
    kind: kind === 'interface_declaration' ? 'interface' : kind === 'enum_declaration' ? 'enum' : 'class',
    members: declaredMembers(tree, node),
    parameters,
    parameterVariables: parameters.map((parameter) => facts.find(parameter)),
  };
  const inner: Place = { ...place, row, path, types: [body, ...place.types], isStatic: true };
  inPlace(reading, inner, () => readBody(reading, node, body));
  facts.closeClass();
  facts.closeBlock();
  const found = { definition, slot: facts.classValue(row) };
  bindType(reading, place.row, name, arity, found);
  exportType(reading, name, { ...found, isPrivate: !isSeen(reading, node) });
}

function readBody(reading: Reading, node: Node, body: TypeBody): void {
  const { tree } = reading;
  declareArguments(reading, body);
  readAttributes(reading, node);
  readBases(reading, node, body);
  readPrimaryConstructor(reading, node, body);
  const members = tree.child(node, 'body');
  if (body.kind === 'enum') readEnumMembers(reading, members, body);
  else for (const member of listed(tree, members)) reading.statement(member);
}

function isSeen({ tree, place }: Reading, node: Node): boolean {
  return isExported(visibilityIn(modifiersOf(tree, node), memberVisibility(place)));
}

function defineType(reading: Reading, node: Node, nameNode: Node): number {
  const { tree, facts, place } = reading;
  const modifiers = modifiersOf(tree, node);
  const shape = shapes[tree.kind(node)]!;
  const isStruct = shape.subkind === 'record' && tree.childOfKind(node, 'struct') !== noNode;
  const visibility = visibilityIn(modifiers, memberVisibility(place));
  const kind = isStruct ? 'struct' : shape.kind;
  return facts.define({
    node,
    nameNode,
    name: tree.text(nameNode),
    kind,
    ...outermost(place),
    subkind: subkindOf(shape, modifiers),
    signature: headOf(tree, node),
    documentation: documentationOf(tree, node),
    visibility,
    exported: isExported(visibility),
  });
}

function subkindOf({ kind, subkind }: Shape, modifiers: ReadonlySet<string>): string {
  if (subkind !== '' || kind !== 'class') return subkind;
  return ['static', 'abstract', 'sealed'].find((word) => modifiers.has(word)) ?? '';
}
