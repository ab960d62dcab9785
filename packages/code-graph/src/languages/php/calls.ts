import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readAnonymousClass } from './classes.ts';
import { isPlaceholder, readArguments } from './arguments.ts';
import { readCallableString, readPossibleCallable } from './callables.ts';
import { readLibraryCall } from './library-calls.ts';
import { isParent, methodKey, readClassName } from './members.ts';
import { membersNamed, withClasses, withFunctions } from './named-values.ts';
import { modelledFunction, nameText, scopeName } from './names.ts';
import { kindOf, parts, withoutParentheses } from './parts.ts';
import type { Reading } from './reading.ts';
import { textOfString } from './strings.ts';

const nameKinds = new Set(['name', 'qualified_name', 'relative_name']);

function argumentsOf(reading: Reading, node: Node) {
  const { tree } = reading;
  return readArguments(reading, parts(tree, tree.child(node, 'arguments')));
}

/** `f(…)`, `$f(…)`, `(…)(…)` */
export function readCall(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const callee = tree.child(node, 'function');
  const isValue = isPlaceholder(reading, tree.child(node, 'arguments'));
  if (!nameKinds.has(kindOf(tree, callee))) {
    const value = readCallee(reading, withoutParentheses(tree, callee));
    return isValue ? value : facts.call({ value, at: callee }, argumentsOf(reading, node));
  }
  const text = nameText(reading, callee);
  const name = scopeName(reading, text, 'function');
  if (isValue) return facts.read(name, callee, 'value');
  const modelled = modelledFunction(reading, text);
  if (modelled !== undefined) return readLibraryCall(reading, node, modelled, name);
  const list = parts(tree, tree.child(node, 'arguments'));
  const args = readArguments(reading, list, (argument, position) =>
    readPossibleCallable(reading, argument, fullName(reading, text, name), position),
  );
  return facts.call({ name, at: callee }, args);
}

/** What is called is a value, or what a string names. */
function readCallee(reading: Reading, node: Node): Slot {
  if (textOfString(reading.tree, node) !== undefined) return readCallableString(reading, node);
  return withFunctions(reading, node, reading.value(node, 'value'));
}

/** A function's name in the whole program, also of one that is imported. */
function fullName({ names }: Reading, text: string, name: string): string {
  const imported = names.functions.get(text.toLowerCase());
  return imported === undefined ? name : `\\${imported.path}()`;
}

/** `$a->b(…)`, `$a?->b(…)` */
export function readMemberCall(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const receiver = reading.value(tree.child(node, 'object'));
  return callMember(reading, node, receiver);
}

/** `Foo::bar(…)`, `parent::bar(…)`, `$foo::bar(…)` */
export function readStaticCall(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const scope = tree.child(node, 'scope');
  const nameNode = tree.child(node, 'name');
  const closure = readClosureMaker(reading, node);
  if (closure !== undefined) return closure;
  if (!isParent(reading, scope) || kindOf(tree, nameNode) !== 'name') {
    return callMember(reading, node, withClasses(reading, scope, readClassName(reading, scope)));
  }
  const member = methodKey(tree.text(nameNode));
  if (isPlaceholder(reading, tree.child(node, 'arguments'))) return facts.superMember(member, nameNode);
  return facts.callSuper(member, nameNode, argumentsOf(reading, node));
}

/** `Closure::fromCallable($f)`, `Closure::bind($f, $this)` */
function readClosureMaker(reading: Reading, node: Node): Slot | undefined {
  const { tree } = reading;
  if (
    !/^\\?Closure::(?:fromCallable|bind)\(/i.test(tree.source.slice(tree.start(node), tree.start(node) + 40))
  ) {
    return undefined;
  }
  const list = parts(tree, tree.child(node, 'arguments'));
  const [first] = readArguments(reading, list, (argument, position) =>
    position === 0 && textOfString(tree, argument) !== undefined
      ? readCallableString(reading, argument)
      : undefined,
  );
  return first?.slot ?? nothing;
}

function callMember(reading: Reading, node: Node, receiver: Slot): Slot {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  const isValue = isPlaceholder(reading, tree.child(node, 'arguments'));
  if (kindOf(tree, nameNode) !== 'name') {
    const value = facts.join([reading.value(nameNode), membersNamed(reading, nameNode, receiver)]);
    const at = nameNode === noNode ? node : nameNode;
    return facts.call({ value, receiver, at }, argumentsOf(reading, node));
  }
  const member = methodKey(tree.text(nameNode));
  if (isValue) return facts.load(receiver, member, nameNode, 'value');
  const result = facts.call({ receiver, member, at: nameNode }, argumentsOf(reading, node));
  return member === bindTo ? facts.join([result, receiver]) : result;
}

/** The member of a closure that gives the same closure with another receiver. */
const bindTo = methodKey('bindTo');

/** `new Foo(…)`, `new static`, `new $class(…)`, `new class { … }` */
export function readNew(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const list = parts(tree, tree.childOfKind(node, 'arguments'));
  const [cls] = parts(tree, node).filter((part) => tree.kind(part) !== 'arguments');
  if (cls === undefined) return nothing;
  if (tree.kind(cls) === 'anonymous_class') return readAnonymousClass(reading, cls);
  const text = nameKinds.has(tree.kind(cls)) ? nameText(reading, cls) : '';
  const lower = text.toLowerCase();
  if (text === '' || lower === 'self' || lower === 'static' || lower === 'parent') {
    const value = withClasses(reading, cls, readClassName(reading, cls));
    return facts.call({ value, at: cls }, readArguments(reading, list));
  }
  return facts.call({ name: scopeName(reading, text, 'class'), at: cls }, readArguments(reading, list));
}
