import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { documentationOf } from '../jvm/comments.ts';
import { declareAs, saysAll, type TypeMeaning, unknownType } from '../jvm/meanings.ts';
import { calledName } from '../jvm/members.ts';
import { headOf } from '../jvm/signatures.ts';
import { addFunction, exportExtension } from './members.ts';
import { isExportedBy, readModifiers } from './modifiers.ts';
import { declareParameters } from './parameters.ts';
import { isType, parts } from './parts.ts';
import { type Reading, withinFunction, withReceiver } from './reading.ts';
import { declareTypeParameters } from './type-parameters.ts';

/** `fun <T> Receiver.name(parameters): Result { … }` */
export function readFunction(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  const cls = reading.classes.at(-1);
  if (nameNode === noNode || cls === undefined) return;
  const name = tree.text(nameNode).replaceAll('`', '');
  const isMember = !reading.isInCode && cls.definition !== -1;
  const receiver = receiverType(reading, node, nameNode);
  const definition = define(reading, node, nameNode, { isMember, isExtension: receiver !== noNode });
  const isOwn = receiver === noNode && !reading.isInCode && cls.definition !== -1;
  const lexical = reading.isInCode ? 'lexical' : 'none';
  const fn = facts.openFunction({
    definition,
    receiver: receiver !== noNode ? 'none' : isOwn ? 'instance' : lexical,
    class: isOwn ? cls.row : -1,
  });
  readContents(reading, node, receiver);
  facts.closeFunction();
  const slot = facts.functionValue(fn);
  if (receiver !== noNode) extend(reading, node, receiver, { name: calledName(name), definition, slot });
  if (!reading.isInCode) {
    if (receiver === noNode) addFunction(reading, cls, { name, definition, slot });
    else exportExtension(reading, cls, { name, definition, slot });
    return;
  }
  const variable = facts.find(calledName(name)) ?? facts.declare(calledName(name), 'definition');
  facts.bindDefinition(variable, definition);
  facts.assign(calledName(name), slot);
}

/** Makes the function a member of the type that it extends. */
export function extend(
  reading: Reading,
  node: Node,
  receiver: Node,
  member: { readonly name: string; readonly definition: number; readonly slot: Slot },
): void {
  const { facts } = reading;
  facts.openBlock();
  declareTypeParameters(reading, node);
  const { type } = reading.type(receiver);
  facts.closeBlock();
  const part = facts.openClass({ definition: -1, isPart: true });
  facts.base(part, type === nothing ? facts.libraryValue('Object') : type, 'extends', receiver);
  facts.closeClass();
  facts.member(part, member.name, { definition: member.definition, slot: member.slot, place: 'instance' });
}

function readContents(reading: Reading, node: Node, receiver: Node): void {
  const { facts } = reading;
  facts.openBlock();
  declareTypeParameters(reading, node);
  const own = receiver === noNode ? nothing : facts.this();
  if (receiver !== noNode) declareAs(facts, own, reading.type(receiver));
  const read = () => readHeadAndBody(reading, node, receiver);
  if (own === nothing) read();
  else withReceiver(reading, own, read);
  facts.closeBlock();
}

function readHeadAndBody(reading: Reading, node: Node, receiver: Node): void {
  const { tree, facts } = reading;
  const written = parts(tree, node).find((part) => isType(tree, part) && part !== receiver);
  const result = written === undefined ? unknownType : reading.type(written);
  declareAs(facts, facts.returnSlotOf(facts.function), result);
  withinFunction(reading, result, () => {
    declareParameters(reading, tree.childOfKind(node, 'function_value_parameters'));
    readFunctionBody(reading, tree.childOfKind(node, 'function_body'), result);
  });
}

/** `{ … }` or `= value` */
export function readFunctionBody(reading: Reading, body: Node, result: TypeMeaning): void {
  const { tree, facts } = reading;
  const inner = body === noNode ? noNode : (parts(tree, body)[0] ?? noNode);
  if (inner === noNode) return;
  if (tree.kind(inner) === 'block') {
    reading.block(inner);
    return;
  }
  const value: Slot = reading.value(inner, 'value');
  if (!saysAll(result)) facts.returns(value);
}

/** The type before the name: `Foo` of `fun Foo.bar()`. */
export function receiverType({ tree }: Reading, node: Node, nameNode: Node): Node {
  const before = parts(tree, node).filter(
    (part) => isType(tree, part) && tree.start(part) < tree.start(nameNode),
  );
  return before.at(-1) ?? noNode;
}

function define(
  reading: Reading,
  node: Node,
  nameNode: Node,
  { isMember, isExtension }: { readonly isMember: boolean; readonly isExtension: boolean },
): number {
  const { tree, facts } = reading;
  const modifiers = readModifiers(reading, node);
  const body = tree.childOfKind(node, 'function_body');
  const word = ['operator', 'infix', 'suspend', 'inline'].find((each) => modifiers.words.has(each)) ?? '';
  const isAbstract = isMember && body === noNode && !modifiers.words.has('external');
  return facts.define({
    node,
    nameNode,
    name: tree.text(nameNode).replaceAll('`', ''),
    kind: isMember ? 'method' : 'function',
    subkind: isAbstract ? 'abstract' : isExtension ? 'extension' : word,
    signature: headOf(tree, node, body),
    documentation: documentationOf(tree, node),
    visibility: modifiers.visibility,
    exported: !reading.isInCode && isExportedBy(modifiers),
  });
}
