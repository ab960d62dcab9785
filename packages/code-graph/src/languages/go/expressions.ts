import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readIndex } from './assignments.ts';
import { readCall, readConversion } from './calls.ts';
import { elementOf } from './elements.ts';
import { readFunctionLiteral } from './functions.ts';
import { readComposite } from './literals.ts';
import { firstPart, parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { classOfType, narrow } from './type-meanings.ts';

type ExpressionReader = (reading: Reading, node: Node, access: SiteAccess) => Slot;

/** What each kind of expression's value is. A kind that is not listed has its parts read. */
export const expressionReaders: Readonly<Record<string, ExpressionReader>> = {
  identifier: readName,
  selector_expression: readSelector,
  call_expression: readCall,
  type_conversion_expression: readConversion,
  composite_literal: readComposite,
  func_literal: readFunctionLiteral,
  index_expression: readIndex,
  slice_expression: readSlice,
  parenthesized_expression: (reading, node, access) => reading.value(firstPart(reading.tree, node), access),
  unary_expression: readUnary,
  binary_expression: readBinary,
  type_assertion_expression: readAssertion,
  type_instantiation_expression: readInstantiation,
  variadic_argument: (reading, node, access) => reading.value(firstPart(reading.tree, node), access),
  int_literal: () => nothing,
  float_literal: () => nothing,
  imaginary_literal: () => nothing,
  rune_literal: () => nothing,
  interpreted_string_literal: () => nothing,
  raw_string_literal: () => nothing,
  nil: () => nothing,
  true: () => nothing,
  false: () => nothing,
  iota: () => nothing,
  type_identifier: readTypeAsValue,
  qualified_type: readTypeAsValue,
  generic_type: readTypeAsValue,
  pointer_type: readTypeAsValue,
  slice_type: readTypeAsValue,
  array_type: readTypeAsValue,
  map_type: readTypeAsValue,
  channel_type: readTypeAsValue,
  function_type: readTypeAsValue,
  struct_type: readTypeAsValue,
  interface_type: readTypeAsValue,
};

function readName({ tree, facts }: Reading, node: Node, access: SiteAccess): Slot {
  const name = tree.text(node);
  return name === '_' ? nothing : facts.read(name, node, access);
}

function readSelector(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const object = reading.value(tree.child(node, 'operand'));
  const field = tree.child(node, 'field');
  return field === noNode ? nothing : facts.load(object, tree.text(field), field, access);
}

function readSlice(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const value = reading.value(tree.child(node, 'operand'));
  for (const part of parts(tree, node)) if (tree.field(part) !== 'operand') reading.value(part);
  return value;
}

/** A pointer to a value and what it points to are not told apart. */
function readUnary(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree } = reading;
  const value = reading.value(tree.child(node, 'operand'), access);
  const operator = tree.child(node, 'operator');
  switch (operator === noNode ? '' : tree.text(operator)) {
    case '&':
    case '*':
      return value;
    case '<-':
      return elementOf(reading, value);
    default:
      return nothing;
  }
}

function readBinary(reading: Reading, node: Node): Slot {
  for (const part of parts(reading.tree, node)) reading.value(part);
  return nothing;
}

/** `x.(T)` */
function readAssertion(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const value = reading.value(tree.child(node, 'operand'));
  return narrow(reading, value, reading.type(tree.child(node, 'type')));
}

/** `f[int, string]` */
function readInstantiation(reading: Reading, node: Node): Slot {
  const [callee, ...others] = parts(reading.tree, node);
  for (const type of others) reading.type(type);
  return callee === undefined ? nothing : classOfType(reading, reading.type(callee));
}

function readTypeAsValue(reading: Reading, node: Node): Slot {
  return classOfType(reading, reading.type(node));
}
