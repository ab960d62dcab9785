import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { readAttributes } from './attributes.ts';
import { modifiersOf } from './modifiers.ts';
import { parts } from './parts.ts';
import type { Reading, TypeMeaning } from './reading.ts';
import { unknownType } from './reading.ts';
import { declareAs } from './type-meanings.ts';

export interface ParameterNode {
  /** `noNode` for a `params` parameter, which the grammar spreads over the list. */
  readonly node: Node;
  readonly name: Node;
  readonly type: Node;
  readonly kind: 'positional' | 'optional' | 'rest';
  /** Whether what is assigned reaches the caller: `out`, `ref`. */
  readonly givesBack: boolean;
  readonly isReceiver: boolean;
}

/** The parameters of a list, in order. */
export function parametersIn(tree: SyntaxTree, list: Node): ParameterNode[] {
  if (list === noNode) return [];
  const found: ParameterNode[] = [];
  let type = noNode;
  for (const part of parts(tree, list)) {
    const field = tree.field(part);
    if (tree.kind(part) === 'parameter') found.push(parameterOf(tree, part));
    else if (tree.kind(part) === 'implicit_parameter')
      found.push({ ...rest, node: part, name: part, type: noNode, kind: 'positional' });
    else if (field === 'type') type = part;
    else if (field === 'name') found.push({ ...rest, name: part, type });
  }
  return found;
}

const rest: ParameterNode = {
  node: noNode,
  name: noNode,
  type: noNode,
  kind: 'rest',
  givesBack: false,
  isReceiver: false,
};

function parameterOf(tree: SyntaxTree, node: Node): ParameterNode {
  const modifiers = modifiersOf(tree, node);
  const hasDefault = tree.childOfKind(node, '=') !== noNode;
  const isRest = modifiers.has('params');
  return {
    node,
    name: tree.child(node, 'name'),
    type: tree.child(node, 'type'),
    kind: isRest ? 'rest' : hasDefault ? 'optional' : 'positional',
    givesBack: modifiers.has('out') || modifiers.has('ref'),
    isReceiver: modifiers.has('this'),
  };
}

/** The name of the member of a function that holds what its parameter gives back. */
export function outgoing(position: number): string {
  return `out ${position}`;
}

/** Adds the parameters to the open function. `meanings` say what those without a type are. */
export function declareParameters(reading: Reading, list: Node, meanings: readonly TypeMeaning[] = []): void {
  const { tree, facts } = reading;
  parametersIn(tree, list).forEach((parameter, index) => {
    if (parameter.node !== noNode) readAttributes(reading, parameter.node);
    const isTyped = parameter.type !== noNode && tree.kind(parameter.type) !== 'implicit_type';
    const meaning = isTyped ? reading.type(parameter.type) : (meanings[index] ?? unknownType);
    const name = parameter.name === noNode ? '' : tree.text(parameter.name);
    const slot = facts.parameter(name === '_' ? '' : name, parameter.kind);
    declareAs(reading, slot, meaning);
    if (parameter.kind === 'optional') readDefault(reading, parameter);
  });
}

function readDefault(reading: Reading, { node, name, type }: ParameterNode): void {
  for (const part of parts(reading.tree, node)) {
    const kind = reading.tree.kind(part);
    if (part === name || part === type || kind === 'modifier' || kind === 'attribute_list') continue;
    reading.value(part);
  }
}

/** What `out` and `ref` parameters ever hold is kept with the function, for its callers. */
export function giveBack(reading: Reading, list: Node, fn: number): void {
  const { tree, facts } = reading;
  parametersIn(tree, list).forEach(({ name, givesBack }, index) => {
    if (!givesBack || name === noNode) return;
    const variable = facts.find(tree.text(name));
    if (variable === undefined) return;
    facts.store(facts.functionValue(fn), outgoing(index), facts.allValuesOf(variable));
  });
}
