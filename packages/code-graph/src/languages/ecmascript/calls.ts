import type { Argument } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { type Node, noNode } from '../../syntax/tree.ts';
import { importWhole, requiredSpecifier } from './commonjs.ts';
import { constantString, firstMeaning, unwrap } from './keys.ts';
import { callLibrary, callMethodOfLibrary, constructLibrary } from './library-calls.ts';
import { isSettling, promiseMember } from './promises.ts';
import type { Reader } from './reading.ts';
import { anyElement, readSubscriptParts } from './subscripts.ts';
import { touchTypes } from './type-names.ts';

/** `f(…)`, `o.m(…)`, `super(…)`, `import('x')`, `` tag`…` `` */
export function readCall(r: Reader, node: Node): Slot {
  const { tree } = r;
  const specifier = requiredSpecifier(r, node);
  if (specifier !== undefined) return importWhole(r, specifier, node);
  const callee = unwrap(tree, tree.child(node, 'function'));
  touchTypes(r, tree.child(node, 'type_arguments'));
  if (callee === noNode) return nothing;
  const list = tree.child(node, 'arguments');
  switch (tree.kind(callee)) {
    case 'import':
      return readDynamicImport(r, node, list);
    case 'super':
      return readSuperCall(r, 'constructor', callee, list);
    case 'identifier':
      return readNameCall(r, node, callee, list);
    case 'member_expression':
      return readMemberCall(r, node, callee, list);
    case 'subscript_expression':
      return readSubscriptCall(r, callee, list);
    default:
      return r.facts.call({ value: r.read(callee), at: callee }, readArguments(r, list));
  }
}

/** The arguments of a call, or the substitutions of a tagged template after its strings. */
function readArguments(r: Reader, list: Node): Argument[] {
  const { tree } = r;
  if (list === noNode) return [];
  if (tree.kind(list) === 'template_string') {
    const parts = tree.namedChildren(list).filter((part) => tree.kind(part) === 'template_substitution');
    return [{ slot: nothing }, ...parts.map((part) => ({ slot: r.read(firstMeaning(tree, part)) }))];
  }
  const args: Argument[] = [];
  for (let child = tree.firstNamedChild(list); child !== noNode; child = tree.nextNamedSibling(child)) {
    const kind = tree.kind(child);
    if (kind === 'comment') continue;
    if (kind === 'spread_element') {
      args.push(...spreadArgument(r, firstMeaning(tree, child)));
    } else args.push({ slot: r.read(child) });
  }
  return args;
}

/** `...[a, b]` is `a, b`; anything else is spread when it runs. */
function spreadArgument(r: Reader, value: Node): Argument[] {
  const { tree } = r;
  if (value === noNode) return [];
  const isPlain = tree.kind(value) === 'array' && tree.childOfKind(value, 'spread_element') === noNode;
  if (!isPlain) return [{ slot: r.read(value), spread: 'elements' }];
  const elements = tree.namedChildren(value).filter((element) => tree.kind(element) !== 'comment');
  return elements.map((element) => ({ slot: r.read(element) }));
}

function readDynamicImport(r: Reader, node: Node, list: Node): Slot {
  const specifier = list === noNode ? undefined : constantString(r.tree, firstMeaning(r.tree, list));
  if (specifier !== undefined) return importWhole(r, specifier, node);
  readArguments(r, list);
  return nothing;
}

function readSuperCall(r: Reader, name: string, at: Node, list: Node): Slot {
  const { facts } = r;
  const args = readArguments(r, list);
  if (r.body.home !== nothing) {
    const above = facts.load(r.body.home, '__proto__', noNode);
    const slot = facts.load(above, name, noNode);
    return facts.call({ value: slot, receiver: facts.this(), at }, args);
  }
  return facts.class === -1 ? nothing : facts.callSuper(name, at, args);
}

/** `super.name` where it is not called. */
export function readSuperMember(r: Reader, name: string, at: Node): Slot {
  const { facts } = r;
  if (r.body.home !== nothing) return facts.load(facts.load(r.body.home, '__proto__', noNode), name, noNode);
  return facts.class === -1 ? nothing : facts.superMember(name, at);
}

