import type { DefinitionKind } from '@gkg/ontology';
import { noNode, type Node } from '../../syntax/tree.ts';
import { documentationOf } from '../jvm/comments.ts';
import { exportMember } from '../jvm/exports.ts';
import { headOf } from '../jvm/signatures.ts';
import { readModifiers } from './modifiers.ts';
import { parts } from './parts.ts';
import { type ClassFacts, type Reading, withinClass } from './reading.ts';

interface ClassKind {
  readonly kind: DefinitionKind;
  readonly subkind?: string;
}

const classKinds: Readonly<Record<string, ClassKind>> = {
  class_declaration: { kind: 'class' },
  interface_declaration: { kind: 'interface' },
  enum_declaration: { kind: 'enum' },
  record_declaration: { kind: 'class', subkind: 'record' },
  annotation_type_declaration: { kind: 'interface', subkind: 'annotation' },
};

/** Declares the names of the classes among the declarations. */
export function declareClasses({ tree, facts }: Reading, declarations: readonly Node[]): void {
  for (const node of declarations) {
    const name = Object.hasOwn(classKinds, tree.kind(node)) ? tree.child(node, 'name') : noNode;
    if (name !== noNode) facts.declare(tree.text(name), 'definition');
  }
}

/** A class, interface, enum, record or annotation type, wherever it stands. */
export function readClass(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return reading.statement(tree.child(node, 'body'));
  const name = tree.text(nameNode);
  const outer = reading.classes.at(-1);
  const definition = define(reading, node, nameNode);
  const variable = facts.find(name) ?? facts.declare(name, 'definition');
  facts.bindDefinition(variable, definition);
  const kind = classKinds[tree.kind(node)]?.kind;
  const isNamed = !reading.isInCode && outer?.isNamed !== false;
  const row = facts.openClass({ definition, isInterface: kind === 'interface', outer: outer?.row ?? -1 });
  const cls: ClassFacts = {
    row,
    definition,
    name,
    names: new Set(),
    isNamed,
    isInterface: kind === 'interface',
    components: [],
  };
  facts.openBlock();
  declareTypeParameters(reading, tree.child(node, 'type_parameters'));
  readBases(reading, node, row);
  withinClass(reading, cls, () => {
    if (tree.kind(node) === 'record_declaration') reading.body(tree.child(node, 'parameters'), cls);
    reading.body(tree.child(node, 'body'), cls);
  });
  facts.closeBlock();
  facts.closeClass();
  const value = facts.classValue(row);
  facts.assign(name, value);
  if (!isNamed) return;
  if (outer === undefined) return facts.export(name, { variable, isPrivate: true });
  facts.member(outer.row, name, { definition, slot: value, place: 'class' });
  exportMember(facts, outer.definition, name, { definition, slot: value, isPrivate: true });
}

function define(reading: Reading, node: Node, nameNode: Node): number {
  const { tree, facts } = reading;
  const isInInterface = reading.classes.at(-1)?.isInterface === true;
  const { words, visibility } = readModifiers(reading, node, isInInterface ? 'public' : 'package');
  const { kind, subkind } = classKinds[tree.kind(node)]!;
  const signed = ['abstract', 'sealed'].find((word) => words.has(word));
  return facts.define({
    node,
    nameNode,
    name: tree.text(nameNode),
    kind,
    subkind: subkind ?? signed ?? '',
    signature: headOf(tree, node, tree.child(node, 'body')),
    documentation: documentationOf(tree, node),
    visibility,
    exported: visibility === 'public' || visibility === 'protected',
  });
}

/** `<T extends Foo & Bar>`: a type parameter stands for what it is bound by. */
export function declareTypeParameters(reading: Reading, list: Node): void {
  const { tree, facts } = reading;
  const parameters = parts(tree, list).filter((part) => tree.kind(part) === 'type_parameter');
  const names = parameters.map((parameter) => tree.childOfKind(parameter, 'type_identifier'));
  for (const name of names) if (name !== noNode) facts.declare(tree.text(name), 'local');
  parameters.forEach((parameter, index) => {
    const name = names[index]!;
    const bounds = parts(tree, tree.childOfKind(parameter, 'type_bound')).map((part) => reading.type(part));
    const bound =
      bounds.length === 0 ? facts.libraryValue('Object') : facts.join(bounds.map(({ type }) => type));
    if (name !== noNode) facts.assign(tree.text(name), bound);
  });
}

function readBases(reading: Reading, node: Node, row: number): void {
  const { tree } = reading;
  const isInterface = tree.kind(node) === 'interface_declaration';
  for (const clause of parts(tree, node)) {
    const kind = tree.kind(clause);
    if (kind === 'superclass') for (const type of parts(tree, clause)) addBase(reading, row, type, 'extends');
    if (kind === 'super_interfaces' || kind === 'extends_interfaces') {
      for (const type of parts(tree, tree.childOfKind(clause, 'type_list'))) {
        addBase(reading, row, type, isInterface ? 'extends' : 'implements');
      }
    }
    if (kind === 'permits')
      for (const type of parts(tree, tree.childOfKind(clause, 'type_list'))) reading.type(type);
  }
}

/** `new Base() { … }` says only one of what it extends and implements. */
function addBase(reading: Reading, row: number, type: Node, relation: 'extends' | 'implements'): void {
  reading.facts.base(row, reading.type(type).type, relation, type);
}
