import type { Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { documentationOf } from '../jvm/comments.ts';
import { declareAs, unknownType, type TypeMeaning } from '../jvm/meanings.ts';
import { exportMember } from '../jvm/exports.ts';
import { calledName, constructorName } from '../jvm/members.ts';
import { headOf } from '../jvm/signatures.ts';
import { declareTypeParameters } from './classes.ts';
import { type Modifiers, readModifiers } from './modifiers.ts';
import { declareParameters } from './parameters.ts';
import { type ClassFacts, type Reading, withinFunction } from './reading.ts';
import { readDimensions } from './variables.ts';

/** A method or a constructor. */
export function readMethod(reading: Reading, node: Node, cls: ClassFacts): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return reading.statement(tree.child(node, 'body'));
  const isConstructor = tree.kind(node).endsWith('constructor_declaration');
  const modifiers = readModifiers(reading, node, cls.isInterface ? 'public' : 'package');
  const isStatic = modifiers.words.has('static');
  const definition = define(reading, { node, nameNode, modifiers, isConstructor }, cls);
  const fn = facts.openFunction({ definition, receiver: isStatic ? 'none' : 'instance', class: cls.row });
  readContents(reading, node);
  facts.closeFunction();
  const slot = facts.functionValue(fn);
  if (isConstructor) return facts.member(cls.row, constructorName, { definition, slot, place: 'class' });
  addMethod(reading, cls, { name: tree.text(nameNode), definition, slot, isStatic });
}

export function addMethod(
  { facts }: Reading,
  cls: ClassFacts,
  method: {
    readonly name: string;
    readonly definition: number;
    readonly slot: Slot;
    readonly isStatic: boolean;
  },
): void {
  const { definition, slot, isStatic } = method;
  const called = calledName(method.name);
  facts.member(cls.row, called, { definition, slot, place: isStatic ? 'class' : 'instance' });
  if (!isStatic || !cls.isNamed) return;
  for (const name of [called, method.name]) {
    exportMember(facts, cls.definition, name, { definition, slot, isPrivate: true });
  }
}

function readContents(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  declareTypeParameters(reading, tree.child(node, 'type_parameters'));
  const result = readResult(reading, node);
  declareAs(facts, facts.returnSlotOf(facts.function), result);
  declareParameters(reading, tree.child(node, 'parameters'));
  const exceptions = tree.childOfKind(node, 'throws');
  if (exceptions !== noNode) reading.type(exceptions);
  withinFunction(reading, result, () => reading.statement(tree.child(node, 'body')));
}

function readResult(reading: Reading, node: Node): TypeMeaning {
  const type = reading.tree.child(node, 'type');
  return type === noNode ? unknownType : readDimensions(reading, node, reading.type(type));
}

interface Method {
  readonly node: Node;
  readonly nameNode: Node;
  readonly modifiers: Modifiers;
  readonly isConstructor: boolean;
}

function define(
  reading: Reading,
  { node, nameNode, modifiers, isConstructor }: Method,
  cls: ClassFacts,
): number {
  const { tree, facts } = reading;
  const { words, visibility } = modifiers;
  const body = tree.child(node, 'body');
  const isAbstract = body === noNode && !words.has('native');
  const word = words.has('static') ? 'static' : words.has('default') && cls.isInterface ? 'default' : '';
  return facts.define({
    node,
    nameNode,
    name: tree.text(nameNode),
    kind: isConstructor ? 'constructor' : 'method',
    subkind: isAbstract && !isConstructor ? 'abstract' : word,
    signature: headOf(tree, node, body),
    documentation: documentationOf(tree, node),
    visibility,
    exported: visibility === 'public' || visibility === 'protected',
  });
}

/** `int value() default 3;` of an annotation type. */
export function readElement(reading: Reading, node: Node, cls: ClassFacts): void {
  const { tree } = reading;
  readMethod(reading, node, cls);
  reading.value(tree.child(node, 'value'));
}
