import { noNode, type Node } from '../../syntax/tree.ts';
import { readCase, readCondition, readDo, readFor, readIf, readSwitch, readWhile } from './control.ts';
import { readDeclaration } from './declarations.ts';
import { readFunction } from './functions.ts';
import { readInclude } from './includes.ts';
import { readTop } from './macro-functions.ts';
import { readFunctionMacro, readMacro } from './macros.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { readTypeDefinition } from './typedefs.ts';

export type StatementReader = (reading: Reading, node: Node) => void;

const readNothing: StatementReader = () => {};
const readTypeOnly: StatementReader = (reading, node) => void reading.type(node);

/** How each kind of statement is read; a kind that is not listed is read as an expression. */
export const statementReaders: Readonly<Record<string, StatementReader>> = {
  translation_unit: readTop,
  declaration_list: readTop,
  linkage_specification: readLinkage,
  expression_statement: readAll,
  ERROR: readAll,
  compound_statement: readBlock,
  function_definition: readFunction,
  declaration: readDeclaration,
  type_definition: readTypeDefinition,
  struct_specifier: readTypeOnly,
  union_specifier: readTypeOnly,
  enum_specifier: readTypeOnly,
  preproc_include: readInclude,
  preproc_def: readMacro,
  preproc_function_def: readFunctionMacro,
  preproc_call: readNothing,
  preproc_if: readAll,
  preproc_ifdef: readAll,
  preproc_else: readAll,
  preproc_elif: readAll,
  attribute_specifier: readNothing,
  attribute_declaration: readNothing,
  storage_class_specifier: readNothing,
  type_qualifier: readNothing,
  primitive_type: readNothing,
  sized_type_specifier: readNothing,
  type_identifier: readTypeOnly,
  if_statement: readIf,
  for_statement: readFor,
  while_statement: readWhile,
  do_statement: readDo,
  switch_statement: readSwitch,
  case_statement: readCase,
  condition_clause: readCondition,
  return_statement: readReturn,
  break_statement: ({ facts }) => facts.leaveLoop(),
  continue_statement: ({ facts }) => facts.leaveLoop(),
  goto_statement: readNothing,
  labeled_statement: readLabeled,
  comment: readNothing,
};

function readAll(reading: Reading, node: Node): void {
  const { tree } = reading;
  for (let at = tree.firstNamedChild(node); at !== noNode; at = tree.nextNamedSibling(at))
    reading.statement(at);
}

function readBlock(reading: Reading, node: Node): void {
  reading.facts.openBlock();
  readAll(reading, node);
  reading.facts.closeBlock();
}

/** `extern "C" { … }` */
function readLinkage(reading: Reading, node: Node): void {
  reading.statement(reading.tree.child(node, 'body'));
}

function readLabeled(reading: Reading, node: Node): void {
  for (const part of parts(reading.tree, node)) {
    if (reading.tree.field(part) !== 'label') reading.statement(part);
  }
}

export function readReturn(reading: Reading, node: Node): void {
  for (const part of parts(reading.tree, node)) {
    if (reading.isResultTyped) reading.use(part);
    else reading.facts.returns(reading.value(part, 'value'));
  }
  reading.facts.endPath();
}
