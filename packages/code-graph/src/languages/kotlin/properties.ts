import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { documentationOf } from '../jvm/comments.ts';
import { declareAs, narrow, saysAll, type TypeMeaning, unknownType, valueOf } from '../jvm/meanings.ts';
import { headOf } from '../jvm/signatures.ts';
import { extend, readFunctionBody, receiverType } from './functions.ts';
import { accessorNames, addMember } from './members.ts';
import { isExportedBy, type Modifiers, readModifiers } from './modifiers.ts';
import { isType, parts, partsOfKind } from './parts.ts';
import { type ClassFacts, type Reading, withinFunction, withReceiver } from './reading.ts';
import { declareTypeParameters } from './type-parameters.ts';
import { declareLocal, destructure } from './variables.ts';

/** `val name: T = value`, `var name by value`, `val Receiver.name get() = …`, `val (a, b) = value` */
export function readProperty(reading: Reading, node: Node): void {
  const { tree } = reading;
  const several = tree.childOfKind(node, 'multi_variable_declaration');
  if (several !== noNode) {
    readModifiers(reading, node);
    return destructure(reading, several, reading.value(initialOf(reading, node), 'value'));
  }
  const variable = tree.childOfKind(node, 'variable_declaration');
  const nameNode = variable === noNode ? noNode : tree.childOfKind(variable, 'identifier');
  if (nameNode === noNode) return;
  if (reading.isInCode) readLocal(reading, node, variable, nameNode);
  else readMember(reading, node, variable, nameNode);
}

const notValues = new Set([
  'modifiers',
  'variable_declaration',
  'multi_variable_declaration',
  'type_parameters',
  'type_constraints',
  'getter',
  'setter',
  'property_delegate',
  'annotation',
]);

function initialOf({ tree }: Reading, node: Node): Node {
  const isValue = (part: Node) => !notValues.has(tree.kind(part)) && !isType(tree, part);
  return parts(tree, node).find(isValue) ?? noNode;
}

function declaredType(reading: Reading, variable: Node): TypeMeaning {
  const type = parts(reading.tree, variable).find((part) => isType(reading.tree, part));
  return type === undefined ? unknownType : reading.type(type);
}

function readLocal(reading: Reading, node: Node, variable: Node, nameNode: Node): void {
  const { facts } = reading;
  readModifiers(reading, node);
  const meaning = declaredType(reading, variable);
  const initial = readValue(reading, node);
  const value = initial === nothing ? valueOf(facts, meaning) : narrow(facts, initial, meaning);
  declareLocal(reading, nameNode, value, meaning);
}

/** The value that a property begins with, or what it is delegated to gives. */
function readValue(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const delegate = tree.childOfKind(node, 'property_delegate');
  if (delegate === noNode) return reading.value(initialOf(reading, node), 'value');
  const value = reading.value(parts(tree, delegate)[0] ?? noNode, 'value');
  if (value === nothing) return nothing;
  const given = facts.apply(facts.load(value, 'getValue()', noNode), []);
  return facts.join([facts.element(value), given]);
}

function readMember(reading: Reading, node: Node, variable: Node, nameNode: Node): void {
  const { tree, facts } = reading;
  const cls = reading.classes.at(-1)!;
  const receiver = receiverType(reading, node, variable);
  facts.openBlock();
  declareTypeParameters(reading, node);
  const modifiers = readModifiers(reading, node);
  const meaning = declaredType(reading, variable);
  const subkind = receiver === noNode ? '' : 'extension';
  const definition = define(reading, {
    node,
    nameNode,
    modifiers,
    subkind,
    initial: initialOf(reading, node),
  });
  const value = withinInitializer(reading, definition, () => readValue(reading, node));
  const given = readAccessors(reading, { node, definition, meaning, receiver, value });
  const name = tree.text(nameNode);
  if (receiver === noNode)
    finishProperty(reading, cls, { name, definition, meaning, value: given, modifiers });
  else extend(reading, node, receiver, { name, definition, slot: narrow(facts, given, meaning) });
  facts.closeBlock();
}

/** Code that makes the value belongs to the property. */
function withinInitializer(reading: Reading, definition: number, read: () => Slot): Slot {
  const { facts } = reading;
  let value = nothing;
  const isOfClass = reading.classes.at(-1)!.definition !== -1;
  facts.openFunction({
    definition: -1,
    receiver: isOfClass ? 'instance' : 'none',
    class: isOfClass ? facts.class : -1,
    owner: definition,
  });
  withinFunction(reading, unknownType, () => {
    value = read();
  });
  facts.closeFunction();
  return value;
}

interface Accessed {
  readonly node: Node;
  readonly definition: number;
  readonly meaning: TypeMeaning;
  readonly receiver: Node;
  readonly value: Slot;
}

