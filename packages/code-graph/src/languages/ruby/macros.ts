import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { addAccessor, addMethod, defineMade } from './accessors.ts';
import { readArguments, symbolArgument, symbolArguments } from './arguments.ts';
import { associations } from './associations.ts';
import { readBlockBody } from './blocks.ts';
import { readMixin } from './classes.ts';
import { concernCalls } from './concerns.ts';
import { readDelegate, readForwarding } from './delegates.ts';
import type { SpecialCall } from './kernel-calls.ts';
import { openLocals } from './locals.ts';
import { parts } from './parts.ts';
import { type Reading, within } from './reading.ts';

/** Calls in a class body that say what the class has. */
export const bodyCalls: ReadonlyMap<string, SpecialCall> = new Map<string, SpecialCall>([
  ['attr_reader', accessor({ reads: true, writes: false })],
  ['attr_writer', accessor({ reads: false, writes: true })],
  ['attr_accessor', accessor({ reads: true, writes: true })],
  ['attr', accessor({ reads: true, writes: false })],
  ['cattr_accessor', classAccessor],
  ['mattr_accessor', classAccessor],
  ['class_attribute', classAccessor],
  ['define_method', readDefineMethod],
  ['alias_method', readAliasMethod],
  ['include', mixin],
  ['extend', mixin],
  ['prepend', mixin],
  ['private', readVisibility],
  ['protected', readVisibility],
  ['public', readVisibility],
  ['module_function', readVisibility],
  ['private_class_method', readNamed],
  ['public_class_method', readNamed],
  ['private_constant', readNamed],
  ['delegate', readDelegate],
  ['def_delegators', readForwarding],
  ['def_delegator', readForwarding],
  ['scope', readScope],
  ...associations,
  ...concernCalls,
]);

function accessor(how: { readonly reads: boolean; readonly writes: boolean }): SpecialCall {
  return (reading, call, at) => {
    if (call === noNode) return undefined;
    const subkind = reading.tree.text(at);
    for (const symbol of symbolArguments(reading, call)) addAccessor(reading, symbol, { subkind, ...how });
    return nothing;
  };
}

function classAccessor(reading: Reading, call: Node, at: Node): Slot | undefined {
  if (call === noNode) return undefined;
  const subkind = reading.tree.text(at);
  within(reading, { ...reading.scope, isSingleton: true }, () => {
    for (const symbol of symbolArguments(reading, call)) {
      addAccessor(reading, symbol, { subkind, reads: true, writes: true });
    }
  });
  return nothing;
}

/** `define_method(:name) { … }` */
function readDefineMethod(reading: Reading, call: Node): Slot | undefined {
  const { tree, facts, scope } = reading;
  const [symbol] = call === noNode ? [] : symbolArguments(reading, call);
  const block = call === noNode ? noNode : tree.child(call, 'block');
  if (symbol === undefined || block === noNode) return undefined;
  const { name, node: nameNode } = symbol;
  const definition = defineMade(reading, { node: call, nameNode, name, subkind: 'define_method' });
  addMethod(reading, name, definition, () => {
    const returned = facts.returnSlotOf(facts.function);
    const method = { name, block: nothing, returned, parameters: [] };
    const locals = openLocals(scope.locals);
    const self = scope.isSingleton ? 'class' : 'instance';
    within(reading, { ...scope, method, locals, self }, () => readBlockBody(reading, block));
  });
  return nothing;
}

function readAliasMethod(reading: Reading, call: Node): Slot | undefined {
  const [made, old] = call === noNode ? [] : symbolArguments(reading, call);
  if (made === undefined || old === undefined) return undefined;
  addAlias(reading, call, { nameNode: made.node, name: made.name, old: old.name });
  return nothing;
}

/** `alias name old` */
export function readAlias(reading: Reading, node: Node): Slot {
  const { tree, scope } = reading;
  const [nameNode, old] = [tree.child(node, 'name'), tree.child(node, 'alias')];
  if (nameNode === noNode || old === noNode || scope.body.kind !== 'class') return nothing;
  const text = (at: Node) => tree.text(at).replace(/^:/, '');
  addAlias(reading, node, { nameNode, name: text(nameNode), old: text(old) });
  return nothing;
}

function addAlias(
  reading: Reading,
  node: Node,
  { nameNode, name, old }: { readonly nameNode: Node; readonly name: string; readonly old: string },
): void {
  const { facts, scope } = reading;
  const definition = defineMade(reading, { node, nameNode, name, subkind: 'alias' });
  const side = scope.isSingleton
    ? scope.body.classSide
    : ({ cls: scope.body.cls, place: 'instance' } as const);
  const cls = facts.classValue(side.cls);
  const slot = facts.load(side.place === 'class' ? cls : facts.instance(cls), old, noNode);
  facts.member(side.cls, name, { definition, slot, place: side.place });
}

function mixin(reading: Reading, call: Node, at: Node): Slot | undefined {
  if (call === noNode) return undefined;
  const { tree } = reading;
  return readMixin(reading, tree.text(at), tree.child(call, 'arguments')) ? nothing : undefined;
}

/** `private` for what follows, or before a definition: `private def …`, `private attr_reader :x`. */
function readVisibility(reading: Reading, call: Node, at: Node): Slot | undefined {
  const { tree, scope } = reading;
  const said = tree.text(at);
  const isModuleFunction = said === 'module_function';
  const { body } = scope;
  const given = call === noNode ? [] : parts(tree, tree.child(call, 'arguments'));
  const before = { visibility: body.visibility, isModuleFunction: body.isModuleFunction };
  if (isModuleFunction) body.isModuleFunction = true;
  else body.visibility = said === 'public' ? '' : said;
  if (given.length === 0) return nothing;
  for (const argument of given) reading.value(argument);
  Object.assign(body, before);
  return nothing;
}

/** `private_class_method def self.x … end`; names alone were read before. */
function readNamed(reading: Reading, call: Node): Slot | undefined {
  if (call === noNode) return undefined;
  for (const argument of parts(reading.tree, reading.tree.child(call, 'arguments'))) reading.value(argument);
  return nothing;
}

/** `scope :name, -> { … }`: a method of the class that gives what has the class's own methods. */
function readScope(reading: Reading, call: Node): Slot | undefined {
  const { tree, facts, scope } = reading;
  const name = call === noNode ? undefined : symbolArgument(reading, call, 0);
  if (name === undefined) return undefined;
  const [nameNode = call, lambda = noNode] = parts(tree, tree.child(call, 'arguments'));
  const isLambda = lambda !== noNode && tree.kind(lambda) === 'lambda';
  if (!isLambda) readArguments(reading, call, 1);
  within(reading, { ...scope, isSingleton: true }, () => {
    const definition = defineMade(reading, { node: call, nameNode, name, subkind: 'scope' });
    addMethod(reading, name, definition, () => {
      if (isLambda) readLambdaBody(reading, name, lambda);
      facts.returns(facts.this());
    });
  });
  return nothing;
}

function readLambdaBody(reading: Reading, name: string, lambda: Node): void {
  const { tree, facts, scope } = reading;
  const method = { name, block: nothing, returned: facts.returnSlotOf(facts.function), parameters: [] };
  within(reading, { ...scope, method, self: 'class' }, () =>
    readBlockBody(reading, tree.child(lambda, 'body'), tree.child(lambda, 'parameters')),
  );
}
