import type { DefinitionKind } from '@gkg/ontology';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { documentationOf } from '../jvm/comments.ts';
import { exportMember } from '../jvm/exports.ts';
import { headOf } from '../jvm/signatures.ts';
import { readArguments } from './arguments.ts';
import { declareNames } from './declared-names.ts';
import { isExportedBy, readModifiers } from './modifiers.ts';
import { isType, parts } from './parts.ts';
import { readPrimaryConstructor } from './constructors.ts';
import { type ClassFacts, type Reading, withinClass } from './reading.ts';
import { declareTypeParameters } from './type-parameters.ts';

interface ClassKind {
  readonly kind: DefinitionKind;
  readonly subkind: string;
}

/** A class, interface, enum, object or companion. */
export function readClass(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  const isCompanion = tree.kind(node) === 'companion_object';
  if (nameNode === noNode && !isCompanion) return;
  const name = nameNode === noNode ? 'Companion' : tree.text(nameNode);
  const outer = reading.classes.at(-1)!;
  const { definition, kind } = define(reading, node, nameNode === noNode ? node : nameNode, name);
  const variable =
    facts.find(name)?.definition === -1 ? facts.find(name)! : facts.declare(name, 'definition');
  facts.bindDefinition(variable, definition);
  const row = facts.openClass({ definition, isInterface: kind === 'interface', outer: outer.row });
  const isObject = tree.kind(node) !== 'class_declaration';
  const cls: ClassFacts = {
    row,
    definition,
    name,
    isInterface: kind === 'interface',
    isObject,
    isNamed: !reading.isInCode && outer.isNamed,
    companionOf: isCompanion ? outer.row : -1,
    names: new Set(),
  };
  readClassContents(reading, node, cls);
  facts.closeClass();
  const value = classValue(reading, row, isObject);
  facts.assign(name, value);
  if (!cls.isNamed) return;
  facts.member(outer.row, name, { definition, slot: value, place: 'class' });
  exportMember(facts, outer.definition, name, { definition, slot: value, isPrivate: true });
}

/** The name of an object is its only instance, and a type, too. */
function classValue({ facts }: Reading, row: number, isObject: boolean): Slot {
  const value = facts.classValue(row);
  if (!isObject) return value;
  const instance = facts.apply(value, []);
  facts.member(row, 'INSTANCE', { slot: instance, place: 'class' });
  return facts.join([value, instance]);
}

function readClassContents(reading: Reading, node: Node, cls: ClassFacts): void {
  const { facts, tree } = reading;
  const body = bodyOf(reading, node);
  const members = parts(tree, body);
  facts.openBlock();
  declareNames(reading, members, cls);
  declareTypeParameters(reading, node);
  withinClass(reading, cls, () => {
    readPrimaryConstructor(reading, node, cls, members);
    readBases(reading, tree.childOfKind(node, 'delegation_specifiers'), cls);
    for (const member of members) reading.statement(member);
  });
  facts.closeBlock();
}

function bodyOf({ tree }: Reading, node: Node): Node {
  const body = tree.childOfKind(node, 'class_body');
  return body === noNode ? tree.childOfKind(node, 'enum_class_body') : body;
}

function define(
  reading: Reading,
  node: Node,
  nameNode: Node,
  name: string,
): { readonly definition: number; readonly kind: DefinitionKind } {
  const { tree, facts } = reading;
  const modifiers = readModifiers(reading, node);
  const { kind, subkind } = kindOf(reading, node, modifiers.words);
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind,
    subkind,
    signature: headOf(tree, node, bodyOf(reading, node)),
    documentation: documentationOf(tree, node),
    visibility: modifiers.visibility,
    exported: !reading.isInCode && isExportedBy(modifiers),
  });
  return { definition, kind };
}

function kindOf({ tree }: Reading, node: Node, words: ReadonlySet<string>): ClassKind {
  const kind = tree.kind(node);
  if (kind === 'companion_object') return { kind: 'class', subkind: 'companion object' };
  if (kind === 'object_declaration')
    return { kind: 'class', subkind: words.has('data') ? 'data object' : 'object' };
  if (tree.childOfKind(node, 'interface') !== noNode) {
    const isFunctional = tree.childOfKind(node, 'fun') !== noNode || /^fun\b/.test(tree.text(node));
    return { kind: 'interface', subkind: isFunctional ? 'fun interface' : word(words, ['sealed']) };
  }
  if (words.has('enum') || tree.childOfKind(node, 'enum_class_body') !== noNode)
    return { kind: 'enum', subkind: '' };
  if (words.has('annotation')) return { kind: 'interface', subkind: 'annotation' };
  return { kind: 'class', subkind: word(words, ['data', 'sealed', 'value', 'inline', 'inner', 'abstract']) };
}

function word(words: ReadonlySet<string>, wanted: readonly string[]): string {
  const found = wanted.find((each) => words.has(each));
  if (found === undefined) return '';
  return found === 'abstract' ? found : `${found} class`;
}

