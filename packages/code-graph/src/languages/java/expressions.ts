import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { narrow, valueOf } from '../jvm/meanings.ts';
import { readAssignment, readUpdate } from './assignments.ts';
import { readBinary, readConditional, readNot } from './conditions.ts';
import { readCall, readMethodReference } from './calls.ts';
import { readCreation } from './creations.ts';
import { readLambda } from './lambdas.ts';
import { readAnnotation } from './modifiers.ts';
import { readField, readName } from './names.ts';
import { firstPart, parts } from './parts.ts';
import { readInstanceof } from './patterns.ts';
import type { Reading } from './reading.ts';
import { readSwitchValue } from './switches.ts';

type ExpressionReader = (reading: Reading, node: Node, access: SiteAccess) => Slot;

function plain(type: string): ExpressionReader {
  return ({ facts }) => facts.instance(facts.libraryValue(type));
}

/** What each kind of expression's value is. A kind that is not listed has its parts read. */
export const expressionReaders: Readonly<Record<string, ExpressionReader>> = {
  identifier: readName,
  this: ({ facts }) => facts.this(),
  field_access: readField,
  method_invocation: readCall,
  object_creation_expression: readCreation,
  array_creation_expression: readArrayCreation,
  array_initializer: readInitializer,
  element_value_array_initializer: readInitializer,
  array_access: readElement,
  lambda_expression: readLambda,
  method_reference: readMethodReference,
  parenthesized_expression: (reading, node, access) => reading.value(firstPart(reading.tree, node), access),
  cast_expression: readCast,
  assignment_expression: readAssignment,
  update_expression: readUpdate,
  unary_expression: readUnary,
  binary_expression: readBinary,
  ternary_expression: readConditional,
  instanceof_expression: readInstanceof,
  switch_expression: readSwitchValue,
  class_literal: readClassLiteral,
  annotation: readAnnotationValue,
  marker_annotation: readAnnotationValue,
  string_literal: readString,
  template_expression: readString,
  character_literal: plain('char'),
  decimal_integer_literal: readNumber,
  hex_integer_literal: readNumber,
  octal_integer_literal: readNumber,
  binary_integer_literal: readNumber,
  decimal_floating_point_literal: readNumber,
  hex_floating_point_literal: readNumber,
  true: plain('boolean'),
  false: plain('boolean'),
  null_literal: () => nothing,
};

function readNumber({ tree, facts }: Reading, node: Node): Slot {
  return facts.instance(facts.libraryValue(typeOfNumber(tree.text(node), tree.kind(node))));
}

function typeOfNumber(text: string, kind: string): string {
  const isHex = kind.startsWith('hex');
  if (/l$/i.test(text)) return 'long';
  if (!kind.includes('floating')) return 'int';
  return !isHex && /f$/i.test(text) ? 'float' : 'double';
}

function readString(reading: Reading, node: Node): Slot {
  for (const part of parts(reading.tree, node)) {
    if (/interpolation|literal|expression/.test(reading.tree.kind(part))) reading.value(part);
  }
  return reading.facts.instance(reading.facts.libraryValue('String'));
}

function readUnary(reading: Reading, node: Node): Slot {
  const operator = reading.tree.child(node, 'operator');
  if (operator !== noNode && reading.tree.text(operator) === '!') return readNot(reading, node);
  return reading.value(reading.tree.child(node, 'operand'));
}

function readCast(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const value = reading.value(tree.child(node, 'value'), 'value');
  return narrow(facts, value, reading.type(tree.child(node, 'type')));
}

/** `String.class`; `Foo.class` refers to the class and is something of the library's. */
function readClassLiteral(reading: Reading, node: Node): Slot {
  reading.type(firstPart(reading.tree, node));
  return reading.facts.instance(reading.facts.libraryValue('Class'));
}

function readAnnotationValue(reading: Reading, node: Node): Slot {
  readAnnotation(reading, node);
  return nothing;
}

/** `new T[n]`, `new T[] {a, b}` */
function readArrayCreation(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const meaning = reading.type(tree.child(node, 'type'));
  for (const part of parts(tree, node)) if (tree.kind(part) === 'dimensions_expr') reading.value(part);
  const values = tree.child(node, 'value');
  const filled = values === noNode ? nothing : reading.value(values);
  const element = valueOf(facts, meaning);
  const brackets = /(?:\[[^\]]*\]\s*)+/.exec(tree.text(node))?.[0].replaceAll(/[^[\]]/g, '') ?? '[]';
  const type = `${tree.text(tree.child(node, 'type'))}${brackets.replaceAll(/\[+\]+/g, '[]')}`;
  const made = element === nothing ? nothing : facts.collection(element);
  return facts.join([facts.instance(facts.libraryValue(type)), made, filled]);
}

function readInitializer(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const container = facts.object();
  for (const part of parts(tree, node)) facts.put(container, reading.value(part, 'value'));
  return container;
}

function readElement(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const array = reading.value(tree.child(node, 'array'));
  reading.value(tree.child(node, 'index'));
  return facts.element(array);
}
