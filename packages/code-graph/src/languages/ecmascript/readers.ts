import { nothing, type Slot } from '../../facts/scopes.ts';
import type { Node } from '../../syntax/tree.ts';
import { readAssignment, readAugmented, readUpdate } from './assignments.ts';
import { readCall, readNew } from './calls.ts';
import { declareClass, readClassExpression } from './classes.ts';
import { readExport } from './exports.ts';
import {
  readAll,
  readAssertion,
  readBinary,
  readIdentifier,
  readInner,
  readMember,
  readSequence,
  readTernary,
  readTypeAssertion,
  readYield,
} from './expressions.ts';
import { declareFunction, readFunctionExpression } from './functions.ts';
import { readBlock } from './hoisting.ts';
import { readImport, readImportAlias } from './imports.ts';
import { declareInterface, declareTypeAlias } from './interfaces.ts';
import { readJsxElement, readJsxSelfClosing } from './jsx.ts';
import { readArray, readObject } from './literals.ts';
import { readDo, readFor, readForIn, readWhile } from './loops.ts';
import { readWrapped } from './named-values.ts';
import { declareEnum, declareNamespace } from './namespaces.ts';
import type { Reader } from './reading.ts';
import { readBreak, readContinue, readIf, readReturn, readThrow, readTry } from './statements.ts';
import { readSubscript } from './subscripts.ts';
import { readSwitch } from './switches.ts';
import { readVariables } from './variables.ts';

type Read = (r: Reader, node: Node) => Slot;

function statement(read: (r: Reader, node: Node) => void): Read {
  return (r, node) => {
    read(r, node);
    return nothing;
  };
}

/** A declaration, with the statement around it that its documentation stands before. */
function declaration(declare: (r: Reader, node: Node, statement: Node) => void): Read {
  return (r, node) => {
    const parent = r.tree.parent(node);
    const kind = parent === -1 ? '' : r.tree.kind(parent);
    const isWrapped = kind === 'export_statement' || kind === 'ambient_declaration';
    const outer = isWrapped && kind === 'ambient_declaration' ? r.tree.parent(parent) : -1;
    const isExported = outer !== -1 && r.tree.kind(outer) === 'export_statement';
    declare(r, node, isExported ? outer : isWrapped ? parent : node);
    return nothing;
  };
}

const functionExpression: Read = (r, node) =>
  r.tree.isNamed(node) ? (readWrapped(r, node) ?? readFunctionExpression(r, node)) : nothing;

const classExpression: Read = (r, node) =>
  r.tree.isNamed(node) ? (readWrapped(r, node) ?? readClassExpression(r, node)) : nothing;

const none: Read = () => nothing;

const expressions: Readonly<Record<string, Read>> = {
  identifier: readIdentifier,
  nested_identifier: readMember,
  this: (r, node) => (r.tree.isNamed(node) ? r.facts.this() : nothing),
  member_expression: readMember,
  subscript_expression: readSubscript,
  call_expression: readCall,
  new_expression: readNew,
  assignment_expression: readAssignment,
  augmented_assignment_expression: readAugmented,
  update_expression: readUpdate,
  binary_expression: readBinary,
  ternary_expression: readTernary,
  sequence_expression: readSequence,
  parenthesized_expression: readInner,
  non_null_expression: readInner,
  instantiation_expression: readInner,
  await_expression: readInner,
  spread_element: readInner,
  computed_property_name: readInner,
  decorator: readInner,
  jsx_expression: readInner,
  as_expression: readAssertion,
  satisfies_expression: readAssertion,
  type_assertion: readTypeAssertion,
  yield_expression: readYield,
  array: readArray,
  object: (r, node) => readWrapped(r, node) ?? readObject(r, node),
  function_expression: functionExpression,
  generator_function: functionExpression,
  arrow_function: functionExpression,
  class: classExpression,
  jsx_element: readJsxElement,
  jsx_self_closing_element: readJsxSelfClosing,
  comment: none,
  number: none,
  string: none,
  regex: none,
  property_identifier: none,
  statement_identifier: none,
};

const statements: Readonly<Record<string, Read>> = {
  statement_block: statement(readBlock),
  if_statement: statement(readIf),
  else_clause: readAll,
  for_statement: statement(readFor),
  for_in_statement: statement(readForIn),
  while_statement: statement(readWhile),
  do_statement: statement(readDo),
  try_statement: statement(readTry),
  switch_statement: statement(readSwitch),
  return_statement: statement(readReturn),
  throw_statement: statement(readThrow),
  break_statement: statement(readBreak),
  continue_statement: statement(readContinue),
  lexical_declaration: statement(readVariables),
  variable_declaration: statement(readVariables),
  function_declaration: declaration(declareFunction),
  generator_function_declaration: declaration(declareFunction),
  function_signature: declaration(declareFunction),
  class_declaration: declaration(declareClass),
  abstract_class_declaration: declaration(declareClass),
  interface_declaration: declaration(declareInterface),
  type_alias_declaration: declaration(declareTypeAlias),
  enum_declaration: declaration(declareEnum),
  internal_module: declaration(declareNamespace),
  module: declaration(declareNamespace),
  import_statement: statement(readImport),
  import_alias: statement(readImportAlias),
  export_statement: statement(readExport),
};

export const readers: ReadonlyMap<string, Read> = new Map([
  ...Object.entries(expressions),
  ...Object.entries(statements),
]);
