import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { elementAt, readAssignment, readElement } from './assignments.ts';
import { readCall } from './calls.ts';
import { readAnonymousObject, readCreation, readSequence, readWith } from './creations.ts';
import { readLambda } from './lambdas.ts';
import { outcome } from './library-types.ts';
import { readGenericName, readName, readQualifier } from './names.ts';
import { firstPart, lastPart, parts } from './parts.ts';
import { readPattern } from './patterns.ts';
import { readQuery } from './queries.ts';
import { type Reading, unknownType } from './reading.ts';
import { readSwitchExpression } from './switches.ts';
import { readValueAs } from './target-types.ts';
import { classOfType, narrow, valueOfType } from './type-meanings.ts';
import { typeNamed } from './type-names.ts';

type ExpressionReader = (reading: Reading, node: Node, access: SiteAccess) => Slot;

const inner: ExpressionReader = (reading, node, access) =>
  reading.value(lastPart(reading.tree, node), access);

function literal(type: string): ExpressionReader {
  return ({ facts }) => facts.instance(facts.libraryValue(type));
}

/** What each kind of expression's value is. A kind that is not listed has its parts read. */
export const expressionReaders: Readonly<Record<string, ExpressionReader>> = {
  identifier: readName,
  generic_name: readGenericName,
  alias_qualified_name: (reading, node) => typeNamed(reading, node),
  qualified_name: (reading, node) => typeNamed(reading, node),
  predefined_type: (reading, node) => classOfType(reading, reading.type(node)),
  this: ({ facts }) => facts.this(),
  base: ({ facts }) => facts.this(),
  member_access_expression: readMember,
  conditional_access_expression: readConditionalAccess,
  element_access_expression: readElement,
  invocation_expression: readCall,
  object_creation_expression: readCreation,
  implicit_object_creation_expression: (reading, node) => readValueAs(reading, node, unknownType),
  anonymous_object_creation_expression: readAnonymousObject,
  array_creation_expression: readSequence,
  implicit_array_creation_expression: readSequence,
  stackalloc_expression: readSequence,
  implicit_stackalloc_expression: readSequence,
  initializer_expression: readSequence,
  collection_expression: readSequence,
  lambda_expression: (reading, node) => readLambda(reading, node),
  anonymous_method_expression: (reading, node) => readLambda(reading, node),
  assignment_expression: readAssignment,
  parenthesized_expression: inner,
  checked_expression: inner,
  ref_expression: inner,
  argument: inner,
  await_expression: readAwait,
  conditional_expression: readConditional,
  binary_expression: readBinary,
  prefix_unary_expression: readUnary,
  postfix_unary_expression: readUnary,
  cast_expression: readCast,
  as_expression: readAs,
  is_expression: readIs,
  is_pattern_expression: readIsPattern,
  switch_expression: readSwitchExpression,
  query_expression: readQuery,
  tuple_expression: readTuple,
  with_expression: readWith,
  typeof_expression: readTypeOperator,
  sizeof_expression: readTypeOperator,
  default_expression: (reading, node) => valueOfType(reading, reading.type(reading.tree.child(node, 'type'))),
  throw_expression: readThrow,
  declaration_expression: readDeclaration,
  string_literal: literal('string'),
  verbatim_string_literal: literal('string'),
  raw_string_literal: literal('string'),
  interpolated_string_expression: readInterpolated,
  integer_literal: readNumber,
  real_literal: readNumber,
  boolean_literal: literal('bool'),
  character_literal: literal('char'),
  null_literal: () => nothing,
};

function readMember(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const receiver = tree.child(node, 'expression');
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return reading.value(receiver);
  const isGeneric = tree.kind(nameNode) === 'generic_name';
  const name = isGeneric ? tree.firstNamedChild(nameNode) : nameNode;
  if (receiver !== noNode && tree.kind(receiver) === 'base') return facts.superMember(tree.text(name), name);
  const object = readQualifier(reading, receiver);
  if (!isGeneric) return facts.load(object, tree.text(name), name, access);
  const args = parts(tree, tree.childOfKind(nameNode, 'type_argument_list'));
  for (const arg of args) reading.type(arg);
  const type = facts.load(object, `${tree.text(name)}\`${args.length}`, noNode);
  return facts.join([facts.load(object, tree.text(name), name, access), type]);
}

/** `a?.b`, `a?[i]` */
function readConditionalAccess(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const object = reading.value(tree.child(node, 'condition'));
  const binding = lastPart(tree, node);
  if (tree.kind(binding) === 'element_binding_expression') return elementAt(reading, object, binding);
  const name = tree.child(binding, 'name');
  return name === noNode ? object : facts.load(object, tree.text(name), name, access);
}

