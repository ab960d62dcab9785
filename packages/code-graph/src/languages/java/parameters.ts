import { noNode, type Node } from '../../syntax/tree.ts';
import { declareAs, saysAll, type TypeMeaning, valueOf } from '../jvm/meanings.ts';
import { readModifiers } from './modifiers.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { arrayName } from './type-expressions.ts';
import { readDimensions } from './variables.ts';

/** Adds the parameters to the open function: `(final T a, int[] b, String... rest)`. */
export function declareParameters(reading: Reading, list: Node): void {
  const { tree } = reading;
  for (const node of parts(tree, list)) {
    const kind = tree.kind(node);
    if (kind === 'formal_parameter') addParameter(reading, node);
    else if (kind === 'spread_parameter') addRest(reading, node);
    else if (kind === 'identifier') reading.facts.parameter(tree.text(node));
  }
}

function addParameter(reading: Reading, node: Node): void {
  const { tree } = reading;
  readModifiers(reading, node);
  const name = tree.child(node, 'name');
  const meaning = readDimensions(reading, node, reading.type(tree.child(node, 'type')));
  declareParameter(reading, name === noNode ? '' : tree.text(name), meaning);
}

function declareParameter({ facts }: Reading, name: string, meaning: TypeMeaning): void {
  const slot = facts.parameter(name === '_' ? '' : name);
  declareAs(facts, slot, meaning);
  if (name !== '' && saysAll(meaning)) facts.assign(name, valueOf(facts, meaning));
}

function addRest(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  readModifiers(reading, node);
  const declarator = tree.childOfKind(node, 'variable_declarator');
  const name = declarator === noNode ? noNode : tree.child(declarator, 'name');
  const type = parts(tree, node).find((part) => part !== declarator && tree.kind(part) !== 'modifiers');
  const meaning = reading.type(type ?? noNode);
  const slot = facts.parameter(name === noNode ? '' : tree.text(name), 'rest');
  const element = valueOf(facts, meaning);
  if (name === noNode || type === undefined) return;
  const array = facts.libraryValue(arrayName(tree.text(type)));
  facts.declareType(slot, meaning.type);
  facts.declareType(slot, array);
  const values = element === -1 ? -1 : facts.collection(element);
  facts.assign(tree.text(name), facts.join([slot, facts.instance(array), values]));
}
