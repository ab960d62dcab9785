import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { type Node } from '../../syntax/tree.ts';
import { readAssignment, readOperatorAssignment } from './assignments.ts';
import { readBlockArgument, readLambda, readYield } from './blocks.ts';
import { readCall, readIdentifier, readSuper } from './calls.ts';
import { readClass, readSingletonClass } from './classes.ts';
import { readConstant, readScopeResolution } from './constants.ts';
import {
  readCase,
  readCaseMatch,
  readFor,
  readGuarded,
  readIf,
  readNext,
  readRescueModifier,
  readReturn,
  readSequence,
  readWhile,
} from './control.ts';
import { readField, readGlobal } from './fields.ts';
import { readArray, readHash, readString } from './literals.ts';
import { readAlias } from './macros.ts';
import { readMethod, readSingletonMethod } from './methods.ts';
import { readBinary, readUnary } from './operators.ts';
import type { Reading } from './reading.ts';
import { readSubscript } from './subscripts.ts';

export type ExpressionReader = (reading: Reading, node: Node, access: SiteAccess) => Slot;

const noValue = () => nothing;

/** What each kind of expression's value is; statements are expressions. A kind not listed has its parts read. */
export const expressionReaders: Readonly<Record<string, ExpressionReader>> = {
  program: readGuarded,
  body_statement: readGuarded,
  block_body: readGuarded,
  begin: readGuarded,
  begin_block: readGuarded,
  do: readSequence,
  else: readSequence,
  ensure: readSequence,
  parenthesized_statements: readSequence,
  method: readMethod,
  singleton_method: readSingletonMethod,
  class: readClass,
  module: readClass,
  singleton_class: readSingletonClass,
  alias: readAlias,
  undef: noValue,
  call: readCall,
  super: (reading, node) => readSuper(reading, node, node),
  yield: readYield,
  lambda: readLambda,
  block_argument: readBlockArgument,
  identifier: (reading, node) => readIdentifier(reading, reading.tree.text(node), node),
  constant: readConstant,
  scope_resolution: readScopeResolution,
  self: ({ facts }) => facts.this(),
  instance_variable: readField,
  class_variable: readField,
  global_variable: readGlobal,
  assignment: readAssignment,
  operator_assignment: readOperatorAssignment,
  element_reference: readSubscript,
  binary: readBinary,
  unary: readUnary,
  array: readArray,
  right_assignment_list: readArray,
  hash: readHash,
  string: readString,
  chained_string: readString,
  heredoc_body: readString,
  subshell: readString,
  regex: readString,
  delimited_symbol: readString,
  string_array: readString,
  symbol_array: readString,
  if: readIf,
  unless: readIf,
  elsif: readIf,
  conditional: readIf,
  if_modifier: readIf,
  unless_modifier: readIf,
  while: readWhile,
  until: readWhile,
  while_modifier: readWhile,
  until_modifier: readWhile,
  for: readFor,
  case: readCase,
  case_match: readCaseMatch,
  rescue_modifier: readRescueModifier,
  return: readReturn,
  next: readNext,
  break: readNext,
  comment: noValue,
  integer: noValue,
  float: noValue,
  rational: noValue,
  complex: noValue,
  nil: noValue,
  true: noValue,
  false: noValue,
  simple_symbol: noValue,
  hash_key_symbol: noValue,
  character: noValue,
  heredoc_beginning: noValue,
  uninterpreted: noValue,
  redo: noValue,
  retry: noValue,
};
