import type { Argument } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { exportMember, isExports, requiredSpecifier } from './commonjs.ts';
import { keyName, unwrap } from './keys.ts';
import type { Reader } from './reading.ts';

/**
 * What calls of the language's own library do with values where the family's tables cannot say it:
 * they name members, make prototypes, or call with more than elements. A promise is read as the value
 * it will have, so `await x` is x and `x.then(f)` calls f with x.
 */

interface MethodCall {
  readonly object: Node;
  readonly name: string;
  readonly receiver: Slot;
  readonly args: readonly Argument[];
  readonly node: Node;
}

type Effect = (r: Reader, args: readonly Argument[], node: Node) => Slot;

function slotOf(args: readonly Argument[], index: number): Slot {
  return args[index]?.spread === undefined ? (args[index]?.slot ?? nothing) : nothing;
}

function argumentNodes(r: Reader, call: Node): Node[] {
  const list = r.tree.child(call, 'arguments');
  return list === noNode ? [] : r.tree.namedChildren(list).filter((node) => r.tree.kind(node) !== 'comment');
}

/** A call of a bare name. */
export function callLibrary(r: Reader, name: string, args: readonly Argument[], node: Node): Slot {
  if (inheriting.has(name)) inherit(r, args);
  if (exportingStar.has(name)) exportStar(r, node);
  if (name === 'Object' && r.facts.find(name) === undefined) return slotOf(args, 0);
  return nothing;
}

/** Helpers of compilers and of Node that make one constructor inherit from another. */
const inheriting = new Set(['inherits', '__extends', '_inherits', '_inheritsLoose']);
const exportingStar = new Set(['__exportStar', '__export']);

function inherit(r: Reader, args: readonly Argument[]): void {
  const { facts } = r;
  const [below, above] = [slotOf(args, 0), slotOf(args, 1)];
  if (below === nothing || above === nothing) return;
  const prototype = facts.object();
  facts.store(prototype, '__proto__', facts.load(above, 'prototype', noNode));
  facts.store(below, 'prototype', prototype);
}

/** `__exportStar(require('./x'), exports)` */
function exportStar(r: Reader, node: Node): void {
  const [source] = argumentNodes(r, node);
  const specifier = source === undefined ? undefined : requiredSpecifier(r, source);
  if (specifier === undefined) return;
  const imported = r.facts.import({ specifier, name: '*', kind: 're_export', at: node });
  r.facts.export('*', { import: imported.row });
}

/** A call of a member: of a name of the library, of a promise, of a map. */
export function callMethodOfLibrary(r: Reader, call: MethodCall): Slot {
  const { object, name, args, receiver, node } = call;
  const { tree } = r;
  if (inheriting.has(name)) inherit(r, args);
  if (exportingStar.has(name)) exportStar(r, node);
  if (tree.kind(object) === 'identifier') {
    const owner = tree.text(object);
    const effect = ownEffects.get(`${owner}.${name}`);
    if (effect !== undefined && r.facts.find(owner) === undefined) return effect(r, args, node);
  }
  switch (name) {
    case 'then':
    case 'catch':
    case 'finally':
      return settle(r, call);
    case 'entries':
      return pairs(r, r.facts.element(receiver));
    case 'reduce':
    case 'reduceRight':
      return reduce(r, receiver, args);
    case 'concat':
      return r.facts.join([receiver, ...args.map(({ slot }) => slot)]);
    default:
      return accessor(r, call);
  }
}

/** Whether the name is a promise's member, whatever the receiver is found to hold. */
export function isSettling(name: string): boolean {
  return name === 'then' || name === 'catch' || name === 'finally';
}

/** The member of the receiver's own, or else the one that all promises have. */
export function promiseMember(r: Reader, receiver: Slot, name: string): Slot {
  return r.facts.join([r.facts.load(receiver, name, noNode), r.facts.libraryValue('Promise')]);
}

/** `p.then(f, g)`: f is called with what p will be, and its result is what the new promise will be. */
function settle(r: Reader, { name, args, receiver, node }: MethodCall): Slot {
  const nodes = argumentNodes(r, node);
  const given = name === 'then' ? [{ slot: receiver }] : [];
  const results = args.map((callback, index) => {
    const at = nodes[index];
    if (callback.slot === nothing || at === undefined) return nothing;
    return r.facts.call({ value: callback.slot, at }, index === 0 ? given : []);
  });
  return r.facts.join(name === 'then' ? results : [receiver, ...(name === 'catch' ? results : [])]);
}

/** A container of `[key, value]` pairs with the given values. */
function pairs(r: Reader, value: Slot): Slot {
  if (value === nothing) return nothing;
  const pair = r.facts.object();
  r.facts.store(pair, '1', value);
  return r.facts.collection(pair);
}

function reduce(r: Reader, receiver: Slot, args: readonly Argument[]): Slot {
  const { facts } = r;
  const callback = slotOf(args, 0);
  const element = facts.element(receiver);
  const before = facts.join([args.length > 1 ? slotOf(args, 1) : element]);
  const result = facts.slot();
  facts.copy(result, before);
  facts.copy(result, facts.apply(callback, [{ slot: result }, { slot: element }]));
  return result;
}

