import { noNode, type Node } from '../../syntax/tree.ts';
import { saysAll } from '../jvm/meanings.ts';
import { readConstructorCall } from './calls.ts';
import { declareClasses, readClass } from './classes.ts';
import { readIf } from './conditions.ts';
import { readDo, readFor, readForEach, readWhile } from './loops.ts';
import { isAnnotation, readAnnotation } from './modifiers.ts';
import { readModule } from './module-declarations.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { readSwitch, readYield } from './switches.ts';
import { readTry } from './tries.ts';
import { readVariables } from './variables.ts';

type StatementReader = (reading: Reading, node: Node) => void;

/** How each kind of statement is read; a kind that is not listed is read as an expression. */
export const statementReaders: Readonly<Record<string, StatementReader>> = {
  ERROR: readAll,
  block: readBlock,
  constructor_body: readBlock,
  expression_statement: readAll,
  class_declaration: readClass,
  interface_declaration: readClass,
  enum_declaration: readClass,
  record_declaration: readClass,
  annotation_type_declaration: readClass,
  local_variable_declaration: readVariables,
  explicit_constructor_invocation: readConstructorCall,
  return_statement: readReturn,
  throw_statement: readThrow,
  if_statement: readIf,
  while_statement: readWhile,
  do_statement: readDo,
  for_statement: readFor,
  enhanced_for_statement: readForEach,
  switch_expression: readSwitch,
  yield_statement: readYield,
  try_statement: readTry,
  try_with_resources_statement: readTry,
  labeled_statement: readLabeled,
  break_statement: readBreak,
  continue_statement: ({ facts }) => facts.leaveLoop(),
  package_declaration: readPackage,
  module_declaration: readModule,
  import_declaration: () => {},
  line_comment: () => {},
  block_comment: () => {},
};

function readAll(reading: Reading, node: Node): void {
  for (const part of parts(reading.tree, node)) reading.statement(part);
}

function readBlock(reading: Reading, node: Node): void {
  const statements = parts(reading.tree, node);
  reading.facts.openBlock();
  declareClasses(reading, statements);
  for (const statement of statements) reading.statement(statement);
  reading.facts.closeBlock();
}

function readReturn(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const value = reading.value(parts(tree, node)[0] ?? noNode, 'value');
  if (!saysAll(reading.result)) facts.returns(value);
  facts.endPath();
}

function readThrow(reading: Reading, node: Node): void {
  readAll(reading, node);
  reading.facts.endPath();
}

function readLabeled(reading: Reading, node: Node): void {
  const [, statement] = parts(reading.tree, node);
  if (statement !== undefined) reading.statement(statement);
}

/** A `break` ends what it leaves; a switch goes on after itself on every path anyway. */
function readBreak({ tree, facts, breakable }: Reading, node: Node): void {
  const isLabeled = tree.firstNamedChild(node) !== noNode;
  if (isLabeled || breakable === 'loop') facts.leaveLoop();
}

/** A package may be annotated in the file that describes it. */
function readPackage(reading: Reading, node: Node): void {
  for (const part of parts(reading.tree, node)) {
    if (isAnnotation(reading.tree.kind(part))) readAnnotation(reading, part);
  }
}
