import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readArray } from './arrays.ts';
import { readAssignment, readAugmentedAssignment, readSubscript } from './assignments.ts';
import { readAttribute } from './attributes.ts';
import { readConditional, readMatch } from './branches.ts';
import { readCall, readMemberCall, readNew, readStaticCall } from './calls.ts';
import { assume } from './conditions.ts';
import { readClosure } from './functions.ts';
import { readInclude } from './includes.ts';
import { readClassConstant, readClassName, readMemberAccess, readStaticProperty } from './members.ts';
import { nameText, scopeName } from './names.ts';
import { firstPart, parts, withoutParentheses } from './parts.ts';
import type { Reading } from './reading.ts';
import { readDynamicVariable, readVariable } from './variables.ts';
import { prepareTest } from './tested-properties.ts';
import { readYield } from './generators.ts';

type ExpressionReader = (reading: Reading, node: Node, access: SiteAccess) => Slot;

/** What each kind of expression's value is. A kind that is not listed has its parts read. */
export const expressionReaders: Readonly<Record<string, ExpressionReader>> = {
  variable_name: readVariable,
  dynamic_variable_name: readDynamicVariable,
  name: readConstant,
  qualified_name: readConstant,
  relative_name: readConstant,
  relative_scope: (reading, node, access) => readClassName(reading, node, access),
  function_call_expression: readCall,
  member_call_expression: readMemberCall,
  nullsafe_member_call_expression: readMemberCall,
  scoped_call_expression: readStaticCall,
  object_creation_expression: readNew,
  member_access_expression: readMemberAccess,
  nullsafe_member_access_expression: readMemberAccess,
  scoped_property_access_expression: readStaticProperty,
  class_constant_access_expression: readClassConstant,
  subscript_expression: readSubscript,
  array_creation_expression: readArray,
  assignment_expression: readAssignment,
  reference_assignment_expression: readAssignment,
  augmented_assignment_expression: readAugmentedAssignment,
  anonymous_function: readClosure,
  arrow_function: readClosure,
  conditional_expression: readConditional,
  match_expression: readMatch,
  binary_expression: readBinary,
  parenthesized_expression: readOnly,
  error_suppression_expression: readOnly,
  clone_expression: readOnly,
  by_ref: readOnly,
  cast_expression: readCast,
  throw_expression: readThrow,
  yield_expression: readYield,
  include_expression: readInclude,
  include_once_expression: readInclude,
  require_expression: readInclude,
  require_once_expression: readInclude,
  attribute: readAttribute,
  string: () => nothing,
  nowdoc: () => nothing,
  integer: () => nothing,
  float: () => nothing,
  boolean: () => nothing,
  null: () => nothing,
  escape_sequence: () => nothing,
  string_content: () => nothing,
};

/** A name by itself is a constant. */
function readConstant(reading: Reading, node: Node, access: SiteAccess): Slot {
  const text = nameText(reading, node);
  if (/^__[A-Z]+__$/.test(text)) return nothing;
  return reading.facts.read(scopeName(reading, text, 'constant'), node, access);
}

function readOnly(reading: Reading, node: Node, access: SiteAccess): Slot {
  const [first, ...rest] = parts(reading.tree, node);
  const value = first === undefined ? nothing : reading.value(first, access);
  for (const part of rest) reading.value(part);
  return value;
}

/** An array or object stays what it is; other casts make plain values. */
function readCast(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const value = reading.value(tree.child(node, 'value'));
  const type = tree.child(node, 'type');
  return type !== noNode && /^(?:array|object)$/i.test(tree.text(type).trim()) ? value : nothing;
}

function readThrow(reading: Reading, node: Node): Slot {
  reading.value(firstPart(reading.tree, node));
  reading.facts.endPath();
  return nothing;
}

function readBinary(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const operatorNode = tree.child(node, 'operator');
  const operator = operatorNode === noNode ? '' : tree.text(operatorNode).toLowerCase();
  const [left, right] = [tree.child(node, 'left'), tree.child(node, 'right')];
  switch (operator) {
    case 'instanceof':
      return readInstanceOf(reading, node);
    case '&&':
    case 'and':
    case '||':
    case 'or':
      return readLogical(reading, node, operator === '&&' || operator === 'and');
    case '??':
    case '+':
      return facts.join([reading.value(left, 'value'), reading.value(right, 'value')]);
    default:
      reading.value(left);
      reading.value(right);
      return nothing;
  }
}

function readInstanceOf(reading: Reading, node: Node): Slot {
  const { tree, testedTypes } = reading;
  reading.value(tree.child(node, 'left'));
  prepareTest(reading, withoutParentheses(tree, tree.child(node, 'left')));
  const type = readClassName(reading, tree.child(node, 'right'), 'type');
  if (type !== nothing) testedTypes.set(node, type);
  return nothing;
}

/** The right side is read knowing how the left one came out. */
function readLogical(reading: Reading, node: Node, isAnd: boolean): Slot {
  const { tree, facts } = reading;
  const left = tree.child(node, 'left');
  reading.value(left);
  facts.branches([
    () => {
      assume(reading, left, isAnd);
      reading.value(tree.child(node, 'right'));
    },
    () => {},
  ]);
  return nothing;
}
