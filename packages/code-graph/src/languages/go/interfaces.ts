import { noNode, type Node } from '../../syntax/tree.ts';
import { documentationOf } from './documentation.ts';
import { declareParameters } from './parameters.ts';
import { parts } from './parts.ts';
import { type NamedType, type Reading, withinFunction } from './reading.ts';
import { declareResults } from './results.ts';
import { lineOf } from './signatures.ts';
import { embed } from './structs.ts';
import { isExported, visibilityOf } from './visibility.ts';

/** The methods of an interface, and the interfaces that it contains. */
export function readInterfaceBody(reading: Reading, type: NamedType, node: Node): void {
  const { tree } = reading;
  for (const part of parts(tree, node)) {
    if (tree.kind(part) === 'method_elem') readMethod(reading, type, part);
    else if (tree.kind(part) === 'type_elem') embed(reading, type, part, reading.type(part));
  }
}

function readMethod(reading: Reading, type: NamedType, node: Node): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  const name = tree.text(nameNode);
  const definition = type.definition === -1 ? -1 : defineMethod(reading, type, node, nameNode);
  const fn = facts.openFunction({ definition, receiver: 'instance', class: type.row });
  withinFunction(reading, () => {
    declareParameters(reading, tree.child(node, 'parameters'));
    declareResults(reading, tree.child(node, 'result'));
  });
  facts.closeFunction();
  facts.member(type.row, name, { definition, slot: facts.functionValue(fn), place: 'both' });
}

function defineMethod({ tree, facts }: Reading, type: NamedType, node: Node, nameNode: Node): number {
  const name = tree.text(nameNode);
  return facts.define({
    node,
    nameNode,
    name,
    kind: 'method',
    subkind: 'abstract',
    signature: lineOf(tree, node),
    documentation: documentationOf(tree, node),
    visibility: visibilityOf(name),
    exported: isExported(name),
    parent: type.definition,
  });
}
