import { nothing, type Slot } from '../../facts/scopes.ts';
import { type Node, noNode } from '../../syntax/tree.ts';
import { readType } from './annotations.ts';
import { readSuperMember } from './calls.ts';
import { isExports, readExports } from './commonjs.ts';
import { narrow, typeTests } from './conditions.ts';
import { firstMeaning } from './keys.ts';
import { typedValue } from './meanings.ts';
import type { Reader } from './reading.ts';
import { touchTypes } from './type-names.ts';

export function readIdentifier(r: Reader, node: Node): Slot {
  const name = r.tree.text(node);
  if (name === 'undefined') return nothing;
  return name === 'exports' && isExports(r, node) ? readExports(r) : r.facts.read(name, node);
}

export function readMember(r: Reader, node: Node): Slot {
  const { tree, facts } = r;
  const object = tree.child(node, 'object');
  const property = tree.child(node, 'property');
  if (object === noNode || property === noNode) return nothing;
  const name = tree.text(property);
  if (tree.kind(object) === 'super') return readSuperMember(r, name, property);
  if (name === 'exports' && isExports(r, node)) return readExports(r);
  const isOwn = name === 'prototype' || name === '__proto__';
  return facts.load(r.read(object), name, isOwn ? noNode : property);
}

export function readBinary(r: Reader, node: Node): Slot {
  const { tree, facts } = r;
  const leftNode = tree.child(node, 'left');
  const rightNode = tree.child(node, 'right');
  if (leftNode === noNode || rightNode === noNode) return readAll(r, node);
  const left = tree.kind(leftNode) === 'private_property_identifier' ? nothing : r.read(leftNode);
  switch (tree.text(tree.child(node, 'operator'))) {
    case '&&':
      return readGuarded(r, leftNode, rightNode, true);
    case '||':
      return facts.join([left, readGuarded(r, leftNode, rightNode, false)]);
    case '??':
      return facts.join([left, readGuarded(r, leftNode, rightNode, undefined)]);
    case 'instanceof':
      r.file.instanceOf.set(node, r.read(rightNode));
      return nothing;
    default:
      r.read(rightNode);
      return nothing;
  }
}

/**
 * Whether reading the node, or knowing the condition, may change what names mean. Most expressions do
 * not; then there is nothing to keep apart.
 */
function changesNames(r: Reader, condition: Node, node: Node): boolean {
  const { tree, file } = r;
  if (file.hasTypeTests && typeTests.test(tree.text(condition))) return true;
  const next = firstFrom(file.assignmentsAt, tree.start(node));
  return next !== undefined && next < tree.end(node);
}

/** The first of ascending numbers that is not below the given one. */
function firstFrom(ascending: readonly number[], from: number): number | undefined {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < from) low = middle + 1;
    else high = middle;
  }
  return ascending[low];
}

/** Reads what runs only if the condition holds, or only if it does not. */
function readGuarded(r: Reader, condition: Node, node: Node, holds: boolean | undefined): Slot {
  if (!changesNames(r, condition, node)) return r.read(node);
  let value = nothing;
  r.facts.branches([
    () => {
      if (holds !== undefined) narrow(r, condition, holds);
      value = r.read(node);
    },
    () => {},
  ]);
  return value;
}

export function readTernary(r: Reader, node: Node): Slot {
  const { tree, facts } = r;
  const condition = tree.child(node, 'condition');
  const values: Slot[] = [];
  if (condition !== noNode) r.read(condition);
  const isPlain = condition === noNode || !changesNames(r, condition, node);
  const arm = (field: string, holds: boolean) => () => {
    const value = tree.child(node, field);
    if (value === noNode) return;
    if (!isPlain) narrow(r, condition, holds);
    values.push(r.read(value));
  };
  const arms = [arm('consequence', true), arm('alternative', false)];
  if (isPlain) arms.forEach((read) => read());
  else facts.branches(arms);
  return facts.join(values);
}

export function readSequence(r: Reader, node: Node): Slot {
  let last = nothing;
  for (const part of r.tree.namedChildren(node)) {
    if (r.tree.kind(part) !== 'comment') last = r.read(part);
  }
  return last;
}

/** `x as T`, `x satisfies T` */
export function readAssertion(r: Reader, node: Node): Slot {
  const { tree } = r;
  const [value, type] = tree.namedChildren(node).filter((child) => tree.kind(child) !== 'comment');
  if (value === undefined) return nothing;
  const slot = r.read(value);
  if (type === undefined) return slot;
  if (tree.kind(node) === 'satisfies_expression') {
    touchTypes(r, type);
    return slot;
  }
  return typedValue(r, slot, readType(r, type));
}

/** `<T>x` */
export function readTypeAssertion(r: Reader, node: Node): Slot {
  const { tree } = r;
  const list = tree.childOfKind(node, 'type_arguments');
  const value = tree.namedChildren(node).findLast((child) => child !== list);
  if (value === undefined) return nothing;
  const slot = r.read(value);
  return list === noNode ? slot : typedValue(r, slot, readType(r, firstMeaning(tree, list)));
}

export function readInner(r: Reader, node: Node): Slot {
  const inner = firstMeaning(r.tree, node);
  return inner === noNode ? nothing : r.read(inner);
}

/** Reads what is in a node that gives no value of interest. */
export function readAll(r: Reader, node: Node): Slot {
  const { tree } = r;
  for (let child = tree.firstNamedChild(node); child !== noNode; child = tree.nextNamedSibling(child))
    r.read(child);
  return nothing;
}

/** `yield x`, `yield* xs`: what it gives is not known, what it takes is an element of the iterator. */
export function readYield(r: Reader, node: Node): Slot {
  const { tree, facts } = r;
  const inner = firstMeaning(tree, node);
  if (inner === noNode) return nothing;
  const value = r.read(inner);
  const isDelegating = tree.childOfKind(node, '*') !== noNode;
  const element = isDelegating ? facts.element(value) : value;
  facts.put(r.body.generator, element);
  facts.store(r.body.generator, 'value', element);
  return nothing;
}
