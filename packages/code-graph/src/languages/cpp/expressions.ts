import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { argumentsOf } from '../c/calls.ts';
import { type ExpressionReader, expressionReaders as ofC } from '../c/expressions.ts';
import { firstPart, kindOf, parts, textOf } from '../c/parts.ts';
import type { Reading } from '../c/reading.ts';
import { classOfType } from '../c/type-meanings.ts';
import { memberOf, readCall } from './calls.ts';
import { elementOf } from './library-types.ts';
import { readLambda } from './lambdas.ts';
import { readArgumentsOf, readQualified } from './qualified-names.ts';

const readNothing: ExpressionReader = () => nothing;

/** What each kind of expression's value is. */
export const expressionReaders: Readonly<Record<string, ExpressionReader>> = {
  ...ofC,
  this: ({ facts }) => facts.this(),
  nullptr: readNothing,
  raw_string_literal: readNothing,
  user_defined_literal: readNothing,
  qualified_identifier: readQualified,
  template_function: readTemplateName,
  call_expression: readCall,
  field_expression: readField,
  pointer_expression: readPointer,
  new_expression: readNew,
  delete_expression: readInner,
  lambda_expression: readLambda,
  co_await_expression: readInner,
  co_yield_statement: readInner,
  parameter_pack_expansion: readInner,
  fold_expression: readAll,
  requires_expression: readNothing,
  requires_clause: readNothing,
  type_descriptor: readType,
  template_type: readType,
  class_specifier: readType,
};

function readAll(reading: Reading, node: Node): Slot {
  for (const part of parts(reading.tree, node)) reading.value(part);
  return nothing;
}

function readInner(reading: Reading, node: Node): Slot {
  return reading.value(firstPart(reading.tree, node));
}

function readType(reading: Reading, node: Node): Slot {
  reading.type(node);
  return nothing;
}

function readTemplateName(reading: Reading, node: Node, access: SiteAccess): Slot {
  readArgumentsOf(reading, node);
  return reading.value(reading.tree.child(node, 'name'), access);
}

/** `*p`: what a pointer of the library's points to is an element of it. */
function readPointer(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree } = reading;
  const value = reading.value(tree.child(node, 'argument'), access);
  return textOf(tree, tree.child(node, 'operator')) === '*' ? elementOf(reading, value) : value;
}

function readField(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { facts } = reading;
  const { receiver, name, at } = memberOf(reading, node);
  if (at === noNode || receiver === nothing) return nothing;
  return facts.load(receiver, name, at, access);
}

/** `new Foo(1)`, `new (place) Foo{1}`, `new Foo[3]` */
function readNew(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const placement = tree.child(node, 'placement');
  if (placement !== noNode) reading.value(placement);
  const typeNode = tree.child(node, 'type');
  const type = reading.type(typeNode);
  const list = tree.child(node, 'arguments');
  const cls = classOfType(reading, type);
  const args = argumentsOf(reading, list);
  if (cls === nothing) return facts.join(type.values);
  return facts.join([facts.call({ value: cls, at: lastName(reading, typeNode) }, args), ...type.values]);
}

function lastName({ tree }: Reading, type: Node): Node {
  let at = type;
  while (kindOf(tree, at) === 'qualified_identifier' || kindOf(tree, at) === 'template_type') {
    const name = tree.child(at, 'name');
    if (name === noNode) return at;
    at = name;
  }
  return at;
}
