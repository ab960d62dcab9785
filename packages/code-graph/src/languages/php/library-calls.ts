import type { Argument } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { classNamed, readCallableString } from './callables.ts';
import { readArguments } from './arguments.ts';
import { withFunctions } from './named-values.ts';
import { firstPart, kindOf, parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { textOfString } from './strings.ts';
import { aliasedName, defineConstant } from './constants.ts';
import { staticClass } from './type-meanings.ts';

interface LibraryCall {
  readonly node: Node;
  readonly nameNode: Node;
  /** The function's own name, and what it is called in scope. */
  readonly name: string;
  readonly variable: string;
  readonly list: readonly Node[];
}

type LibraryReader = (reading: Reading, call: LibraryCall) => Slot;

/** Positions of arguments that are called, so that a string there names a function. */
const callablePositions: Readonly<Record<string, number>> = {
  array_map: 0,
  array_filter: 1,
  array_walk: 1,
  array_walk_recursive: 1,
  array_reduce: 1,
  usort: 1,
  uasort: 1,
  uksort: 1,
  array_find: 1,
  array_any: 1,
  array_all: 1,
  iterator_apply: 1,
  preg_replace_callback: 1,
  call_user_func: 0,
  call_user_func_array: 0,
  forward_static_call: 0,
  is_callable: 0,
  spl_autoload_register: 0,
  register_shutdown_function: 0,
  set_error_handler: 0,
  set_exception_handler: 0,
  ob_start: 0,
};

const readers: Readonly<Record<string, LibraryReader>> = {
  call_user_func: readCallUserFunction,
  call_user_func_array: readCallUserFunction,
  array_merge: readMerge,
  array_merge_recursive: readMerge,
  array_replace: readMerge,
  array_combine: readCombine,
  array_fill_keys: readCombine,
  array_push: readPush,
  array_unshift: readPush,
  array_filter: readFilter,
  array_reduce: readReduce,
  get_class: readGetClass,
  get_called_class: (reading, call) => {
    readPlain(reading, call);
    return staticClass(reading);
  },
  class_alias: readClassAlias,
  is_a: readTypeTest,
  is_subclass_of: readTypeTest,
  define: (reading, call) => {
    readPlain(reading, call);
    return defineConstant(reading, call.node, call.list);
  },
};

/** A call of a function of the language's own library that says something about values. */
export function readLibraryCall(reading: Reading, node: Node, name: string, variable: string): Slot {
  const { tree } = reading;
  const list = parts(tree, tree.child(node, 'arguments'));
  const call = { node, nameNode: tree.child(node, 'function'), name, variable, list };
  return Object.hasOwn(readers, name) ? readers[name]!(reading, call) : readPlain(reading, call).result;
}

function readPlain(reading: Reading, call: LibraryCall): { args: readonly Argument[]; result: Slot } {
  const args = readLibraryArguments(reading, call);
  return { args, result: reading.facts.call({ name: call.variable, at: call.nameNode }, args) };
}

function readLibraryArguments(reading: Reading, { name, list }: LibraryCall): readonly Argument[] {
  const position = Object.hasOwn(callablePositions, name) ? callablePositions[name]! : -1;
  return readArguments(reading, list, (node, index) => {
    if (index !== position) return undefined;
    if (textOfString(reading.tree, node) !== undefined) return readCallableString(reading, node);
    return withFunctions(reading, node, reading.value(node, 'value'));
  });
}

/** The call is one of what is passed. */
function readCallUserFunction(reading: Reading, call: LibraryCall): Slot {
  const { facts } = reading;
  const [callee, ...rest] = readLibraryArguments(reading, call);
  if (callee === undefined) return nothing;
  const isSpread = call.name.endsWith('_array');
  const args = isSpread ? rest.map(({ slot }) => ({ slot, spread: 'elements' as const })) : rest;
  return facts.call({ value: callee.slot, at: call.nameNode }, args);
}

function readMerge(reading: Reading, call: LibraryCall): Slot {
  const { facts } = reading;
  const { args } = readPlain(reading, call);
  const merged = facts.object();
  for (const { slot, spread } of args) {
    const element = facts.element(slot);
    facts.put(merged, spread === undefined ? element : facts.element(element));
  }
  return facts.join([merged, ...args.map(({ slot, spread }) => (spread === undefined ? slot : nothing))]);
}

/** `array_combine($keys, $values)`, `array_fill_keys($keys, $value)` */
function readCombine(reading: Reading, call: LibraryCall): Slot {
  const { facts } = reading;
  const { args } = readPlain(reading, call);
  const second = args[1]?.slot ?? nothing;
  return facts.collection(call.name === 'array_combine' ? facts.element(second) : second);
}

function readPush(reading: Reading, call: LibraryCall): Slot {
  const { args } = readPlain(reading, call);
  const [target, ...rest] = args;
  for (const { slot, spread } of rest) {
    const { facts } = reading;
    if (target !== undefined) facts.put(target.slot, spread === undefined ? slot : facts.element(slot));
  }
  return nothing;
}

function readFilter(reading: Reading, call: LibraryCall): Slot {
  const { facts } = reading;
  const { args } = readPlain(reading, call);
  return args[0] === undefined ? nothing : facts.collection(facts.element(args[0].slot));
}

/** `array_reduce($xs, fn ($carry, $x) => …, $initial)` */
function readReduce(reading: Reading, call: LibraryCall): Slot {
  const { facts } = reading;
  const { args } = readPlain(reading, call);
  const [list, callee, initial] = args.map(({ slot }) => slot);
  if (list === undefined || callee === undefined) return nothing;
  const carry = facts.slot();
  facts.copy(carry, initial ?? nothing);
  facts.copy(carry, facts.apply(callee, [{ slot: carry }, { slot: facts.element(list) }]));
  return carry;
}

/** Another name of a class for the whole program. */
function readClassAlias(reading: Reading, call: LibraryCall): Slot {
  const { tree, facts } = reading;
  const { args } = readPlain(reading, call);
  const first = call.list[0] === undefined ? undefined : textOfString(tree, firstPart(tree, call.list[0]));
  const name = aliasedName(tree, call.node);
  if (name === undefined) return nothing;
  facts.assign(name, first === undefined ? (args[0]?.slot ?? nothing) : classNamed(reading, first));
  return nothing;
}

/** `is_a($x, Foo::class)` says what `instanceof` does. */
function readTypeTest(reading: Reading, call: LibraryCall): Slot {
  const type = readPlain(reading, call).args[1]?.slot ?? nothing;
  if (type !== nothing) reading.testedTypes.set(call.node, type);
  return nothing;
}

function readGetClass(reading: Reading, call: LibraryCall): Slot {
  const { facts } = reading;
  const { args } = readPlain(reading, call);
  return args[0] === undefined ? staticClass(reading) : facts.load(args[0].slot, '::class', noNode);
}

/** The first argument's expression, for tests such as `is_a($x, Foo::class)`. */
export function argumentNode(reading: Reading, node: Node, index: number): Node {
  const { tree } = reading;
  const argument = parts(tree, tree.child(node, 'arguments'))[index];
  if (argument === undefined || kindOf(tree, argument) !== 'argument') return noNode;
  return firstPart(tree, argument);
}
