import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { declareAs, saysAll, type TypeMeaning, unknownType, valueOf } from '../jvm/meanings.ts';
import { isType, parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** Adds the parameters to the open function: `(a: T, vararg b: U, c: V = value)`. */
export function declareParameters(reading: Reading, list: Node): void {
  const { tree } = reading;
  let isRest = false;
  const given = parts(tree, list);
  given.forEach((node, index) => {
    if (tree.kind(node) === 'parameter_modifiers') isRest = tree.text(node).includes('vararg');
    if (tree.kind(node) !== 'parameter') return;
    const next = given[index + 1] ?? noNode;
    const isValue = next !== noNode && !tree.kind(next).startsWith('parameter');
    addParameter(reading, node, { isRest, initial: isValue ? next : noNode });
    isRest = false;
  });
}

function addParameter(
  reading: Reading,
  node: Node,
  { isRest, initial }: { readonly isRest: boolean; readonly initial: Node },
): void {
  const { tree } = reading;
  const name = tree.childOfKind(node, 'identifier');
  const type = parts(tree, node).find((part) => isType(tree, part)) ?? noNode;
  const value = initial === noNode ? nothing : reading.value(initial, 'value');
  declareParameter(reading, {
    name: name === noNode ? '' : tree.text(name),
    meaning: type === noNode ? unknownType : reading.type(type),
    kind: isRest ? 'rest' : initial === noNode ? 'positional' : 'optional',
    initial: value,
  });
}

/** Adds a parameter to the open function and gives what it holds. */
export function declareParameter(
  { facts }: Reading,
  parameter: {
    readonly name: string;
    readonly meaning: TypeMeaning;
    readonly kind: 'positional' | 'optional' | 'rest';
    readonly initial: Slot;
  },
): Slot {
  const { name, meaning, kind, initial } = parameter;
  const slot = facts.parameter(name === '_' ? '' : name, kind);
  if (kind === 'rest') {
    const element = valueOf(facts, meaning);
    if (element !== nothing) facts.copy(slot, facts.collection(element));
    return slot;
  }
  declareAs(facts, slot, meaning);
  if (saysAll(meaning)) {
    const declared = valueOf(facts, meaning);
    if (name !== '' && name !== '_') facts.assign(name, declared);
    return declared;
  }
  facts.copy(slot, initial);
  return slot;
}
