import { nothing } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readAttributes } from './attributes.ts';
import { callConstructor } from './bases.ts';
import { readExtension } from './extension-methods.ts';
import { defineMember, isClosed, type MemberHead, placeOf } from './members.ts';
import { modifiersOf } from './modifiers.ts';
import { declareParameters, giveBack } from './parameters.ts';
import { firstPart } from './parts.ts';
import { inPlace, type Reading, withinFunction } from './reading.ts';
import { declareResult } from './results.ts';
import { dependOnReceiver } from './type-arguments.ts';
import { declareTypeParameters } from './type-parameters.ts';

/** `T Name<U>(parameters) { … }` */
export function readMethod(reading: Reading, node: Node): void {
  const nameNode = reading.tree.child(node, 'name');
  if (nameNode === noNode) return reading.statement(reading.tree.child(node, 'body'));
  readFunctionMember(reading, { node, nameNode, name: reading.tree.text(nameNode), kind: 'method' });
}

/** `~C() { … }` */
export function readFinalizer(reading: Reading, node: Node): void {
  const nameNode = reading.tree.child(node, 'name');
  if (nameNode === noNode) return;
  const name = `~${reading.tree.text(nameNode)}`;
  readFunctionMember(reading, { node, nameNode, name, kind: 'method', subkind: 'finalizer' });
}

/** `static C operator +(C a, C b) { … }` */
export function readOperator(reading: Reading, node: Node): void {
  const { tree } = reading;
  const nameNode = tree.child(node, 'operator');
  if (nameNode === noNode) return;
  const name = `operator ${tree.text(nameNode)}`;
  readFunctionMember(reading, { node, nameNode, name, kind: 'method', subkind: 'operator' });
}

/** `static implicit operator int(C a) { … }` */
export function readConversion(reading: Reading, node: Node): void {
  const { tree } = reading;
  const nameNode = tree.child(node, 'type');
  if (nameNode === noNode) return;
  const word = tree.childOfKind(node, 'explicit') === noNode ? 'implicit' : 'explicit';
  const name = `${word} operator ${tree.text(nameNode)}`;
  readFunctionMember(reading, { node, nameNode, name, kind: 'method', subkind: 'conversion' });
}

/** `C(parameters) : base(…) { … }`, `static C() { … }` */
export function readConstructor(reading: Reading, node: Node): void {
  const { tree } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  const isStatic = modifiersOf(tree, node).has('static');
  readFunctionMember(
    reading,
    {
      node,
      nameNode,
      name: tree.text(nameNode),
      kind: 'constructor',
      ...(isStatic ? { subkind: 'static' } : {}),
    },
    isStatic ? '.cctor' : '.ctor',
  );
}

/** @param member the name under which the member is found, where that is not its own. */
function readFunctionMember(reading: Reading, head: MemberHead, member = head.name): void {
  const { tree, facts, place } = reading;
  const { node } = head;
  const [type] = place.types;
  const modifiers = modifiersOf(tree, node);
  const isInstance = placeOf(modifiers) === 'instance';
  const definition = defineMember(reading, head);
  facts.openBlock();
  declareTypeParameters(reading, node);
  const extend = isInstance ? undefined : readExtension(reading, node, { definition, name: member });
  const fn = facts.openFunction({
    definition,
    receiver: isInstance && type !== undefined ? 'instance' : 'none',
    class: type?.row ?? -1,
  });
  inPlace(reading, { ...place, isStatic: !isInstance }, () => readBody(reading, node, modifiers, fn));
  facts.closeFunction();
  facts.closeBlock();
  extend?.(fn);
  if (type === undefined) return;
  const isOperator = head.subkind === 'operator' || member === '.ctor';
  facts.member(type.row, member, {
    definition,
    slot: facts.functionValue(fn),
    isClosed: isClosed(reading, modifiers),
    place: isOperator ? (member === '.ctor' ? 'class' : 'both') : placeOf(modifiers),
  });
}

function readBody(reading: Reading, node: Node, modifiers: ReadonlySet<string>, fn: number): void {
  const { tree } = reading;
  readAttributes(reading, node);
  const parameters = tree.child(node, 'parameters');
  declareParameters(reading, parameters);
  const type = resultNode(reading, node);
  dependOnReceiver(reading, reading.facts.returnSlotOf(fn), type);
  const result = declareResult(reading, reading.type(type), modifiers.has('async'));
  withinFunction(reading, result, () => {
    callInitializer(reading, node);
    readFunctionBody(reading, tree.child(node, 'body'));
  });
  giveBack(reading, parameters, fn);
}

function resultNode({ tree }: Reading, node: Node): Node {
  if (tree.kind(node) === 'constructor_declaration') return noNode;
  const returns = tree.child(node, 'returns');
  return returns === noNode ? tree.child(node, 'type') : returns;
}

function callInitializer(reading: Reading, node: Node): void {
  const { tree } = reading;
  const initializer = tree.childOfKind(node, 'constructor_initializer');
  if (initializer === noNode) return;
  const isBase = tree.childOfKind(initializer, 'base') !== noNode;
  const word = tree.childOfKind(initializer, isBase ? 'base' : 'this');
  const at = word === noNode ? initializer : word;
  callConstructor(reading, at, tree.childOfKind(initializer, 'argument_list'), isBase ? 'base' : 'this');
}

/** `{ … }` or `=> value` */
export function readFunctionBody(reading: Reading, body: Node): void {
  const { tree, facts, result } = reading;
  if (body === noNode) return;
  if (tree.kind(body) !== 'arrow_expression_clause') return reading.statement(body);
  const value = reading.valueAs(firstPart(tree, body), result.meaning);
  if (result.task === nothing) facts.returns(value);
  else facts.store(result.task, 'Result', value);
}
