import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { elementOf, itemOf, putElement } from './elements.ts';
import { firstPart, listed } from './parts.ts';
import type { Reading } from './reading.ts';
import { textOfString } from './strings.ts';

/** The values that so many names get: of a call with several results each its own. */
export function declaredValues(reading: Reading, rights: readonly Node[], count: number): readonly Slot[] {
  const { facts } = reading;
  const values = rights.map((right) => reading.value(right, 'value'));
  const [only] = rights;
  if (rights.length !== 1 || count < 2 || only === undefined || !isCall(reading, only)) return values;
  const results = values[0]!;
  if (results === nothing) return values;
  return Array.from({ length: count }, (_, index) => facts.load(results, String(index), noNode));
}

/** Other expressions that give two values, such as `m[k]`, have what is sought in the first. */
function isCall({ tree }: Reading, node: Node): boolean {
  let at = node;
  while (at !== noNode && tree.kind(at) === 'parenthesized_expression') at = firstPart(tree, at);
  return (
    at !== noNode && (tree.kind(at) === 'call_expression' || tree.kind(at) === 'type_conversion_expression')
  );
}

/** `a, b := x, y`: names that the block does not have yet are declared. */
export function readShortDeclaration(reading: Reading, node: Node): void {
  const { tree } = reading;
  const names = listed(tree, tree.child(node, 'left'));
  const values = declaredValues(reading, listed(tree, tree.child(node, 'right')), names.length);
  names.forEach((name, index) => declareLocal(reading, name, values[index] ?? nothing));
}

export function declareLocal({ tree, facts }: Reading, name: Node, value: Slot): void {
  const text = tree.text(name);
  if (text === '_' || tree.kind(name) !== 'identifier') return;
  facts.declare(text, 'local');
  facts.assign(text, value);
}

/** `a, b = x, y`, `a += x` */
export function readAssignment(reading: Reading, node: Node): void {
  const { tree } = reading;
  const targets = listed(tree, tree.child(node, 'left'));
  const operator = tree.child(node, 'operator');
  const values = declaredValues(reading, listed(tree, tree.child(node, 'right')), targets.length);
  const isPlain = operator === noNode || tree.text(operator) === '=';
  targets.forEach((target, index) => {
    if (isPlain) assignTo(reading, target, values[index] ?? nothing);
    else reading.value(target);
  });
}

/** Gives a place its value: a name, a field, an element. */
export function assignTo(reading: Reading, target: Node, value: Slot): void {
  const { tree, facts } = reading;
  switch (tree.kind(target)) {
    case 'identifier': {
      const name = tree.text(target);
      if (name !== '_') assignName(reading, name, target, value);
      return;
    }
    case 'selector_expression': {
      const field = tree.child(target, 'field');
      const object = reading.value(tree.child(target, 'operand'));
      if (field !== noNode) facts.store(object, tree.text(field), value, field);
      return;
    }
    case 'index_expression':
      return assignElement(reading, target, value);
    case 'parenthesized_expression':
      return assignTo(reading, firstPart(tree, target), value);
    default:
      reading.value(target);
  }
}

/** A variable of another file of the package is referred to; what it is given is not followed. */
function assignName({ facts }: Reading, name: string, target: Node, value: Slot): void {
  if (facts.find(name) === undefined) facts.read(name, target, 'write');
  else facts.assign(name, value, target);
}

function assignElement(reading: Reading, target: Node, value: Slot): void {
  const { tree } = reading;
  const container = reading.value(tree.child(target, 'operand'));
  const index = tree.child(target, 'index');
  const key = textOfString(tree, index);
  if (key === undefined) reading.value(index);
  putElement(reading, container, value, key);
}

/** `x[i]` */
export function readIndex(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const container = reading.value(tree.child(node, 'operand'));
  const index = tree.child(node, 'index');
  const key = textOfString(tree, index);
  if (key !== undefined) return itemOf(reading, container, key);
  reading.value(index);
  return elementOf(reading, container);
}
