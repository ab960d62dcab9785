import { noNode, type Node } from '../../syntax/tree.ts';
import { bindGlobal } from './globals.ts';
import { documentationOf } from './documentation.ts';
import { qualified } from './names.ts';
import { parts, textOf } from './parts.ts';
import type { Reading } from './reading.ts';
import { headOf, lineOf } from './signatures.ts';

/** `enum color { RED, GREEN }`: the enumerators are names of the scope around, in C++ with `class` of the enum. */
export function readEnum(reading: Reading, node: Node, alias = noNode): void {
  const { tree, facts } = reading;
  const own = tree.child(node, 'name');
  const nameNode = own === noNode ? alias : own;
  const definition = nameNode === noNode ? -1 : defineEnum(reading, node, nameNode);
  const isScoped = /^enum\s+(?:class|struct)\b/.test(
    tree.source.slice(tree.start(node), tree.start(node) + 20),
  );
  const prefix = isScoped ? `${qualified(reading, textOf(tree, nameNode))}::` : reading.scope.prefixes[0]!;
  for (const item of parts(tree, tree.child(node, 'body'))) {
    const name = tree.child(item, 'name');
    if (name === noNode) {
      reading.statement(item);
      continue;
    }
    reading.value(tree.child(item, 'value'));
    const member = facts.define({
      node: item,
      nameNode: name,
      name: tree.text(name),
      kind: 'enum_member',
      signature: lineOf(tree, item),
      exported: true,
      ...(definition === -1 ? {} : { parent: definition }),
    });
    bindGlobal(reading, prefix + tree.text(name), member);
    reading.scope.cls?.members.add(tree.text(name));
    if (!isScoped && reading.isCpp && nameNode !== noNode) {
      bindGlobal(reading, `${qualified(reading, tree.text(nameNode))}::${tree.text(name)}`, member);
    }
  }
}

function defineEnum(reading: Reading, node: Node, nameNode: Node): number {
  const { tree, facts } = reading;
  const name = tree.text(nameNode);
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind: 'enum',
    signature: headOf(tree, node),
    documentation: documentationOf(tree, node),
    exported: true,
  });
  const isTag = tree.child(node, 'name') !== noNode;
  if (isTag && reading.scope.prefixes.length === 1) bindGlobal(reading, `enum#${name}`, definition);
  if (!isTag || reading.isCpp) bindGlobal(reading, qualified(reading, name), definition);
  return definition;
}
