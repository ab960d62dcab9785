import { noNode, type Node } from '../../syntax/tree.ts';
import { readAttributes } from './attributes.ts';
import { defineMember } from './members.ts';
import { declareParameters } from './parameters.ts';
import type { Reading } from './reading.ts';
import { declareResult } from './results.ts';
import { bindType, exportType } from './type-names.ts';
import { declareTypeParameters, typeParameterNames } from './type-parameters.ts';

/** `delegate T Name(parameters);`: a type of functions. */
export function readDelegate(reading: Reading, node: Node): void {
  const { tree, facts, place } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  const name = tree.text(nameNode);
  const definition = defineMember(reading, { node, nameNode, name, kind: 'type_alias', subkind: 'delegate' });
  facts.openBlock();
  declareTypeParameters(reading, node);
  const row = facts.openClass({ definition, isInterface: true, outer: place.row });
  readAttributes(reading, node);
  facts.openFunction({ definition: -1, receiver: 'none', owner: definition });
  declareParameters(reading, tree.child(node, 'parameters'));
  declareResult(reading, reading.type(tree.child(node, 'type')), false);
  facts.closeFunction();
  facts.closeClass();
  facts.closeBlock();
  const found = { definition, slot: facts.classValue(row) };
  exportType(reading, name, { ...found, isPrivate: true });
  bindType(reading, place.row, name, typeParameterNames(tree, node).length, found);
}
