import type { Node } from '../../syntax/tree.ts';
import { noNode } from '../../syntax/tree.ts';
import { parts, partsOfField } from './parts.ts';
import type { Reading, TypeMeaning } from './reading.ts';
import { classOfType, declareAs, valueOfType } from './type-meanings.ts';

/** Adds the parameters to the open function: `(a, b int, rest ...T)`. */
export function declareParameters(reading: Reading, list: Node): void {
  for (const node of parts(reading.tree, list)) addDeclaration(reading, node);
}

function addDeclaration(reading: Reading, node: Node): void {
  const { tree } = reading;
  const kind = tree.kind(node);
  const isRest = kind === 'variadic_parameter_declaration';
  if (!isRest && kind !== 'parameter_declaration') return;
  const meaning = reading.type(tree.child(node, 'type'));
  const names = partsOfField(tree, node, 'name').map((name) => tree.text(name));
  for (const name of names.length === 0 ? [''] : names) {
    addParameter(reading, name === '_' ? '' : name, meaning, isRest);
  }
}

function addParameter(reading: Reading, name: string, meaning: TypeMeaning, isRest: boolean): void {
  const { facts } = reading;
  const slot = facts.parameter(name, isRest ? 'rest' : 'positional');
  if (!isRest) return declareAs(reading, slot, meaning);
  const element = valueOfType(reading, meaning);
  if (element !== -1) facts.copy(slot, facts.collection(element));
}

/** `[T any, R Reader]`: a type parameter stands for what its constraint says. */
export function declareTypeParameters(reading: Reading, list: Node): void {
  const { tree, facts } = reading;
  for (const node of parts(tree, list)) {
    const constraint = classOfType(reading, reading.type(tree.child(node, 'type')));
    for (const name of partsOfField(tree, node, 'name')) {
      facts.declare(tree.text(name), 'local');
      facts.assign(tree.text(name), constraint);
    }
  }
}

/** Type parameters that a receiver names: `func (l *List[T])`. */
export function declareReceiverTypes({ tree, facts }: Reading, generic: Node): void {
  for (const argument of parts(tree, tree.child(generic, 'type_arguments'))) {
    const name = tree.firstNamedChild(argument);
    facts.declare(tree.text(name === noNode ? argument : name), 'local');
  }
}