/** `: Base(arguments), Interface by value` */
function readBases(reading: Reading, list: Node, cls: { readonly row: number }): void {
  const { tree, facts } = reading;
  for (const specifier of parts(tree, list)) {
    for (const part of parts(tree, specifier)) {
      const kind = tree.kind(part);
      const type = isType(tree, part) ? part : tree.childOfKind(part, 'user_type');
      if (kind === 'annotation' || type === noNode) continue;
      const base = reading.type(type).type;
      const isCalled = kind === 'constructor_invocation';
      facts.base(cls.row, base, isCalled ? 'extends' : 'implements', type);
      if (isCalled) callBase(reading, part, type, base);
      if (kind === 'explicit_delegation') reading.value(parts(tree, part).at(-1) ?? noNode);
    }
  }
}

function callBase(reading: Reading, invocation: Node, type: Node, base: Slot): void {
  const { tree, facts } = reading;
  const args = readArguments(reading, tree.childOfKind(invocation, 'value_arguments'));
  const at = parts(tree, type).findLast((part) => tree.kind(part) === 'identifier') ?? type;
  if (args.length > 0) facts.call({ value: base, at }, args, 'new');
}

/** `object : Base(), Interface { … }`: a class without a name, and its only instance. */
export function readObjectLiteral(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const outer = reading.classes.at(-1)!;
  const row = facts.openClass({ definition: -1, outer: outer.row });
  const cls: ClassFacts = {
    row,
    definition: definitionAround(reading),
    name: '',
    isInterface: false,
    isObject: false,
    isNamed: false,
    companionOf: -1,
    names: new Set(),
  };
  facts.openBlock();
  const members = parts(tree, tree.childOfKind(node, 'class_body'));
  declareNames(reading, members, cls);
  withinClass(reading, cls, () => {
    readBases(reading, tree.childOfKind(node, 'delegation_specifiers'), cls);
    for (const member of members) reading.statement(member);
  });
  facts.closeBlock();
  facts.closeClass();
  return facts.apply(facts.classValue(row), []);
}

/** Members of a class without a name are members all the same. */
function definitionAround({ facts }: Reading): number {
  return facts.definition === -1 ? -2 : facts.definition;
}

/** `NAME(arguments) { … }` of an enum. */
export function readEnumEntry(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const cls = reading.classes.at(-1)!;
  const nameNode = tree.childOfKind(node, 'identifier');
  if (nameNode === noNode) return;
  readModifiers(reading, node);
  const name = tree.text(nameNode);
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind: 'enum_member',
    signature: name,
    documentation: documentationOf(tree, node),
    visibility: 'public',
    exported: true,
  });
  const args = readArguments(reading, tree.childOfKind(node, 'value_arguments'));
  const itself = facts.classValue(cls.row);
  if (tree.childOfKind(node, 'value_arguments') !== noNode) facts.call({ value: itself, at: nameNode }, args);
  if (tree.childOfKind(node, 'class_body') !== noNode) readEntryBody(reading, node, itself);
  const slot = facts.instance(itself);
  facts.member(cls.row, name, { definition, slot, place: 'both' });
  if (cls.isNamed) exportMember(facts, cls.definition, name, { definition, slot, isPrivate: false });
}

function readEntryBody(reading: Reading, node: Node, base: Slot): void {
  const { facts } = reading;
  const row = facts.openClass({ definition: -1, outer: reading.classes.at(-1)!.row });
  facts.base(row, base, 'extends', node);
  const cls: ClassFacts = {
    ...reading.classes.at(-1)!,
    row,
    names: new Set(),
    isObject: false,
    isNamed: false,
  };
  const members = parts(reading.tree, reading.tree.childOfKind(node, 'class_body'));
  facts.openBlock();
  declareNames(reading, members, cls);
  withinClass(reading, cls, () => {
    for (const member of members) reading.statement(member);
  });
  facts.closeBlock();
  facts.closeClass();
}

/** `typealias Name = Type` */
export function readTypeAlias(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'type');
  if (nameNode === noNode) return;
  const modifiers = readModifiers(reading, node);
  const name = tree.text(nameNode);
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind: 'type_alias',
    signature: headOf(tree, node, noNode),
    documentation: documentationOf(tree, node),
    visibility: modifiers.visibility,
    exported: isExportedBy(modifiers),
  });
  const variable = facts.find(name) ?? facts.declare(name, 'definition');
  facts.bindDefinition(variable, definition);
  const type = parts(tree, node).findLast((part) => isType(tree, part) && part !== nameNode) ?? noNode;
  facts.openBlock();
  declareTypeParameters(reading, node);
  const slot = reading.type(type).type;
  facts.closeBlock();
  facts.assign(name, slot);
  const outer = reading.classes.at(-1)!;
  if (!outer.isNamed || slot === nothing) return;
  facts.member(outer.row, name, { definition, slot, place: 'class' });
  exportMember(facts, outer.definition, name, { definition, slot, isPrivate: true });
}
