import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { isSuper, readCall } from './calls.ts';
import { readComprehension } from './comprehensions.ts';
import { assume } from './conditions.ts';
import { readLambda } from './functions.ts';
import { readDictionary, readSequence } from './literals.ts';
import { callOf } from './protocols.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { readSubscript } from './subscripts.ts';
import { bindTarget } from './targets.ts';

export type ExpressionReader = (reading: Reading, node: Node, access: SiteAccess) => Slot;

/** What each kind of expression's value is. A kind that is not listed has its parts read. */
export const expressionReaders: Readonly<Record<string, ExpressionReader>> = {
  identifier: ({ tree, facts }, node, access) => facts.read(tree.text(node), node, access),
  attribute: readAttribute,
  call: readCall,
  subscript: readSubscript,
  list: readSequence,
  tuple: readSequence,
  set: readSequence,
  expression_list: readSequence,
  pattern_list: readSequence,
  dictionary: readDictionary,
  list_comprehension: readComprehension,
  set_comprehension: readComprehension,
  generator_expression: readComprehension,
  dictionary_comprehension: readComprehension,
  lambda: (reading, node) => readLambda(reading, node),
  conditional_expression: readConditional,
  boolean_operator: readBoolean,
  binary_operator: readBinary,
  comparison_operator: readParts,
  not_operator: readParts,
  named_expression: readWalrus,
  parenthesized_expression: readOnly,
  await: readOnly,
  as_pattern: readOnly,
  type: readOnly,
  list_splat: readOnly,
  yield: readYield,
  string: readString,
  concatenated_string: readParts,
  integer: () => nothing,
  float: () => nothing,
  true: () => nothing,
  false: () => nothing,
  none: () => nothing,
  ellipsis: () => nothing,
};

function readAttribute(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const name = tree.child(node, 'attribute');
  const object = tree.child(node, 'object');
  if (name === noNode) return readParts(reading, node);
  if (isSuper(reading, object)) return facts.superMember(tree.text(name), name);
  const member = tree.text(name);
  const isMagic = member === '__class__' || member === '__dict__';
  return facts.load(reading.value(object), member, isMagic ? noNode : name, access);
}

function readParts(reading: Reading, node: Node): Slot {
  for (const part of parts(reading.tree, node)) reading.value(part);
  return nothing;
}

function readOnly(reading: Reading, node: Node, access: SiteAccess): Slot {
  const [first, ...rest] = parts(reading.tree, node);
  const value = first === undefined ? nothing : reading.value(first, access);
  for (const part of rest) reading.value(part);
  return value;
}

/** `a if condition else b` */
function readConditional(reading: Reading, node: Node, access: SiteAccess): Slot {
  const [whenTrue, condition, whenFalse] = parts(reading.tree, node);
  if (whenTrue === undefined || condition === undefined) return readParts(reading, node);
  reading.value(condition);
  const values: Slot[] = [];
  const path = (expression: Node, outcome: boolean) => () => {
    assume(reading, condition, outcome);
    values.push(reading.value(expression, access));
  };
  reading.facts.branches([path(whenTrue, true), path(whenFalse ?? noNode, false)]);
  return reading.facts.join(values);
}

/** `a and b`, `a or b`: the right side is read knowing how the left one came out. */
function readBoolean(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const left = tree.child(node, 'left');
  const isAnd = tree.childOfKind(node, 'and') !== noNode;
  const first = reading.value(left, access);
  let second = nothing;
  const readSecond = () => (second = reading.value(tree.child(node, 'right'), access));
  if (!reading.hasWalrus && reading.testedTypes.size === 0) readSecond();
  else {
    facts.branches([
      () => {
        assume(reading, left, isAnd);
        readSecond();
      },
      () => {},
    ]);
  }
  return facts.join([first, second]);
}

/** Operators that keep the make of containers and most classes, and those that do not, with their methods. */
const keeping = new Set(['+', '|', '*', '&', '-', '^']);
const operatorMethods: Readonly<Record<string, string>> = {
  '+': '__add__',
  '-': '__sub__',
  '*': '__mul__',
  '/': '__truediv__',
  '//': '__floordiv__',
  '%': '__mod__',
  '**': '__pow__',
  '@': '__matmul__',
  '|': '__or__',
  '&': '__and__',
  '^': '__xor__',
  '<<': '__lshift__',
  '>>': '__rshift__',
};

/** `a + b`: what `__add__` gives; for containers and most classes that is of the operands' make. */
function readBinary(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const left = reading.value(tree.child(node, 'left'));
  const right = reading.value(tree.child(node, 'right'));
  const at = tree.child(node, 'operator');
  if (at === noNode) return nothing;
  const operator = tree.kind(at);
  const method = operatorMethods[operator];
  const result = method === undefined ? nothing : callOf(reading, left, method, at, right);
  return keeping.has(operator) ? facts.join([left, right, result]) : result;
}

function readWalrus(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const value = reading.value(tree.child(node, 'value'), 'value');
  const name = tree.child(node, 'name');
  if (name !== noNode) bindTarget(reading, name, value);
  return value;
}

function readYield(reading: Reading, node: Node): Slot {
  const { tree, facts, scope } = reading;
  const [given] = parts(tree, node);
  const isDelegating = tree.childOfKind(node, 'from') !== noNode;
  const value = given === undefined ? nothing : reading.value(given, 'value');
  if (scope.kind !== 'function') return nothing;
  if (scope.yielded === nothing) {
    scope.yielded = facts.object();
    facts.returns(scope.yielded);
  }
  facts.put(scope.yielded, isDelegating ? facts.element(value) : value);
  return nothing;
}

/** The expressions inside an f-string. */
function readString(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  let child = tree.childOfKind(node, 'interpolation');
  for (; child !== noNode; child = tree.nextSibling(child)) {
    if (tree.kind(child) === 'interpolation') readParts(reading, child);
  }
  return nothing;
}
