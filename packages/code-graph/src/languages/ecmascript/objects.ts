import type { Argument } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { type Node, noNode } from '../../syntax/tree.ts';
import { argumentNodes, type MethodCall, slotOf } from './arguments.ts';
import { exportMember, isExports } from './commonjs.ts';
import { keyName, unwrap } from './keys.ts';
import type { Reader } from './reading.ts';

export function inherit(r: Reader, args: readonly Argument[]): void {
  const { facts } = r;
  const [below, above] = [slotOf(args, 0), slotOf(args, 1)];
  if (below === nothing || above === nothing) return;
  const prototype = facts.object();
  facts.store(prototype, '__proto__', facts.load(above, 'prototype', noNode));
  facts.store(below, 'prototype', prototype);
}

/** A container of `[key, value]` pairs with the given values. */
export function pairs(r: Reader, value: Slot): Slot {
  if (value === nothing) return nothing;
  const pair = r.facts.object();
  r.facts.store(pair, '1', value);
  return r.facts.collection(pair);
}

/** `o.__defineGetter__('x', f)` */
export function accessor(r: Reader, { name, args, receiver, node }: MethodCall): Slot {
  if (name !== '__defineGetter__' && name !== '__defineSetter__') return nothing;
  const [key] = argumentNodes(r, node);
  const property = key === undefined ? undefined : keyName(r.tree, key);
  if (property === undefined) return nothing;
  const kind = name === '__defineGetter__' ? 'get' : 'set';
  bindAccessor(r, receiver, property, kind, slotOf(args, 1));
  return nothing;
}

function bindAccessor(r: Reader, object: Slot, name: string, kind: 'get' | 'set', fn: Slot): void {
  const { facts } = r;
  if (kind === 'get') facts.store(object, name, facts.apply(fn, [], object));
  else facts.apply(fn, [{ slot: facts.load(object, name, noNode) }], object);
}

/** `Object.defineProperty(o, 'k', { value | get | set })` */
export function defineProperty(r: Reader, args: readonly Argument[], node: Node): Slot {
  const object = slotOf(args, 0);
  const nodes = argumentNodes(r, node);
  const key = nodes[1] === undefined ? undefined : keyName(r.tree, nodes[1]);
  if (key !== undefined && key !== '__esModule') {
    describeProperty(r, object, key, slotOf(args, 2));
    const target = nodes[0];
    if (target !== undefined && isExports(r, target)) {
      exportMember(r, key, r.facts.load(object, key, noNode), noNode);
    }
  }
  return object;
}

function describeProperty(r: Reader, object: Slot, name: string, descriptor: Slot): void {
  const { facts } = r;
  facts.store(object, name, facts.load(descriptor, 'value', noNode));
  bindAccessor(r, object, name, 'get', facts.load(descriptor, 'get', noNode));
  bindAccessor(r, object, name, 'set', facts.load(descriptor, 'set', noNode));
}

/** `Object.defineProperties(o, { k: { … } })` */
export function defineProperties(r: Reader, args: readonly Argument[], node: Node): Slot {
  const { tree, facts } = r;
  const object = slotOf(args, 0);
  const literal = unwrap(tree, argumentNodes(r, node)[1] ?? noNode);
  if (literal === noNode || tree.kind(literal) !== 'object') return object;
  for (const part of tree.namedChildren(literal)) {
    const name = keyName(tree, tree.child(part, 'key'));
    if (name === undefined) continue;
    describeProperty(r, object, name, facts.load(slotOf(args, 1), name, noNode));
  }
  return object;
}

export function setPrototype(r: Reader, args: readonly Argument[]): Slot {
  r.facts.store(slotOf(args, 0), '__proto__', slotOf(args, 1));
  return slotOf(args, 0);
}

export function create(r: Reader, args: readonly Argument[], node: Node): Slot {
  const object = r.facts.object();
  r.facts.store(object, '__proto__', slotOf(args, 0));
  defineProperties(r, [{ slot: object }, ...args.slice(1)], node);
  return object;
}

/** What the target lacks itself is found in what was assigned to it. */
export function assign(r: Reader, args: readonly Argument[]): Slot {
  const target = slotOf(args, 0);
  for (const { slot } of args.slice(1)) r.facts.store(target, '__proto__', slot);
  return r.facts.join(args.map(({ slot }) => slot));
}

export function fromEntries(r: Reader, args: readonly Argument[]): Slot {
  const { facts } = r;
  return facts.collection(facts.load(facts.element(slotOf(args, 0)), '1', noNode));
}
