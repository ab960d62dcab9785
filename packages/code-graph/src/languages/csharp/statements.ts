import { noNode, type Node } from '../../syntax/tree.ts';
import { readAttributeList } from './attributes.ts';
import { readDelegate } from './delegates.ts';
import { declareLocalFunctions, readLocalFunction } from './lambdas.ts';
import { readDo, readFor, readForEach, readWhile } from './loops.ts';
import { readConstructor, readConversion, readFinalizer, readMethod, readOperator } from './methods.ts';
import { firstPart, listed, parts } from './parts.ts';
import { readField, readProperty } from './properties.ts';
import type { Reading } from './reading.ts';
import { giveResult } from './results.ts';
import { readSwitch } from './switches.ts';
import { readTypeDeclaration } from './type-declarations.ts';
import { readLocals } from './locals.ts';

type StatementReader = (reading: Reading, node: Node) => void;

/** How each kind of statement and declaration is read; a kind that is not listed is read as an expression. */
export const statementReaders: Readonly<Record<string, StatementReader>> = {
  class_declaration: readTypeDeclaration,
  struct_declaration: readTypeDeclaration,
  interface_declaration: readTypeDeclaration,
  record_declaration: readTypeDeclaration,
  enum_declaration: readTypeDeclaration,
  delegate_declaration: readDelegate,
  method_declaration: readMethod,
  constructor_declaration: readConstructor,
  destructor_declaration: readFinalizer,
  operator_declaration: readOperator,
  conversion_operator_declaration: readConversion,
  field_declaration: readField,
  event_field_declaration: readField,
  property_declaration: readProperty,
  indexer_declaration: readProperty,
  event_declaration: readProperty,
  local_function_statement: readLocalFunction,
  local_declaration_statement: (reading, node) =>
    readLocals(reading, reading.tree.childOfKind(node, 'variable_declaration')),
  variable_declaration: readLocals,
  block: readBlock,
  global_statement: readAll,
  expression_statement: readAll,
  ERROR: readAll,
  preproc_if: readAll,
  if_statement: readIf,
  while_statement: readWhile,
  do_statement: readDo,
  for_statement: readFor,
  foreach_statement: readForEach,
  switch_statement: readSwitch,
  return_statement: readReturn,
  yield_statement: readYield,
  throw_statement: readThrow,
  break_statement: ({ facts, breakable }) => {
    if (breakable === 'loop') facts.leaveLoop();
  },
  continue_statement: ({ facts }) => facts.leaveLoop(),
  try_statement: readTry,
  using_statement: readUsing,
  fixed_statement: readUsing,
  lock_statement: readAll,
  checked_statement: readAll,
  unsafe_statement: readAll,
  labeled_statement: (reading, node) => {
    const [, ...statements] = parts(reading.tree, node);
    for (const statement of statements) reading.statement(statement);
  },
  goto_statement: () => {},
  empty_statement: () => {},
  comment: () => {},
  using_directive: () => {},
  extern_alias_directive: () => {},
  global_attribute: (reading, node) => readAttributeList(reading, node),
  attribute_list: readAttributeList,
};

function readAll(reading: Reading, node: Node): void {
  for (const part of listed(reading.tree, node)) reading.statement(part);
}

function readBlock(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const statements = listed(tree, node);
  facts.openBlock();
  declareLocalFunctions(reading, statements);
  for (const statement of statements) reading.statement(statement);
  facts.closeBlock();
}

/** Names that the condition declares are known after the statement, too. */
function readIf(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  reading.value(tree.child(node, 'condition'));
  facts.branches([
    () => reading.statement(tree.child(node, 'consequence')),
    () => reading.statement(tree.child(node, 'alternative')),
  ]);
}

function readReturn(reading: Reading, node: Node): void {
  const { facts, result, tree } = reading;
  const value = firstPart(tree, node);
  if (value !== noNode) giveResult(reading, reading.valueAs(value, result.meaning));
  facts.endPath();
}

/** `yield return x`: an element of what the function gives. */
function readYield(reading: Reading, node: Node): void {
  const { facts, result, tree } = reading;
  const value = firstPart(tree, node);
  if (value === noNode) return facts.endPath();
  const element = reading.value(value, 'value');
  if (result.elements === -1) facts.returns(facts.collection(element));
  else facts.put(result.elements, element);
}

function readThrow(reading: Reading, node: Node): void {
  reading.value(firstPart(reading.tree, node));
  reading.facts.endPath();
}

/** `try { … } catch (Foo e) when (…) { … } finally { … }` */
function readTry(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const clauses = parts(tree, node);
  const catches = clauses.filter((part) => tree.kind(part) === 'catch_clause');
  facts.branches([
    () => reading.statement(tree.child(node, 'body')),
    ...catches.map((clause) => () => readCatch(reading, clause)),
  ]);
  for (const part of clauses) {
    if (tree.kind(part) === 'finally_clause') readAll(reading, part);
  }
}

function readCatch(reading: Reading, clause: Node): void {
  const { tree, facts } = reading;
  facts.openBlock();
  const declaration = tree.childOfKind(clause, 'catch_declaration');
  if (declaration !== noNode) {
    const meaning = reading.type(tree.child(declaration, 'type'));
    const name = tree.child(declaration, 'name');
    if (name !== noNode) {
      facts.declare(tree.text(name), 'local');
      facts.assign(tree.text(name), facts.join(meaning.classes.map((cls) => facts.instance(cls))));
    }
  }
  const filter = tree.childOfKind(clause, 'catch_filter_clause');
  if (filter !== noNode) reading.value(firstPart(tree, filter));
  reading.statement(tree.child(clause, 'body'));
  facts.closeBlock();
}

/** `using (var x = Open()) { … }` */
function readUsing(reading: Reading, node: Node): void {
  const { facts } = reading;
  facts.openBlock();
  readAll(reading, node);
  facts.closeBlock();
}
