import { nothing } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readIf, readSwitch, readTry } from './branches.ts';
import { assume } from './conditions.ts';
import { readClass } from './classes.ts';
import { readConstants } from './constants.ts';
import { meaningOf, parseDoc } from './doc-comments.ts';
import { readFunction } from './functions.ts';
import { readUse } from './imports.ts';
import { readDo, readFor, readForeach, readWhile } from './loops.ts';
import { readNamespace } from './namespaces.ts';
import { argumentNode } from './library-calls.ts';
import { firstPart, kindOf, parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { declareAs, isEmpty } from './type-meanings.ts';
import { assignVariable, readGlobals, readStatics, valueOfVariable } from './variables.ts';

type StatementReader = (reading: Reading, node: Node) => void;

/** How each kind of statement is read; a kind that is not listed is read as an expression. */
export const statementReaders: Readonly<Record<string, StatementReader>> = {
  program: readAll,
  compound_statement: readAll,
  colon_block: readAll,
  expression_statement: readExpressionStatement,
  declaration_list: readAll,
  ERROR: readAll,
  namespace_definition: readNamespace,
  namespace_use_declaration: readUse,
  class_declaration: readClass,
  interface_declaration: readClass,
  trait_declaration: readClass,
  enum_declaration: readClass,
  function_definition: readFunction,
  const_declaration: readConstants,
  if_statement: readIf,
  switch_statement: readSwitch,
  try_statement: readTry,
  foreach_statement: readForeach,
  for_statement: readFor,
  while_statement: readWhile,
  do_statement: readDo,
  return_statement: readReturn,
  exit_statement: readExit,
  break_statement: ({ facts }) => facts.leaveLoop(),
  continue_statement: ({ facts }) => facts.leaveLoop(),
  global_declaration: readGlobals,
  function_static_declaration: readStatics,
  comment: readComment,
  goto_statement: () => {},
  named_label_statement: () => {},
  text: () => {},
  php_tag: () => {},
  text_interpolation: () => {},
};

/** Comments among the statements say of which type variables are. */
function readAll(reading: Reading, node: Node): void {
  const { tree } = reading;
  for (let child = tree.firstChild(node); child !== noNode; child = tree.nextSibling(child)) {
    if (tree.isNamed(child)) reading.statement(child);
  }
}

/** What is asserted holds from here on. */
function readExpressionStatement(reading: Reading, node: Node): void {
  readAll(reading, node);
  const { tree } = reading;
  const call = firstPart(tree, node);
  if (reading.testedTypes.size === 0 || kindOf(tree, call) !== 'function_call_expression') return;
  if (!/^\\?assert$/i.test(tree.text(tree.child(call, 'function')))) return;
  assume(reading, argumentNode(reading, call, 0), true);
}

function readReturn(reading: Reading, node: Node): void {
  const [given] = parts(reading.tree, node);
  if (given !== undefined) reading.facts.returns(reading.value(given, 'value'));
  reading.facts.endPath();
}

function readExit(reading: Reading, node: Node): void {
  for (const part of parts(reading.tree, node)) reading.value(part);
  reading.facts.endPath();
}

/** `@var Foo $foo`: from here on, and whatever it is given next. */
function readComment(reading: Reading, node: Node): void {
  const { tree, facts, announced } = reading;
  const text = tree.text(node);
  if (!text.startsWith('/**') || !text.includes('@var')) return;
  for (const [name, type] of parseDoc(text).variables) {
    if (name === '' || name === '$this') continue;
    const meaning = meaningOf(reading, type);
    if (isEmpty(meaning)) continue;
    const slot = facts.slot();
    declareAs(facts, slot, meaning);
    facts.copy(slot, valueOfVariable(reading, name) ?? nothing);
    assignVariable(reading, name, slot);
    announced.set(name, meaning);
  }
}