function readNameCall(r: Reader, node: Node, callee: Node, list: Node): Slot {
  const { tree, facts } = r;
  const name = tree.text(callee);
  const args = readArguments(r, list);
  const result = facts.call({ name, at: callee }, args);
  return facts.join([result, callLibrary(r, name, args, node)]);
}

function readMemberCall(r: Reader, node: Node, callee: Node, list: Node): Slot {
  const { tree, facts } = r;
  const object = tree.child(callee, 'object');
  const property = tree.child(callee, 'property');
  if (object === noNode || property === noNode) return nothing;
  const name = tree.text(property);
  if (tree.kind(object) === 'super') return readSuperCall(r, name, property, list);
  if (name === 'call' || name === 'apply' || name === 'bind') return callThrough(r, callee, list, name);
  const receiver = r.read(object);
  const args = readArguments(r, list);
  const own = isSettling(name) ? promiseMember(r, receiver, name) : nothing;
  const called =
    own === nothing ? { receiver, member: name, at: property } : { value: own, receiver, at: property };
  const result = facts.call(called, args);
  return facts.join([result, callMethodOfLibrary(r, { object, name, receiver, args, node })]);
}

/**
 * `f.call(ctx, a)`, `f.apply(ctx, list)`: calls of f on `ctx`. `f.bind(ctx, a)` is f itself, which
 * will be called on `ctx`.
 */
function callThrough(r: Reader, callee: Node, list: Node, how: 'call' | 'apply' | 'bind'): Slot {
  const { tree, facts } = r;
  const target = unwrap(tree, tree.child(callee, 'object'));
  const fn = r.read(target);
  const args = readArguments(r, list);
  const receiver = args[0]?.slot ?? nothing;
  const rest = args.slice(1);
  const property = tree.child(callee, 'property');
  if (how === 'bind') {
    facts.apply(fn, rest, receiver);
    const own = facts.call({ receiver: fn, member: how, at: property }, args);
    return facts.join([fn, own]);
  }
  const passed =
    how === 'call' ? rest : rest.slice(0, 1).map((list) => ({ ...list, spread: 'elements' as const }));
  const own = facts.load(fn, how, noNode);
  const called = facts.join([fn, own]);
  const result = facts.call({ value: called, receiver, at: nameOf(r, target) }, passed);
  return facts.join([result, facts.apply(own, args, fn)]);
}

/** The node of the name in `a.b.c`. */
function nameOf(r: Reader, target: Node): Node {
  const property = r.tree.kind(target) === 'member_expression' ? r.tree.child(target, 'property') : noNode;
  return property === noNode ? target : property;
}

function readSubscriptCall(r: Reader, callee: Node, list: Node): Slot {
  const { facts } = r;
  const parts = readSubscriptParts(r, callee);
  const { object: receiver, index, name } = parts;
  const object = r.tree.child(callee, 'object');
  if (object !== noNode && r.tree.kind(object) === 'super') {
    return readSuperCall(r, name ?? parts.symbol ?? '', index === noNode ? callee : index, list);
  }
  const at = index === noNode ? callee : index;
  if (name !== undefined) return facts.call({ receiver, member: name, at }, readArguments(r, list));
  return facts.call({ value: anyElement(r, parts), receiver, at }, readArguments(r, list));
}

/** `new X(…)` */
export function readNew(r: Reader, node: Node): Slot {
  const { tree, facts } = r;
  const callee = unwrap(tree, tree.child(node, 'constructor'));
  touchTypes(r, tree.child(node, 'type_arguments'));
  if (callee === noNode) return nothing;
  const list = tree.child(node, 'arguments');
  const kind = tree.kind(callee);
  if (kind === 'identifier') {
    const name = tree.text(callee);
    const args = readArguments(r, list);
    const made = facts.call({ name, at: callee }, args, 'new');
    return facts.join([made, constructLibrary(r, name, args)]);
  }
  const property = kind === 'member_expression' ? tree.child(callee, 'property') : noNode;
  if (property !== noNode && tree.kind(tree.child(callee, 'object')) !== 'super') {
    const receiver = r.read(tree.child(callee, 'object'));
    const args = readArguments(r, list);
    return facts.call({ receiver, member: tree.text(property), at: property }, args, 'new');
  }
  return facts.call({ value: r.read(callee), at: callee }, readArguments(r, list), 'new');
}
