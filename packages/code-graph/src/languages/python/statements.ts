import { noNode, type Node } from '../../syntax/tree.ts';
import { readAssignment, readAugmentedAssignment } from './assignments.ts';
import { readClass } from './classes.ts';
import { readFor, readIf, readWhile } from './branches.ts';
import { readMatch } from './matches.ts';
import { readTry } from './exceptions.ts';
import { readWith } from './contexts.ts';
import { assume } from './conditions.ts';
import { readDecorators } from './decorators.ts';
import { readFunction } from './functions.ts';
import { readFromImport, readFutureImport, readImport } from './imports.ts';
import { firstIdentifier } from './names.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { readAnnotation, typeValue } from './annotations.ts';
import { bindTarget } from './targets.ts';

export type StatementReader = (reading: Reading, node: Node) => void;

/** How each kind of statement is read; a kind that is not listed is read as an expression. */
export const statementReaders: Readonly<Record<string, StatementReader>> = {
  module: readAll,
  block: readAll,
  expression_statement: readAll,
  ERROR: readAll,
  function_definition: (reading, node) => readFunction(reading, node),
  class_definition: (reading, node) => readClass(reading, node),
  decorated_definition: readDecorated,
  assignment: readAssignment,
  augmented_assignment: readAugmentedAssignment,
  import_statement: readImport,
  import_from_statement: readFromImport,
  future_import_statement: readFutureImport,
  if_statement: readIf,
  for_statement: readFor,
  while_statement: readWhile,
  try_statement: readTry,
  with_statement: readWith,
  match_statement: readMatch,
  return_statement: readReturn,
  raise_statement: readRaise,
  break_statement: ({ facts }) => facts.leaveLoop(),
  continue_statement: ({ facts }) => facts.leaveLoop(),
  assert_statement: readAssert,
  type_alias_statement: readTypeAlias,
  global_statement: () => {},
  nonlocal_statement: () => {},
  pass_statement: () => {},
  comment: () => {},
};

function readAll(reading: Reading, node: Node): void {
  const { tree } = reading;
  for (let child = tree.firstChild(node); child !== noNode; child = tree.nextSibling(child)) {
    if (tree.isNamed(child)) reading.statement(child);
  }
}

function readDecorated(reading: Reading, node: Node): void {
  const { tree } = reading;
  const decorators = readDecorators(reading, node);
  const definition = tree.child(node, 'definition');
  if (definition === noNode) return;
  if (tree.kind(definition) === 'class_definition') readClass(reading, definition, decorators);
  else readFunction(reading, definition, decorators);
}

function readReturn(reading: Reading, node: Node): void {
  const [given] = parts(reading.tree, node);
  if (given !== undefined) reading.facts.returns(reading.value(given, 'value'));
  reading.facts.endPath();
}

function readRaise(reading: Reading, node: Node): void {
  for (const part of parts(reading.tree, node)) reading.value(part);
  reading.facts.endPath();
}

function readAssert(reading: Reading, node: Node): void {
  const [condition, ...message] = parts(reading.tree, node);
  if (condition === undefined) return;
  reading.value(condition);
  for (const part of message) reading.value(part);
  assume(reading, condition, true);
}

/** `type Name[T] = …` */
function readTypeAlias(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const left = tree.child(node, 'left');
  const name = left === noNode ? noNode : firstIdentifier(tree, left);
  facts.openBlock();
  for (const parameter of parts(tree, tree.childOfKind(tree.firstNamedChild(left), 'type_parameter'))) {
    facts.declare(tree.text(firstIdentifier(tree, parameter)), 'local');
  }
  const value = typeValue(reading, readAnnotation(reading, tree.child(node, 'right')));
  facts.closeBlock();
  if (name !== noNode) bindTarget(reading, name, value, node);
}
