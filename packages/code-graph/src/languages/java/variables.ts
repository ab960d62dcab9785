import { nothing } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { narrow, type TypeMeaning, valueOf } from '../jvm/meanings.ts';
import { readModifiers } from './modifiers.ts';
import { partsOfField } from './parts.ts';
import type { Reading } from './reading.ts';

/** `T a = x, b[] = y;` inside a function. */
export function readVariables(reading: Reading, node: Node): void {
  const { tree } = reading;
  readModifiers(reading, node);
  const meaning = reading.type(tree.child(node, 'type'));
  for (const declarator of partsOfField(tree, node, 'declarator'))
    declareVariable(reading, declarator, meaning);
}

function declareVariable(reading: Reading, declarator: Node, type: TypeMeaning): void {
  const { tree, facts } = reading;
  const meaning = readDimensions(reading, declarator, type);
  const initial = reading.value(tree.child(declarator, 'value'), 'value');
  const value = initial === nothing ? valueOf(facts, meaning) : narrow(facts, initial, meaning);
  declareLocal(reading, tree.child(declarator, 'name'), value, meaning);
}

/** Declares a local name; what it is given later is of its type, too. */
export function declareLocal(
  { tree, facts, typesOfLocals }: Reading,
  name: Node,
  value: number,
  meaning?: TypeMeaning,
): void {
  if (name === noNode || tree.text(name) === '_') return;
  const variable = facts.declare(tree.text(name), 'local');
  if (meaning !== undefined) typesOfLocals.set(variable, meaning);
  facts.assign(tree.text(name), value);
}

/** `int a[]`: brackets behind the name. */
export function readDimensions(reading: Reading, node: Node, meaning: TypeMeaning): TypeMeaning {
  const { facts, tree } = reading;
  if (tree.child(node, 'dimensions') === noNode) return meaning;
  const element = valueOf(facts, meaning);
  return { type: nothing, value: element === nothing ? nothing : facts.collection(element) };
}
