import type { Argument } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { assignTo } from './assignments.ts';
import { parts } from './parts.ts';
import type { Reading, TypeMeaning } from './reading.ts';
import { valueOfType } from './type-meanings.ts';

/** An argument that the callee gives a value: `out var x`, `ref x`. */
export interface Outgoing {
  readonly position: number;
  readonly take: (value: Slot) => void;
}

export interface Given {
  readonly args: readonly Argument[];
  readonly outgoing: readonly Outgoing[];
}

/** `(a, name: b, out var c)` */
export function argumentsOf(reading: Reading, list: Node): Given {
  const { tree } = reading;
  const args: Argument[] = [];
  const outgoing: Outgoing[] = [];
  for (const node of parts(tree, list)) {
    if (tree.kind(node) !== 'argument') continue;
    const name = tree.child(node, 'name');
    const value = parts(tree, node).find((part) => part !== name) ?? noNode;
    const back = outgoingOf(reading, node, value, args.length);
    if (back !== undefined) outgoing.push(back);
    const slot = readArgument(reading, value, back !== undefined);
    args.push(name === noNode ? { slot } : { slot, keyword: tree.text(name) });
  }
  return { args, outgoing };
}

function readArgument(reading: Reading, value: Node, isGivenBack: boolean): Slot {
  const { tree } = reading;
  if (value === noNode) return nothing;
  if (tree.kind(value) === 'declaration_expression') return declareIn(reading, value);
  return isGivenBack && tree.kind(value) === 'identifier' && tree.text(value) === '_'
    ? nothing
    : reading.value(value, 'value');
}

function outgoingOf(reading: Reading, node: Node, value: Node, position: number): Outgoing | undefined {
  const { tree, facts } = reading;
  const isOut = tree.childOfKind(node, 'out') !== noNode || tree.childOfKind(node, 'ref') !== noNode;
  if (!isOut || value === noNode) return undefined;
  if (tree.kind(value) === 'declaration_expression') {
    const name = tree.child(value, 'name');
    return {
      position,
      take: (slot) => {
        if (name !== noNode) facts.assign(tree.text(name), slot);
      },
    };
  }
  return {
    position,
    take: (slot) => {
      if (slot !== nothing) assignTo(reading, value, slot);
    },
  };
}

/** `out Foo x`: declares the local; gives what its type says. */
function declareIn(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const name = tree.child(node, 'name');
  const meaning: TypeMeaning = reading.type(tree.child(node, 'type'));
  const slot = valueOfType(reading, meaning);
  if (name !== noNode && tree.kind(name) === 'identifier') {
    facts.declare(tree.text(name), 'local');
    facts.assign(tree.text(name), slot);
  }
  return slot;
}