/** `get() = …`, `set(value) { … }`: their code belongs to the property, too. */
function readAccessors(reading: Reading, accessed: Accessed): Slot {
  const { tree, facts } = reading;
  const given = [accessed.value];
  for (const part of parts(tree, accessed.node)) {
    const kind = tree.kind(part);
    if (kind === 'getter' || kind === 'setter') given.push(readAccessor(reading, part, accessed));
  }
  return facts.join(given);
}

function readAccessor(
  reading: Reading,
  part: Node,
  { definition, meaning, receiver, value }: Accessed,
): Slot {
  const { tree, facts } = reading;
  const isGetter = tree.kind(part) === 'getter';
  const isOfClass = reading.classes.at(-1)!.definition !== -1;
  const fn = facts.openFunction({
    definition: -1,
    receiver: receiver !== noNode ? 'none' : isOfClass ? 'instance' : 'none',
    class: receiver === noNode && isOfClass ? facts.class : -1,
    owner: definition,
  });
  const read = () =>
    withinFunction(reading, isGetter ? meaning : unknownType, () => {
      const { field } = reading;
      reading.field = facts.join([value, valueOf(facts, meaning)]);
      if (!isGetter) declareSetterParameter(reading, part, meaning);
      readFunctionBody(reading, tree.childOfKind(part, 'function_body'), unknownType);
      reading.field = field;
    });
  if (receiver === noNode) read();
  else {
    declareAs(facts, facts.this(), reading.type(receiver));
    withReceiver(reading, facts.this(), read);
  }
  facts.closeFunction();
  return isGetter ? facts.returnSlotOf(fn) : nothing;
}

function declareSetterParameter(reading: Reading, part: Node, meaning: TypeMeaning): void {
  const { tree, facts } = reading;
  const name = tree.childOfKind(part, 'identifier');
  const slot = facts.parameter(name === noNode ? '' : tree.text(name));
  declareAs(facts, slot, meaning);
}

interface Defined {
  readonly node: Node;
  readonly nameNode: Node;
  readonly modifiers: Modifiers;
  readonly subkind: string;
  readonly initial: Node;
}

function define(reading: Reading, { node, nameNode, modifiers, subkind, initial }: Defined): number {
  const { tree, facts } = reading;
  const cls = reading.classes.at(-1)!;
  const isTop = cls.definition === -1;
  const isConstant = modifiers.words.has('const');
  const ends = [initial, ...partsOfKind(tree, node, 'getter')].filter((part) => part !== noNode);
  return facts.define({
    node,
    nameNode,
    name: tree.text(nameNode),
    kind: isConstant ? 'constant' : isTop ? 'variable' : 'property',
    subkind: subkind === '' && modifiers.words.has('lateinit') ? 'lateinit' : subkind,
    signature: headOf(tree, node, ends[0] ?? noNode),
    documentation: documentationOf(tree, node),
    visibility: modifiers.visibility,
    exported: isExportedBy(modifiers),
  });
}

/** A property that the head of its class declares. */
export function addProperty(
  reading: Reading,
  cls: ClassFacts,
  property: {
    readonly node: Node;
    readonly nameNode: Node;
    readonly meaning: TypeMeaning;
    readonly value: Slot;
    readonly modifiers: Modifiers;
    readonly subkind: string;
  },
): void {
  const definition = define(reading, { ...property, initial: noNode });
  const name = reading.tree.text(property.nameNode);
  finishProperty(reading, cls, { ...property, name, definition });
}

interface Finished {
  readonly name: string;
  readonly definition: number;
  readonly meaning: TypeMeaning;
  readonly value: Slot;
  readonly modifiers: Modifiers;
}

/** Others read and write a property by its name, Java by functions. */
function finishProperty(reading: Reading, cls: ClassFacts, property: Finished): void {
  const { facts } = reading;
  const { name, definition, meaning, value, modifiers } = property;
  const slot = facts.slot();
  declareAs(facts, slot, meaning);
  if (!saysAll(meaning)) facts.copy(slot, value);
  addMember(reading, cls, { name, definition, slot });
  if (modifiers.visibility === 'private') return;
  const { get, set } = accessorNames(name);
  const getter = facts.openFunction({ definition, receiver: 'none' });
  facts.returns(slot);
  facts.closeFunction();
  facts.member(cls.row, get, { definition, slot: facts.functionValue(getter), place: 'both' });
  const setter = facts.openFunction({ definition, receiver: 'none' });
  facts.copy(slot, facts.parameter(''));
  facts.closeFunction();
  facts.member(cls.row, set, { definition, slot: facts.functionValue(setter), place: 'both' });
}
