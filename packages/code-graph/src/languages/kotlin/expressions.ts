import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { narrow } from '../jvm/meanings.ts';
import { calledName } from '../jvm/members.ts';
import { readAssignment } from './assignments.ts';
import { callOn, readCall } from './calls.ts';
import { readObjectLiteral } from './classes.ts';
import { readElvisOrBinary, readIf, readIs, readNegation, readTry, readWhen } from './control.ts';
import { readAnonymousFunction, readLambda } from './lambdas.ts';
import { memberReference, readMemberName, readName } from './names.ts';
import { isType, parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { readReturn, readThrow } from './jumps.ts';
import { operator } from './operators.ts';

type ExpressionReader = (reading: Reading, node: Node, access: SiteAccess) => Slot;

function plain(type: string): ExpressionReader {
  return ({ facts }) => facts.instance(facts.libraryValue(type));
}

/** What each kind of expression's value is. A kind that is not listed has its parts read. */
export const expressionReaders: Readonly<Record<string, ExpressionReader>> = {
  identifier: readName,
  this_expression: readThis,
  navigation_expression: readMemberName,
  call_expression: readCall,
  index_expression: readIndex,
  infix_expression: readInfix,
  binary_expression: readElvisOrBinary,
  unary_expression: readUnary,
  as_expression: readCast,
  is_expression: readIs,
  in_expression: readIn,
  range_expression: readOperands,
  if_expression: readIf,
  when_expression: readWhen,
  try_expression: readTry,
  assignment: readAssignment,
  lambda_literal: (reading, node) => readLambda(reading, node).value,
  annotated_lambda: readInner,
  annotated_expression: readInner,
  labeled_expression: readInner,
  parenthesized_expression: readInner,
  spread_expression: readInner,
  anonymous_function: readAnonymousFunction,
  object_literal: readObjectLiteral,
  callable_reference: readReference,
  return_expression: readReturn,
  throw_expression: readThrow,
  block: (reading, node) => reading.block(node),
  collection_literal: readCollection,
  string_literal: readString,
  multiline_string_literal: readString,
  number_literal: readNumber,
  float_literal: ({ tree, facts }, node) =>
    facts.instance(facts.libraryValue(/f$/i.test(tree.text(node)) ? 'float' : 'double')),
  character_literal: plain('char'),
};

function readInner(reading: Reading, node: Node, access: SiteAccess): Slot {
  const last = parts(reading.tree, node).at(-1) ?? noNode;
  for (const part of parts(reading.tree, node)) {
    if (reading.tree.kind(part) === 'annotation') reading.statement(part);
  }
  return reading.value(last, access);
}

/** `this`, and `this@Outer` */
function readThis(reading: Reading, node: Node): Slot {
  const { tree, facts, classes, receivers } = reading;
  const label = tree.childOfKind(node, 'identifier');
  const named = label === noNode ? undefined : classes.findLast(({ name }) => name === tree.text(label));
  if (named !== undefined && named.row !== facts.class) return facts.instance(facts.classValue(named.row));
  if (label !== noNode || receivers.length === 0) return facts.this();
  return facts.join([receivers.at(-1)!, facts.this()]);
}

function readNumber({ tree, facts }: Reading, node: Node): Slot {
  return facts.instance(facts.libraryValue(/l$/i.test(tree.text(node)) ? 'long' : 'int'));
}

function readString(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  for (const part of parts(tree, node)) {
    if (tree.kind(part) === 'interpolation') for (const inner of parts(tree, part)) reading.value(inner);
  }
  return reading.facts.instance(reading.facts.libraryValue('String'));
}

function readCollection(reading: Reading, node: Node): Slot {
  const container = reading.facts.object();
  for (const part of parts(reading.tree, node)) reading.facts.put(container, reading.value(part, 'value'));
  return container;
}

/** `object[key]`: an element, or what the class's own operator gives. */
function readIndex(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const [object = noNode, ...keys] = parts(tree, node);
  const container = reading.value(object);
  const args = keys.map((key) => ({ slot: reading.value(key) }));
  return facts.join([
    facts.element(container),
    operator(reading, { receiver: container, name: 'get', at: node }, args),
  ]);
}

/** `a name b` */
function readInfix(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const [left = noNode, name = noNode, right = noNode] = parts(tree, node);
  if (right === noNode) return reading.value(left);
  const receiver = reading.value(left);
  return callOn(reading, { receiver, name: tree.text(name), at: name }, [
    { slot: reading.value(right, 'value') },
  ]);
}

function readIn(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const value = reading.value(tree.child(node, 'left'));
  const container = reading.value(tree.child(node, 'right'));
  operator(reading, { receiver: container, name: 'contains', at: node }, [{ slot: value }]);
  return facts.instance(facts.libraryValue('boolean'));
}

function readOperands(reading: Reading, node: Node): Slot {
  for (const part of parts(reading.tree, node)) reading.value(part);
  return nothing;
}

const unaryOperators: Readonly<Record<string, string>> = {
  '-': 'unaryMinus',
  '+': 'unaryPlus',
  '++': 'inc',
  '--': 'dec',
};

function readUnary(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const [sign, argument] = [tree.child(node, 'operator'), tree.child(node, 'argument')];
  const text = sign === noNode ? '' : tree.text(sign);
  if (text === '!') return readNegation(reading, argument);
  const value = reading.value(argument);
  const name = unaryOperators[text];
  if (name === undefined) return value;
  const result = operator(reading, { receiver: value, name, at: node }, []);
  return reading.facts.join([value, result]);
}

/** `value as T`, `value as? T` */
function readCast(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const value = reading.value(tree.child(node, 'left'), 'value');
  return narrow(facts, value, reading.type(tree.child(node, 'right')));
}

/** `Type::name`, `value::name`, `::name`, `Type::class` */
function readReference(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const all = parts(tree, node);
  const name = all.findLast((part) => tree.kind(part) === 'identifier');
  const owner = all.find((part) => part !== name);
  if (owner !== undefined && isType(tree, owner)) {
    const text = tree.text(owner);
    const isVariable = facts.find(text)?.role === 'local' || facts.find(text)?.role === 'parameter';
    const value = isVariable ? facts.currentValue(facts.find(text)!) : reading.type(owner).type;
    return name === undefined
      ? facts.instance(facts.libraryValue('Class'))
      : memberReference(reading, value, name);
  }
  if (owner !== undefined)
    return name === undefined ? reading.value(owner) : memberReference(reading, reading.value(owner), name);
  return name === undefined ? nothing : topReference(reading, name);
}

function topReference(reading: Reading, name: Node): Slot {
  const { tree, facts } = reading;
  const called = calledName(tree.text(name));
  if (facts.find(called) !== undefined) return facts.read(called, name, 'value');
  if (/^\p{Lu}/u.test(tree.text(name))) return reading.value(name, 'value');
  return facts.around({ class: facts.class, receiver: facts.this() }, called, name, 'value');
}
