import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { type TypeMeaning, unknownType } from '../jvm/meanings.ts';
import { calledName, constructorName } from '../jvm/members.ts';
import { headOf, textBetween } from '../jvm/signatures.ts';
import { readArguments } from './arguments.ts';
import { isExportedBy, readModifiers } from './modifiers.ts';
import { declareParameter, declareParameters } from './parameters.ts';
import { isType, parts } from './parts.ts';
import { addProperty } from './properties.ts';
import { type ClassFacts, type Reading, withinFunction } from './reading.ts';

interface Parameter {
  readonly node: Node;
  readonly nameNode: Node;
  readonly meaning: TypeMeaning;
  readonly slot: Slot;
}

/**
 * `(val a: A, b: B = value)` behind the class's name. It is a definition of its own only where the class has
 * other constructors, too: else a call of the class means the class. Its parameters are in scope of the body.
 */
export function readPrimaryConstructor(
  reading: Reading,
  node: Node,
  cls: ClassFacts,
  members: readonly Node[],
): void {
  const { tree, facts } = reading;
  const constructor = tree.childOfKind(node, 'primary_constructor');
  if (constructor === noNode) return;
  const modifiers = readModifiers(reading, constructor);
  const hasOthers = members.some((member) => tree.kind(member) === 'secondary_constructor');
  const definition = hasOthers
    ? facts.define({
        node: constructor,
        nameNode: constructor,
        name: cls.name,
        kind: 'constructor',
        subkind: 'primary',
        signature: textBetween(tree, tree.start(constructor), tree.end(constructor)),
        visibility: modifiers.visibility,
        exported: isExportedBy(modifiers),
      })
    : -1;
  const fn = facts.openFunction({ definition, receiver: 'instance', class: cls.row });
  const list = parts(tree, tree.childOfKind(constructor, 'class_parameters'));
  const found = list.map((parameter) => readParameter(reading, parameter));
  facts.closeFunction();
  const slot = facts.functionValue(fn);
  facts.member(cls.row, constructorName, { definition, slot, place: 'class' });
  for (const parameter of found) if (parameter !== undefined) declareInBody(reading, parameter, cls);
  if (readModifiers(reading, node).words.has('data')) addDataMembers(reading, found, cls);
}

function readParameter(reading: Reading, node: Node): Parameter | undefined {
  const { tree } = reading;
  const nameNode = tree.childOfKind(node, 'identifier');
  if (nameNode === noNode) return undefined;
  const typeNode = parts(tree, node).find((part) => isType(tree, part)) ?? noNode;
  const last = parts(tree, node).at(-1)!;
  const initial = tree.childOfKind(node, '=') === noNode ? noNode : last;
  const meaning = typeNode === noNode ? unknownType : reading.type(typeNode);
  const isRest = tree
    .text(tree.childOfKind(node, 'modifiers') === noNode ? nameNode : tree.childOfKind(node, 'modifiers'))
    .includes('vararg');
  const slot = declareParameter(reading, {
    name: tree.text(nameNode),
    meaning,
    kind: isRest ? 'rest' : initial === noNode ? 'positional' : 'optional',
    initial: initial === noNode ? nothing : reading.value(initial, 'value'),
  });
  return { node, nameNode, meaning, slot };
}

function declareInBody(
  reading: Reading,
  { node, nameNode, meaning, slot }: Parameter,
  cls: ClassFacts,
): void {
  const { tree, facts } = reading;
  const isProperty = tree.childOfKind(node, 'val') !== noNode || tree.childOfKind(node, 'var') !== noNode;
  if (isProperty) {
    cls.names.add(tree.text(nameNode));
    const modifiers = readModifiers(reading, node);
    return addProperty(reading, cls, {
      node,
      nameNode,
      meaning,
      value: slot,
      modifiers,
      subkind: 'parameter',
    });
  }
  readModifiers(reading, node);
  facts.declare(tree.text(nameNode), 'parameter');
  facts.assign(tree.text(nameNode), slot);
}

/** `componentN` and `copy` of a data class. */
function addDataMembers(reading: Reading, found: readonly (Parameter | undefined)[], cls: ClassFacts): void {
  const { facts } = reading;
  found.forEach((parameter, index) => {
    if (parameter === undefined) return;
    const name = reading.tree.text(parameter.nameNode);
    addGiver(reading, cls, `component${index + 1}`, () => facts.load(facts.this(), name, noNode));
  });
  addGiver(reading, cls, 'copy', () => facts.instance(facts.classValue(cls.row)));
}

function addGiver({ facts }: Reading, cls: ClassFacts, name: string, gives: () => Slot): void {
  const fn = facts.openFunction({ definition: -1, receiver: 'instance', class: cls.row });
  facts.returns(gives());
  facts.closeFunction();
  facts.member(cls.row, calledName(name), { slot: facts.functionValue(fn), place: 'both' });
}

/** `constructor(parameters) : this(…) { … }` */
export function readSecondaryConstructor(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const cls = reading.classes.at(-1)!;
  const modifiers = readModifiers(reading, node);
  const body = tree.childOfKind(node, 'block');
  const definition = facts.define({
    node,
    nameNode: node,
    name: cls.name,
    kind: 'constructor',
    signature: headOf(tree, node, body),
    visibility: modifiers.visibility,
    exported: isExportedBy(modifiers),
  });
  const fn = facts.openFunction({ definition, receiver: 'instance', class: cls.row });
  withinFunction(reading, unknownType, () => {
    declareParameters(reading, tree.childOfKind(node, 'function_value_parameters'));
    readDelegation(reading, tree.childOfKind(node, 'constructor_delegation_call'));
    reading.block(body);
  });
  facts.closeFunction();
  facts.member(cls.row, constructorName, { definition, slot: facts.functionValue(fn), place: 'class' });
}

function readDelegation(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  if (node === noNode) return;
  const args = readArguments(reading, tree.childOfKind(node, 'value_arguments'));
  if (tree.childOfKind(node, 'super') !== noNode) facts.callSuper(constructorName, node, args);
  else facts.call({ value: facts.classValue(facts.class), at: node }, args);
}

/** `init { … }`: code of the class that runs when an instance is made. */
export function readInitializer(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  facts.openFunction({ definition: -1, receiver: 'instance', class: facts.class });
  withinFunction(reading, unknownType, () => reading.block(tree.childOfKind(node, 'block')));
  facts.closeFunction();
}
