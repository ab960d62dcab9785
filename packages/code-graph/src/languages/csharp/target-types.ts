import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { argumentsOf } from './arguments.ts';
import { fill } from './creations.ts';
import { readLambda } from './lambdas.ts';
import { parts } from './parts.ts';
import type { Reading, TypeMeaning } from './reading.ts';
import { classOfType, narrow, valueOfType } from './type-meanings.ts';

/** Reads an expression that is given to a place of the type. */
export function readValueAs(reading: Reading, node: Node, meaning: TypeMeaning): Slot {
  const { tree, facts } = reading;
  if (node === noNode) return nothing;
  switch (tree.kind(node)) {
    case 'implicit_object_creation_expression':
      return create(reading, node, meaning);
    case 'lambda_expression':
    case 'anonymous_method_expression':
      return readLambda(reading, node, meaning);
    case 'initializer_expression':
    case 'collection_expression': {
      const value = valueOfType(reading, meaning);
      return facts.join([value, reading.value(node)]);
    }
    case 'parenthesized_expression':
    case 'conditional_expression':
      return readInner(reading, node, meaning);
    default: {
      const value = reading.value(node, 'value');
      return value === nothing ? valueOfType(reading, meaning) : narrow(reading, value, meaning);
    }
  }
}

/** `new(a, b) { C = d }` */
function create(reading: Reading, node: Node, meaning: TypeMeaning): Slot {
  const { tree, facts } = reading;
  const { args } = argumentsOf(reading, tree.childOfKind(node, 'argument_list'));
  const cls = classOfType(reading, meaning);
  const word = tree.childOfKind(node, 'new');
  const made = facts.call({ value: cls, at: word === noNode ? node : word }, args, 'new');
  const value = facts.join([made, ...meaning.values]);
  fill(reading, value, tree.childOfKind(node, 'initializer_expression'));
  return value;
}

function readInner(reading: Reading, node: Node, meaning: TypeMeaning): Slot {
  const { tree, facts } = reading;
  const condition = tree.child(node, 'condition');
  reading.value(condition);
  const values = parts(tree, node).filter((part) => part !== condition);
  return facts.join(values.map((value) => reading.valueAs(value, meaning)));
}
