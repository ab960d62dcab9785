import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readArguments } from './arguments.ts';
import { qualifierOf } from './constants.ts';
import { type DocComment, docAbove } from './doc-comments.ts';
import { meaningOfDoc } from './doc-meanings.ts';
import { contentOf } from './documentation.ts';
import { declareEnumMethods, readEnumCase } from './enums.ts';
import { declareDocMembers } from './doc-members.ts';
import { readClassName } from './members.ts';
import { readMethod } from './methods.ts';
import { declaredName } from './names.ts';
import { kindOf, parts } from './parts.ts';
import { readClassConstants, readProperties } from './properties.ts';
import { type ClassKind, functionScope, type Reading, type ReadingClass, within } from './reading.ts';
import { headOf } from './signatures.ts';
import { readTraitUse } from './traits.ts';

const classKinds: Readonly<Record<string, ClassKind>> = {
  class_declaration: 'class',
  interface_declaration: 'interface',
  trait_declaration: 'trait',
  enum_declaration: 'enum',
};

export function readClass(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return reading.statement(tree.child(node, 'body'));
  const name = tree.text(nameNode);
  const kind = classKinds[tree.kind(node)] ?? 'class';
  const doc = docAbove(reading, node);
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind,
    subkind: subkindOf(reading, node),
    signature: headOf(tree, node),
    documentation: contentOf(doc.text),
    exported: true,
    ...qualifierOf(reading),
  });
  const value = readBody(reading, node, definition, kind, doc);
  const key = declaredName(reading, name, 'class');
  const variable = facts.find(key);
  if (variable === undefined) return;
  facts.bindDefinition(variable, definition);
  facts.assign(key, value);
}

/** `new class (…) extends Foo { … }`: gives an instance. */
export function readAnonymousClass(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const args = readArguments(reading, parts(tree, tree.childOfKind(node, 'arguments')));
  const definition = facts.define({
    node,
    nameNode: node,
    name: 'class@anonymous',
    kind: 'class',
    subkind: 'anonymous',
    signature: headOf(tree, node),
  });
  const value = readBody(reading, node, definition, 'class', docAbove(reading, node));
  return facts.call({ value, at: node }, args);
}

function subkindOf({ tree }: Reading, node: Node): string {
  for (const kind of ['abstract', 'final', 'readonly']) {
    if (tree.childOfKind(node, `${kind}_modifier`) !== noNode) return kind;
  }
  return '';
}

function readBody(reading: Reading, node: Node, definition: number, kind: ClassKind, doc: DocComment): Slot {
  const { tree, facts } = reading;
  const row = facts.openClass({ definition, isInterface: kind === 'interface' || kind === 'trait' });
  const value = facts.classValue(row);
  const body = tree.child(node, 'body');
  within(reading, functionScope({}), () => {
    reading.value(tree.child(node, 'attributes'));
    for (const part of parts(tree, body)) {
      if (tree.kind(part) === 'use_declaration') readTraitUse(reading, part, row);
    }
    const parent = readBases(reading, node, row, kind);
    const templates = new Map();
    const cls: ReadingClass = { definition, row, kind, value, parent, templates };
    within(reading, functionScope({ class: cls, isStatic: true }), () => {
      for (const [name, bound] of doc.templates) templates.set(name, meaningOfDoc(reading, bound));
      declareDocMembers(reading, doc, cls);
      for (const part of parts(tree, body)) readMember(reading, part);
      if (kind === 'enum') declareEnumMethods(reading, cls);
    });
  });
  facts.closeClass();
  return value;
}

/** What stands after `extends` and `implements`; gives what a class extends. */
function readBases(reading: Reading, node: Node, row: number, kind: ClassKind): Slot {
  const { tree, facts } = reading;
  let parent = nothing;
  for (const part of parts(tree, tree.childOfKind(node, 'base_clause'))) {
    const base = readClassName(reading, part, 'type');
    facts.base(row, base, 'extends', part);
    if (kind === 'class') parent = base;
  }
  for (const part of parts(tree, tree.childOfKind(node, 'class_interface_clause'))) {
    facts.base(row, readClassName(reading, part, 'type'), 'implements', part);
  }
  return parent;
}

function readMember(reading: Reading, node: Node): void {
  switch (kindOf(reading.tree, node)) {
    case 'method_declaration':
      return readMethod(reading, node);
    case 'property_declaration':
      return readProperties(reading, node);
    case 'const_declaration':
      return readClassConstants(reading, node);
    case 'enum_case':
      return readEnumCase(reading, node);
    case 'use_declaration':
      return;
    default:
      reading.statement(node);
  }
}
