import type { Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { isAnonymous } from './declared-names.ts';
import { documentationOf } from './documentation.ts';
import { declareParameters, declareTypeParameters } from './parameters.ts';
import { type Reading, withinFunction } from './reading.ts';
import { bindReceiver, readReceiver, type Receiver } from './receivers.ts';
import { declareResults, giveNamedResults } from './results.ts';
import { headOf } from './signatures.ts';
import { isExported, visibilityOf } from './visibility.ts';

/** `func name(parameters) results { … }`, `func (r *T) name(…) …` */
export function readFunction(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return reading.statement(tree.child(node, 'body'));
  const name = tree.text(nameNode);
  const receiver = readReceiver(reading, tree.child(node, 'receiver'));
  const definition = define(reading, node, nameNode, receiver);
  const fn = facts.openFunction({
    definition,
    receiver: receiver === undefined ? 'none' : 'instance',
    class: receiver?.row ?? -1,
  });
  readBody(reading, node, receiver);
  facts.closeFunction();
  const value = facts.functionValue(fn);
  if (receiver !== undefined) facts.member(receiver.row, name, { definition, slot: value, place: 'both' });
  else if (!isAnonymous(name)) bind(reading, name, definition, value);
}

function define(reading: Reading, node: Node, nameNode: Node, receiver: Receiver | undefined): number {
  const { tree, facts } = reading;
  const name = tree.text(nameNode);
  const isOfOtherFile = receiver !== undefined && receiver.definition === -1;
  return facts.define({
    node,
    nameNode,
    name,
    kind: receiver === undefined ? 'function' : 'method',
    signature: headOf(tree, node),
    documentation: documentationOf(tree, node),
    visibility: visibilityOf(name),
    exported: isExported(name),
    ...(receiver === undefined ? {} : { parent: receiver.definition }),
    ...(isOfOtherFile ? { qualifier: receiver.typeName } : {}),
  });
}

function bind({ facts }: Reading, name: string, definition: number, value: Slot): void {
  const variable = facts.find(name);
  if (variable !== undefined) facts.bindDefinition(variable, definition);
  facts.assign(name, value);
}

/** `func(parameters) results { … }`: its code belongs to the function around it. */
export function readFunctionLiteral(reading: Reading, node: Node): Slot {
  const { facts } = reading;
  const fn = facts.openFunction({ definition: -1, receiver: 'lexical' });
  readBody(reading, node);
  facts.closeFunction();
  return facts.functionValue(fn);
}

function readBody(reading: Reading, node: Node, receiver?: Receiver): void {
  const { tree } = reading;
  withinFunction(reading, () => {
    if (receiver !== undefined) bindReceiver(reading, receiver);
    declareTypeParameters(reading, tree.child(node, 'type_parameters'));
    declareParameters(reading, tree.child(node, 'parameters'));
    const named = declareResults(reading, tree.child(node, 'result'));
    const body = tree.child(node, 'body');
    if (body !== noNode) reading.statement(tree.childOfKind(body, 'statement_list'));
    giveNamedResults(reading, named);
  });
}
