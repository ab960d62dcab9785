import { nothing } from '../../facts/scopes.ts';
import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { parts, partsOfKind } from './parts.ts';
import type { Reading } from './reading.ts';
import { classOfType } from './type-meanings.ts';

function listOf(tree: SyntaxTree, node: Node): Node {
  return tree.childOfKind(node, 'type_parameter_list');
}

export function typeParameterNames(tree: SyntaxTree, node: Node): readonly string[] {
  return partsOfKind(tree, listOf(tree, node), 'type_parameter').map((parameter) => {
    const name = tree.child(parameter, 'name');
    return tree.text(name === noNode ? parameter : name);
  });
}

/** `<T, U> where T : Foo`: a type parameter stands for what its constraints say. */
export function declareTypeParameters(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const list = listOf(tree, node);
  if (list === noNode) return;
  for (const parameter of partsOfKind(tree, list, 'type_parameter')) {
    const name = tree.child(parameter, 'name');
    if (name !== noNode) facts.declare(tree.text(name), 'parameter');
  }
  for (const clause of partsOfKind(tree, node, 'type_parameter_constraints_clause')) {
    const [name, ...constraints] = parts(tree, clause);
    if (name === undefined) continue;
    const types = constraints.map((constraint) => tree.child(constraint, 'type'));
    const classes = types.map((type) => classOfType(reading, reading.type(type)));
    const known = facts.join(classes);
    if (known !== nothing) facts.assign(tree.text(name), known);
  }
}
