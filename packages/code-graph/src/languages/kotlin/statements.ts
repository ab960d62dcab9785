import type { Node } from '../../syntax/tree.ts';
import { readClass, readEnumEntry, readTypeAlias } from './classes.ts';
import { readInitializer, readSecondaryConstructor } from './constructors.ts';
import { readFor, readWhile } from './control.ts';
import { readFunction } from './functions.ts';
import { readAnnotation } from './modifiers.ts';
import { parts } from './parts.ts';
import { readProperty } from './properties.ts';
import type { Reading } from './reading.ts';

type StatementReader = (reading: Reading, node: Node) => void;

/** How each kind of statement is read; a kind that is not listed is read as an expression. */
export const statementReaders: Readonly<Record<string, StatementReader>> = {
  ERROR: readAll,
  class_declaration: readClass,
  object_declaration: readClass,
  companion_object: readClass,
  enum_entry: readEnumEntry,
  type_alias: readTypeAlias,
  function_declaration: readFunction,
  property_declaration: readProperty,
  secondary_constructor: readSecondaryConstructor,
  anonymous_initializer: readInitializer,
  for_statement: readFor,
  while_statement: readWhile,
  do_while_statement: readWhile,
  annotation: readAnnotation,
  line_comment: () => {},
  block_comment: () => {},
  label: () => {},
};

function readAll(reading: Reading, node: Node): void {
  for (const part of parts(reading.tree, node)) reading.statement(part);
}
