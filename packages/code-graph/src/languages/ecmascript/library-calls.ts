import type { Argument } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { type Node, noNode } from '../../syntax/tree.ts';
import { argumentNodes, type Effect, type MethodCall, slotOf } from './arguments.ts';
import { requiredSpecifier } from './commonjs.ts';
import {
  accessor,
  assign,
  create,
  defineProperties,
  defineProperty,
  fromEntries,
  inherit,
  pairs,
  setPrototype,
} from './objects.ts';
import { newPromise, settle, settled } from './promises.ts';
import type { Reader } from './reading.ts';

/**
 * What calls of the language's own library do with values where the family's tables cannot say it:
 * they name members, make prototypes, or call with more than elements. A promise is read as the value
 * it will have, so `await x` is x and `x.then(f)` calls f with x.
 */

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
