import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readAssignment, readCompoundAssignment } from './assignments.ts';
import { readCall, readMacroTokens } from './calls.ts';
import { readClosure } from './closures.ts';
import { readBreak, readFor, readIf, readLoop, readMatch, readReturn, readWhile } from './control.ts';
import { readStructLiteral } from './literals.ts';
import { foreignKey, isLocal } from './names.ts';
import { give } from './iteration.ts';
import { kindOf, nameOf, parts, textOf } from './parts.ts';
import { readPathSlot } from './paths.ts';
import type { Reading } from './reading.ts';
import { readBlock } from './statements.ts';
import { narrow } from './type-meanings.ts';
import { containerOf, elementOf, tupleOf } from './wrapped.ts';
import { readTypeArguments } from './generic-types.ts';

type ExpressionReader = (reading: Reading, node: Node, access: SiteAccess) => Slot;

/** What each kind of expression's value is. A kind that is not listed has its parts read. */
export const expressionReaders: Readonly<Record<string, ExpressionReader>> = {
  identifier: readName,
  self: readSelf,
  scoped_identifier: (reading, node, access) => readPathSlot(reading, node, access),
  generic_function: readGenericFunction,
  call_expression: readCall,
  macro_invocation: readMacroTokens,
  field_expression: readField,
  struct_expression: readStructLiteral,
  tuple_expression: readTuple,
  array_expression: readArray,
  index_expression: readIndex,
  closure_expression: (reading, node) => readClosure(reading, node),
  block: readBlock,
  const_block: (reading, node) => reading.value(reading.tree.child(node, 'body')),
  unsafe_block: readInner,
  async_block: readInner,
  gen_block: readInner,
  try_block: (reading, node) => containerOf(reading, readInner(reading, node)),
  if_expression: readIf,
  match_expression: readMatch,
  while_expression: readWhile,
  loop_expression: readLoop,
  for_expression: readFor,
  break_expression: readBreak,
  continue_expression: readBreak,
  return_expression: readReturn,
  parenthesized_expression: readInner,
  await_expression: readInner,
  reference_expression: (reading, node, access) => reading.value(reading.tree.child(node, 'value'), access),
  unary_expression: readUnary,
  binary_expression: readBinary,
  try_expression: (reading, node) => elementOf(reading, readInner(reading, node)),
  type_cast_expression: readCast,
  assignment_expression: readAssignment,
  compound_assignment_expr: readCompoundAssignment,
  string_literal: readString,
  raw_string_literal: readString,
  char_literal: () => nothing,
  integer_literal: () => nothing,
  float_literal: () => nothing,
  boolean_literal: () => nothing,
  label: () => nothing,
};

function readName(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { facts } = reading;
  const name = nameOf(reading.tree, node);
  if (name === '_') return nothing;
  if (name === 'Self') return readPathSlot(reading, node, access);
  const variable = facts.find(name);
  const key = foreignKey(reading, name);
  if (key !== undefined) return facts.libraryValue(key);
  return variable !== undefined && isLocal(variable)
    ? facts.readVariable(variable, node, access)
    : facts.read(name, node, access);
}

/** `self` is the receiver; at the head of a path it is a module. */
function readSelf({ facts }: Reading): Slot {
  return facts.this();
}

/** `f::<T>` */
function readGenericFunction(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree } = reading;
  readTypeArguments(reading, tree.child(node, 'type_arguments'));
  return reading.value(tree.child(node, 'function'), access);
}

function readField(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const object = reading.value(tree.child(node, 'value'));
  const field = tree.child(node, 'field');
  return field === noNode ? nothing : facts.load(object, nameOf(tree, field), field, access);
}

/** A string has what the program adds to strings. */
function readString({ facts }: Reading): Slot {
  return facts.instance(facts.libraryValue('str'));
}

function readInner(reading: Reading, node: Node, access: SiteAccess = 'value'): Slot {
  let value = nothing;
  for (const part of parts(reading.tree, node)) value = reading.value(part, access);
  return value;
}

function readTuple(reading: Reading, node: Node): Slot {
  return tupleOf(
    reading,
    parts(reading.tree, node).map((part) => reading.value(part, 'value')),
  );
}

/** `[a, b]`, `[a; length]` */
function readArray(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const values: Slot[] = [];
  for (const part of parts(tree, node)) {
    const value = reading.value(part, 'value');
    if (tree.field(part) !== 'length') values.push(value);
  }
  return containerOf(reading, facts.join(values));
}

/** `a[i]` */
function readIndex(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const [container, index] = parts(tree, node);
  const value = reading.value(container ?? noNode);
  reading.value(index ?? noNode);
  if (kindOf(tree, index ?? noNode) === 'range_expression') return value;
  return facts.join([elementOf(reading, value), give(reading, value, 'index')]);
}

/** `*x` is what `x` points to; the two are not told apart. */
function readUnary(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree } = reading;
  const value = readInner(reading, node, access);
  if (tree.childOfKind(node, '*') !== noNode) return value;
  return operate(reading, node, value, tree.childOfKind(node, '-') === noNode ? 'not' : 'neg');
}

/** The methods that operators run on types of the program's own. */
const operators: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '%': 'rem',
  '&': 'bitand',
  '|': 'bitor',
  '^': 'bitxor',
  '<<': 'shl',
  '>>': 'shr',
  '==': 'eq',
  '!=': 'eq',
  '<': 'partial_cmp',
  '>': 'partial_cmp',
  '<=': 'partial_cmp',
  '>=': 'partial_cmp',
};

function readBinary(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const left = reading.value(tree.child(node, 'left'));
  reading.value(tree.child(node, 'right'));
  const operator = tree.child(node, 'operator');
  const method = operators[textOf(tree, operator)];
  return method === undefined ? nothing : operate(reading, operator, left, method);
}

/** An operator on a type that defines it refers to the method that it runs. */
function operate({ facts }: Reading, at: Node, value: Slot, method: string): Slot {
  return value === nothing ? nothing : facts.apply(facts.load(value, method, at, 'read'), [], value);
}

function readCast(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const value = reading.value(tree.child(node, 'value'));
  return narrow(reading, value, reading.type(tree.child(node, 'type')));
}
