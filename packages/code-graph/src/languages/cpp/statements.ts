import { nothing } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readDeclarator } from '../c/declarators.ts';
import { readDeclared } from '../c/declarations.ts';
import { documentationOf } from '../c/documentation.ts';
import { bindGlobal } from '../c/globals.ts';
import { qualified } from '../c/names.ts';
import { kindOf, parts, partsOfField, textOf } from '../c/parts.ts';
import type { Reading, TypeMeaning } from '../c/reading.ts';
import { lineOf } from '../c/signatures.ts';
import { readReturn, type StatementReader, statementReaders as ofC } from '../c/statements.ts';
import { typedValue } from '../c/type-meanings.ts';
import { readInitialisers } from './construction.ts';
import { readFunction, readOutside, readOutsideVariable } from './functions.ts';
import { readRangeLoop } from './loops.ts';
import { readNamespace, readNamespaceAlias, readUsing } from './namespaces.ts';
import { readTemplate } from './templates.ts';

const readTypeOnly: StatementReader = (reading, node) => void reading.type(node);
const readNothing: StatementReader = () => {};

/** How each kind of statement is read. */
export const statementReaders: Readonly<Record<string, StatementReader>> = {
  ...ofC,
  namespace_definition: readNamespace,
  using_declaration: readUsing,
  namespace_alias_definition: readNamespaceAlias,
  alias_declaration: readAlias,
  concept_definition: readConcept,
  template_declaration: readTemplate,
  template_instantiation: readNothing,
  friend_declaration: readFriend,
  class_specifier: readTypeOnly,
  function_definition: readFunction,
  declaration: readDeclaration,
  field_declaration: readDeclaration,
  field_initializer_list: readInitialisers,
  for_range_loop: readRangeLoop,
  try_statement: readTry,
  catch_clause: readCatch,
  throw_statement: readThrow,
  co_return_statement: readReturn,
  access_specifier: readNothing,
  explicit_function_specifier: readNothing,
  virtual_specifier: readNothing,
  virtual: readNothing,
  noexcept: readNothing,
  qualified_identifier: (reading, node) => void reading.value(node),
};

function readDeclaration(reading: Reading, node: Node): void {
  const { tree } = reading;
  const typeNode = tree.child(node, 'type');
  const declarators = partsOfField(tree, node, 'declarator');
  const [first] = declarators;
  if (first !== undefined) {
    const declared = readDeclarator(tree, first);
    if (kindOf(tree, declared.name) === 'qualified_identifier') {
      if (declared.fn !== noNode) return readOutside(reading, node, declared, false);
      reading.type(typeNode);
      const value = tree.child(first, 'value');
      if (value !== noNode) reading.value(value);
      return readOutsideVariable(reading, node, declared);
    }
  }
  const type = reading.type(typeNode);
  const condition = tree.child(node, 'value');
  if (condition !== noNode && first !== undefined)
    return readConditionVariable(reading, first, type, condition);
  for (const declarator of declarators) readDeclared(reading, node, declarator, type);
  for (const part of parts(tree, node)) if (tree.kind(part) === 'ERROR') reading.statement(part);
}

/** `if (auto x = f())` */
function readConditionVariable(reading: Reading, declarator: Node, type: TypeMeaning, given: Node): void {
  const { tree, facts } = reading;
  const { name } = readDeclarator(tree, declarator);
  const held = typedValue(reading, type, reading.value(given, 'value'), false);
  if (name === noNode) return;
  facts.declare(tree.text(name), 'local');
  if (held !== nothing) facts.assign(tree.text(name), held);
}

/** `using Name = type;` */
function readAlias(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  const type = reading.type(tree.child(node, 'type'));
  if (nameNode === noNode) return;
  const held = facts.join([...type.classes, ...type.values]);
  if (reading.isInBody) {
    facts.declare(tree.text(nameNode), 'local');
    return facts.assign(tree.text(nameNode), held);
  }
  const definition = defineType(reading, node, nameNode, '');
  bindGlobal(reading, qualified(reading, tree.text(nameNode)), definition, held);
  const { cls } = reading.scope;
  if (cls !== null) facts.member(cls.row, tree.text(nameNode), { slot: held, place: 'class' });
}

function readConcept(reading: Reading, node: Node): void {
  const nameNode = reading.tree.child(node, 'name');
  if (nameNode === noNode) return;
  const definition = defineType(reading, node, nameNode, 'concept');
  bindGlobal(reading, qualified(reading, reading.tree.text(nameNode)), definition);
}

function defineType(reading: Reading, node: Node, nameNode: Node, subkind: string): number {
  const { tree, facts } = reading;
  return facts.define({
    node,
    nameNode,
    name: textOf(tree, nameNode),
    kind: 'type_alias',
    subkind,
    signature: lineOf(tree, node),
    documentation: documentationOf(tree, node),
    visibility: reading.access,
    exported: true,
  });
}

/** A friend that has its body here is a function of the namespace around. */
function readFriend(reading: Reading, node: Node): void {
  const { tree } = reading;
  const inner = tree.childOfKind(node, 'function_definition');
  if (inner === noNode) return;
  const { scope } = reading;
  reading.scope = { prefixes: scope.prefixes.slice(1), cls: null };
  reading.statement(inner);
  reading.scope = scope;
}

function readTry(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const clauses = parts(tree, node).filter((part) => tree.kind(part) === 'catch_clause');
  reading.statement(tree.child(node, 'body'));
  facts.branches([() => {}, ...clauses.map((clause) => () => reading.statement(clause))]);
}

function readCatch(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  facts.openBlock();
  const list = tree.child(node, 'parameters');
  for (const part of parts(tree, list)) {
    const { name } = readDeclarator(tree, tree.child(part, 'declarator'));
    const type = reading.type(tree.child(part, 'type'));
    if (name === noNode) continue;
    facts.declare(tree.text(name), 'local');
    facts.assign(tree.text(name), facts.join(type.classes.map((cls) => facts.instance(cls))));
  }
  reading.statement(tree.child(node, 'body'));
  facts.closeBlock();
}

function readThrow(reading: Reading, node: Node): void {
  for (const part of parts(reading.tree, node)) reading.value(part);
  reading.facts.endPath();
}
