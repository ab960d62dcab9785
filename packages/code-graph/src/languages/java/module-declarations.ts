import { noNode, type Node } from '../../syntax/tree.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** `module a.b { uses a.Service; provides a.Service with b.Impl; … }` refers to the classes it names. */
export function readModule(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  const name = tree.text(nameNode);
  facts.define({ node, nameNode, name, kind: 'module', signature: `module ${name}`, exported: true });
  for (const directive of parts(tree, tree.child(node, 'body'))) {
    if (!/^(?:uses|provides)_/.test(tree.kind(directive))) continue;
    for (const part of parts(tree, directive)) reading.type(part);
  }
}
