import { noNode, type Node } from '../../syntax/tree.ts';
import { nameText } from './names.ts';
import { openNamespace, type Reading } from './reading.ts';

/** `namespace App;` holds to the next one, `namespace App { … }` for what is in it. */
export function readNamespace(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const outer = reading.names;
  reading.names = openNamespace(namespaceOf(reading, node));
  const body = tree.child(node, 'body');
  if (body === noNode) return;
  facts.openBlock();
  reading.statement(body);
  facts.closeBlock();
  reading.names = outer;
}

export function namespaceOf(reading: Reading, node: Node): string {
  const name = reading.tree.child(node, 'name');
  return name === noNode ? '' : nameText(reading, name);
}
