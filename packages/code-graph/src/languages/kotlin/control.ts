import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { entryMember } from '../jvm/library-types.ts';
import { narrow } from '../jvm/meanings.ts';
import { calledName } from '../jvm/members.ts';
import { operator } from './operators.ts';
import { isMemberAround } from './names.ts';
import { isType, parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { declareLocal, declareVariable } from './variables.ts';

/** `if (condition) a else b`: where `x is T` holds, x is a T. */
export function readIf(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const condition = tree.child(node, 'condition');
  reading.value(condition);
  const branches = parts(tree, node).filter((part) => part !== condition);
  const otherwise = tree.childOfKind(node, 'else');
  const isElse = (part: Node) => otherwise !== noNode && tree.start(part) > tree.start(otherwise);
  const given: Slot[] = [];
  facts.branches([
    () => {
      assume(reading, condition, true);
      for (const part of branches) if (!isElse(part)) given.push(reading.value(part, 'value'));
    },
    () => {
      assume(reading, condition, false);
      for (const part of branches) if (isElse(part)) given.push(reading.value(part, 'value'));
    },
  ]);
  return facts.join(given);
}

/** Says what a condition tells of variables where it holds, or where it does not. */
function assume(reading: Reading, condition: Node, holds: boolean): void {
  const { tree } = reading;
  let node = condition;
  while (node !== noNode && tree.kind(node) === 'parenthesized_expression')
    node = parts(tree, node)[0] ?? noNode;
  if (node === noNode) return;
  if (tree.kind(node) === 'unary_expression') {
    const sign = tree.child(node, 'operator');
    if (sign !== noNode && tree.text(sign) === '!') assume(reading, tree.child(node, 'argument'), !holds);
    return;
  }
  if (tree.kind(node) === 'is_expression') {
    const isNegated = tree.childOfKind(node, '!is') !== noNode;
    if (isNegated !== holds) narrowName(reading, tree.child(node, 'left'), tree.child(node, 'right'));
    return;
  }
  if (tree.kind(node) !== 'binary_expression') return;
  const sign = tree.child(node, 'operator');
  const text = sign === noNode ? '' : tree.text(sign);
  if ((text === '&&' && holds) || (text === '||' && !holds)) {
    assume(reading, tree.child(node, 'left'), holds);
    assume(reading, tree.child(node, 'right'), holds);
  }
}

function narrowName(reading: Reading, name: Node, type: Node): void {
  const { tree, facts } = reading;
  if (name === noNode || tree.kind(name) !== 'identifier') return;
  const text = tree.text(name);
  const variable = facts.find(text);
  const isOwn = variable !== undefined && variable.scope.frame.function === facts.function;
  const meaning = reading.type(type);
  if (isOwn && !isMemberAround(reading, text)) {
    facts.assign(text, narrow(facts, facts.currentValue(variable), meaning));
    return;
  }
  const value = reading.value(name);
  facts.declare(text, 'local');
  facts.assign(text, narrow(facts, value, meaning));
}

export function readIs(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  reading.value(tree.child(node, 'left'));
  reading.type(tree.child(node, 'right'));
  return facts.instance(facts.libraryValue('boolean'));
}

export function readNegation(reading: Reading, argument: Node): Slot {
  reading.value(argument);
  return reading.facts.instance(reading.facts.libraryValue('boolean'));
}

const binaryOperators: Readonly<Record<string, string>> = {
  '+': 'plus',
  '-': 'minus',
  '*': 'times',
  '/': 'div',
  '%': 'rem',
  '<': 'compareTo',
  '>': 'compareTo',
  '<=': 'compareTo',
  '>=': 'compareTo',
  '==': 'equals',
  '!=': 'equals',
};
const boolean = new Set(['&&', '||', '==', '!=', '<', '>', '<=', '>=', '===', '!==']);

/** `a ?: b`, `a && b`, `a + b`; a chain of operators is no deep tree. */
export function readElvisOrBinary(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const chain: Node[] = [];
  let at = node;
  while (at !== noNode && tree.kind(at) === 'binary_expression') {
    chain.push(at);
    at = tree.child(at, 'left');
  }
  let value = reading.value(at, 'value');
  for (const each of chain.toReversed()) value = readOperator(reading, each, value);
  return value;
}

function readOperator(reading: Reading, node: Node, left: Slot): Slot {
  const { tree, facts } = reading;
  const sign = tree.child(node, 'operator');
  const text = sign === noNode ? '' : tree.text(sign);
  const right = tree.child(node, 'right');
  if (text === '?:') {
    let other = nothing;
    facts.branches([
      () => {
        other = reading.value(right, 'value');
      },
      () => {},
    ]);
    return facts.join([left, other]);
  }
  if (text === '&&' || text === '||') {
    facts.openBlock();
    facts.branches([
      () => {
        assume(reading, tree.child(node, 'left'), text === '&&');
        reading.value(right);
      },
      () => {},
    ]);
    facts.closeBlock();
    return facts.instance(facts.libraryValue('boolean'));
  }
  const argument = reading.value(right, 'value');
  const isNull = right !== noNode && tree.text(right) === 'null';
  const name = isNull ? undefined : binaryOperators[text];
  const result =
    name === undefined
      ? nothing
      : operator(reading, { receiver: left, name, at: sign === noNode ? node : sign }, [{ slot: argument }]);
  return boolean.has(text) ? facts.instance(facts.libraryValue('boolean')) : result;
}

/** `when (val x = value) { is T -> …; a, b -> …; else -> … }` */
export function readWhen(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const subject = tree.childOfKind(node, 'when_subject');
  facts.openBlock();
  const name = subject === noNode ? noNode : readSubject(reading, subject);
  const given: Slot[] = [];
  const entries = parts(tree, node).filter((part) => tree.kind(part) === 'when_entry');
  const hasElse = entries.some((entry) => tree.childOfKind(entry, 'else') !== noNode);
  const paths = entries.map((entry) => () => {
    facts.openBlock();
    given.push(readEntry(reading, entry, name));
    facts.closeBlock();
  });
  facts.branches(hasElse ? paths : [...paths, () => {}]);
  facts.closeBlock();
  return facts.join(given);
}

function readSubject(reading: Reading, subject: Node): Node {
  const { tree } = reading;
  const variable = tree.childOfKind(subject, 'variable_declaration');
  const value = parts(tree, subject).at(-1) ?? noNode;
  const slot = reading.value(value, 'value');
  if (variable === noNode) return value;
  declareVariable(reading, variable, slot);
  return tree.childOfKind(variable, 'identifier');
}

function readEntry(reading: Reading, entry: Node, subject: Node): Slot {
  const { tree } = reading;
  const conditions = parts(tree, entry).filter((part) => tree.field(part) === 'condition');
  const isSingle = conditions.length === 1;
  for (const condition of conditions) {
    if (tree.kind(condition) !== 'type_test') {
      for (const part of tree.kind(condition) === 'range_test' ? parts(tree, condition) : [condition])
        reading.value(part);
      if (isSingle && subject === noNode) assume(reading, condition, true);
      continue;
    }
    const type = parts(tree, condition).find((part) => isType(tree, part)) ?? noNode;
    const isNegated = tree.childOfKind(condition, '!is') !== noNode;
    if (isSingle && !isNegated && subject !== noNode) narrowName(reading, subject, type);
    else reading.type(type);
  }
  const body = parts(tree, entry).filter((part) => tree.field(part) !== 'condition');
  let value = nothing;
  for (const part of body) value = reading.value(part, 'value');
  return value;
}

/** `try { … } catch (e: T) { … } finally { … }` */
export function readTry(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const given: Slot[] = [];
  const clauses = parts(tree, node).filter((part) => tree.kind(part) === 'catch_block');
  facts.branches([
    () => given.push(reading.block(tree.childOfKind(node, 'block'))),
    ...clauses.map((clause) => () => given.push(readCatch(reading, clause))),
  ]);
  const last = tree.childOfKind(node, 'finally_block');
  if (last !== noNode) reading.block(tree.childOfKind(last, 'block'));
  return facts.join(given);
}

function readCatch(reading: Reading, clause: Node): Slot {
  const { tree, facts } = reading;
  const type = parts(tree, clause).find((part) => isType(tree, part)) ?? noNode;
  facts.openBlock();
  declareLocal(reading, tree.childOfKind(clause, 'identifier'), facts.instance(reading.type(type).type));
  const value = reading.block(tree.childOfKind(clause, 'block'));
  facts.closeBlock();
  return value;
}

export function readWhile(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const condition = tree.child(node, 'condition');
  facts.loop(() => {
    reading.value(condition);
    for (const part of parts(tree, node)) if (part !== condition) reading.statement(part);
  });
}

export function readFor(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const all = parts(tree, node);
  const at = all.findIndex((part) => tree.kind(part).endsWith('variable_declaration'));
  const [variable = noNode, values = noNode, ...body] = all.slice(Math.max(at, 0));
  const container = reading.value(values);
  facts.openBlock();
  facts.loop(() => {
    if (variable !== noNode) declareVariable(reading, variable, elementOf(reading, container));
    for (const part of body) reading.statement(part);
  });
  facts.closeBlock();
}

/** An element of a container, an entry of a map, or what the iterator of a class gives. */
function elementOf({ facts }: Reading, values: Slot): Slot {
  if (values === nothing) return nothing;
  const entry = facts.load(values, entryMember, noNode);
  const iterator = facts.apply(facts.load(values, calledName('iterator'), noNode), []);
  const next = facts.apply(facts.load(iterator, calledName('next'), noNode), []);
  return facts.join([facts.element(values), facts.element(iterator), next, entry]);
}