/** What a task comes to; of something else nothing is known. */
function readAwait(reading: Reading, node: Node): Slot {
  const value = reading.value(firstPart(reading.tree, node));
  return reading.facts.load(value, outcome, noNode);
}

function readConditional(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  reading.value(tree.child(node, 'condition'));
  const sides = ['consequence', 'alternative'].map((side) => reading.value(tree.child(node, side), access));
  return facts.join(sides);
}

const comparing = /^(?:[<>!=]=|[<>]|&&|\|\|)$/;

/** Long chains of one operator lean to the left: they are read without going down each of them. */
function readBinary(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const chain: Node[] = [];
  let at = node;
  while (at !== noNode && tree.kind(at) === 'binary_expression') {
    chain.push(at);
    at = tree.child(at, 'left');
  }
  let left = reading.value(at);
  for (const binary of chain.toReversed()) left = operate(reading, binary, left);
  return left;
}

function operate(reading: Reading, node: Node, left: Slot): Slot {
  const { tree, facts } = reading;
  const right = reading.value(tree.child(node, 'right'));
  const operatorNode = tree.child(node, 'operator');
  const operator = operatorNode === noNode ? '' : tree.text(operatorNode);
  if (operator === '??') return facts.join([left, right]);
  const own = operatorNode === noNode ? nothing : facts.load(left, `operator ${operator}`, operatorNode);
  const result = facts.apply(own, [{ slot: left }, { slot: right }]);
  if (own !== nothing && !comparing.test(operator)) return result;
  return facts.instance(facts.libraryValue('bool'));
}

function readUnary(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const text = tree.text(node);
  const value = reading.value(firstPart(tree, node), access);
  if (text.endsWith('!') || text.startsWith('*') || text.startsWith('&')) return value;
  if (text.startsWith('!')) return facts.instance(facts.libraryValue('bool'));
  return value;
}

function readCast(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const meaning = reading.type(tree.child(node, 'type'));
  return narrow(reading, reading.value(tree.child(node, 'value'), 'value'), meaning);
}

function readAs(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const value = reading.value(tree.child(node, 'left'), 'value');
  return narrow(reading, value, reading.type(tree.child(node, 'right')));
}

function readIs(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  reading.value(tree.child(node, 'left'));
  reading.type(tree.child(node, 'right'));
  return facts.instance(facts.libraryValue('bool'));
}

function readIsPattern(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const value = reading.value(tree.child(node, 'expression'));
  readPattern(reading, tree.child(node, 'pattern'), value);
  return facts.instance(facts.libraryValue('bool'));
}

function readTuple(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const made = facts.object();
  parts(tree, node).forEach((argument, index) => {
    const value = reading.value(lastPart(tree, argument), 'value');
    const name = tree.child(argument, 'name');
    facts.store(made, `Item${index + 1}`, value);
    if (name !== noNode) facts.store(made, tree.text(name), value);
  });
  return made;
}

function readTypeOperator(reading: Reading, node: Node): Slot {
  reading.type(reading.tree.child(node, 'type'));
  return reading.facts.instance(reading.facts.libraryValue('Type'));
}

function readThrow(reading: Reading, node: Node): Slot {
  reading.value(firstPart(reading.tree, node));
  return nothing;
}

function readDeclaration(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const value = valueOfType(reading, reading.type(tree.child(node, 'type')));
  const name = tree.child(node, 'name');
  if (name !== noNode && tree.kind(name) === 'identifier') {
    facts.declare(tree.text(name), 'local');
    facts.assign(tree.text(name), value);
  }
  return value;
}

function readInterpolated(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  for (const part of parts(tree, node)) {
    if (tree.kind(part) === 'interpolation') for (const each of parts(tree, part)) reading.value(each);
  }
  return facts.instance(facts.libraryValue('string'));
}

const suffixes: readonly (readonly [RegExp, string])[] = [
  [/^0[xb][\w]*ul$|^\d[\d_]*(?:ul|lu)$/i, 'ulong'],
  [/^(?:0x[\da-f_]+|0b[01_]+|[\d_]+)l$/i, 'long'],
  [/^(?:0x[\da-f_]+|0b[01_]+|[\d_]+)u$/i, 'uint'],
  [/^(?:0x[\da-f_]+|0b[01_]+|[\d_]+)$/i, 'int'],
  [/f$/i, 'float'],
  [/m$/i, 'decimal'],
];

function readNumber({ tree, facts }: Reading, node: Node): Slot {
  const text = tree.text(node);
  const type = suffixes.find(([form]) => form.test(text))?.[1] ?? 'double';
  return facts.instance(facts.libraryValue(type));
}