/** `o.__defineGetter__('x', f)` */
function accessor(r: Reader, { name, args, receiver, node }: MethodCall): Slot {
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
function defineProperty(r: Reader, args: readonly Argument[], node: Node): Slot {
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
function defineProperties(r: Reader, args: readonly Argument[], node: Node): Slot {
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

function setPrototype(r: Reader, args: readonly Argument[]): Slot {
  r.facts.store(slotOf(args, 0), '__proto__', slotOf(args, 1));
  return slotOf(args, 0);
}

function create(r: Reader, args: readonly Argument[], node: Node): Slot {
  const object = r.facts.object();
  r.facts.store(object, '__proto__', slotOf(args, 0));
  defineProperties(r, [{ slot: object }, ...args.slice(1)], node);
  return object;
}

/** What the target lacks itself is found in what was assigned to it. */
function assign(r: Reader, args: readonly Argument[]): Slot {
  const target = slotOf(args, 0);
  for (const { slot } of args.slice(1)) r.facts.store(target, '__proto__', slot);
  return r.facts.join(args.map(({ slot }) => slot));
}

function fromEntries(r: Reader, args: readonly Argument[]): Slot {
  const { facts } = r;
  return facts.collection(facts.load(facts.element(slotOf(args, 0)), '1', noNode));
}

function arrayFrom(r: Reader, args: readonly Argument[], node: Node): Slot {
  const { facts } = r;
  const element = facts.element(slotOf(args, 0));
  const callback = slotOf(args, 1);
  if (callback === nothing) return facts.collection(element);
  const at = argumentNodes(r, node)[1] ?? node;
  return facts.collection(facts.call({ value: callback, at }, [{ slot: element }]));
}

function timer(r: Reader, args: readonly Argument[], node: Node): Slot {
  const callback = slotOf(args, 0);
  const at = argumentNodes(r, node)[0];
  if (at !== undefined) r.facts.call({ value: callback, at }, args.slice(2));
  return nothing;
}

const first: Effect = (_, args) => slotOf(args, 0);

const ownEffects = new Map<string, Effect>([
  ['Object.defineProperty', defineProperty],
  ['Reflect.defineProperty', defineProperty],
  ['Object.defineProperties', defineProperties],
  ['Object.setPrototypeOf', setPrototype],
  ['Reflect.setPrototypeOf', setPrototype],
  ['Object.getPrototypeOf', (r, args) => r.facts.load(slotOf(args, 0), '__proto__', noNode)],
  ['Object.create', create],
  ['Object.assign', assign],
  ['Object.entries', (r, args) => pairs(r, r.facts.element(slotOf(args, 0)))],
  ['Object.values', (r, args) => r.facts.collection(r.facts.element(slotOf(args, 0)))],
  ['Object.fromEntries', fromEntries],
  ['Object.freeze', first],
  ['Object.seal', first],
  ['Object.preventExtensions', first],
  ['Array.from', arrayFrom],
  ['Array.of', (r, args) => r.facts.collection(r.facts.join(args.map(({ slot }) => slot)))],
  ['Promise.resolve', first],
  ['Promise.all', first],
  ['Promise.race', (r, args) => r.facts.element(slotOf(args, 0))],
  ['Promise.any', (r, args) => r.facts.element(slotOf(args, 0))],
  ['Promise.allSettled', (r, args) => settled(r, slotOf(args, 0))],
  ['process.nextTick', (r, args, node) => timer(r, [args[0]!, { slot: nothing }, ...args.slice(1)], node)],
]);

function settled(r: Reader, all: Slot): Slot {
  const outcome = r.facts.object();
  r.facts.store(outcome, 'value', r.facts.element(all));
  return r.facts.collection(outcome);
}

/** `new Promise(…)`, `new Map(…)` and the like, where the name is the library's own. */
export function constructLibrary(r: Reader, name: string, args: readonly Argument[]): Slot {
  const construct = constructed.get(name);
  return construct === undefined || r.facts.find(name) !== undefined ? nothing : construct(r, args);
}

const constructed = new Map<string, (r: Reader, args: readonly Argument[]) => Slot>([
  ['Promise', newPromise],
  ['Set', (r, args) => container(r, r.facts.element(slotOf(args, 0)))],
  ['WeakSet', (r, args) => container(r, r.facts.element(slotOf(args, 0)))],
  ['Map', (r, args) => container(r, entryValue(r, args))],
  ['WeakMap', (r, args) => container(r, entryValue(r, args))],
  ['Array', (r) => r.facts.object()],
  ['Object', (r) => r.facts.object()],
  ['Proxy', (_, args) => slotOf(args, 0)],
]);

function container(r: Reader, element: Slot): Slot {
  return r.facts.collection(element);
}

function entryValue(r: Reader, args: readonly Argument[]): Slot {
  return r.facts.load(r.facts.element(slotOf(args, 0)), '1', noNode);
}

/** The executor is called with a function whose argument is what the promise will be. */
function newPromise(r: Reader, args: readonly Argument[]): Slot {
  const { facts } = r;
  const result = facts.slot();
  const resolve = facts.openFunction({ definition: -1, receiver: 'none' });
  facts.copy(result, facts.parameter(''));
  facts.closeFunction();
  facts.apply(slotOf(args, 0), [{ slot: facts.functionValue(resolve) }]);
  return result;
}
