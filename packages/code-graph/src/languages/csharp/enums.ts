import { noNode, type Node } from '../../syntax/tree.ts';
import { readAttributes } from './attributes.ts';
import { documentationOf } from './documentation.ts';
import { listed } from './parts.ts';
import type { Reading, TypeBody } from './reading.ts';
import { headOf } from './signatures.ts';

/** `A = 1, B`: each is a value of the enum's. */
export function readEnumMembers(reading: Reading, list: Node, body: TypeBody): void {
  const { tree, facts } = reading;
  for (const node of listed(tree, list)) {
    const nameNode = tree.kind(node) === 'enum_member_declaration' ? tree.child(node, 'name') : noNode;
    if (nameNode === noNode) continue;
    const name = tree.text(nameNode);
    const definition = facts.define({
      node,
      nameNode,
      name,
      kind: 'enum_member',
      signature: headOf(tree, node),
      documentation: documentationOf(tree, node),
      visibility: 'public',
      exported: true,
    });
    readAttributes(reading, node);
    reading.value(tree.child(node, 'value'));
    const slot = facts.instance(facts.classValue(body.row));
    facts.member(body.row, name, { definition, slot, place: 'class' });
  }
}
