import { noNode, type Node } from '../../syntax/tree.ts';
import { isType, parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** `<T : Foo>` and `where T : Bar`: a type parameter stands for what it is bound by. */
export function declareTypeParameters(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const list = parts(tree, tree.childOfKind(node, 'type_parameters'));
  const parameters = list.filter((part) => tree.kind(part) === 'type_parameter');
  for (const parameter of parameters) {
    const name = tree.childOfKind(parameter, 'identifier');
    if (name !== noNode) facts.declare(tree.text(name), 'local');
  }
  const constraints = parts(tree, tree.childOfKind(node, 'type_constraints'));
  for (const parameter of [...parameters, ...constraints]) bind(reading, parameter);
}

function bind(reading: Reading, parameter: Node): void {
  const { tree, facts } = reading;
  const name = tree.childOfKind(parameter, 'identifier');
  if (name === noNode) return;
  const bound = parts(tree, parameter).find((part) => isType(tree, part));
  if (bound !== undefined) facts.assign(tree.text(name), reading.type(bound).type);
}
