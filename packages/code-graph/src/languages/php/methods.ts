import { noNode, type Node } from '../../syntax/tree.ts';
import { docAbove } from './doc-comments.ts';
import { contentOf } from './documentation.ts';
import { readFunctionParts } from './functions.ts';
import { methodKey } from './members.ts';
import { readNamedProviders, readSubscribedMethods } from './named-methods.ts';
import { visibilityOf } from './properties.ts';
import { functionScope, type Reading, within } from './reading.ts';
import { headOf } from './signatures.ts';

export function readMethod(reading: Reading, node: Node): void {
  const { tree, facts, scope } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode || scope.class === null) return reading.statement(tree.child(node, 'body'));
  const name = tree.text(nameNode);
  const isStatic = tree.childOfKind(node, 'static_modifier') !== noNode;
  const isConstructor = name.toLowerCase() === '__construct';
  const doc = docAbove(reading, node);
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind: isConstructor ? 'constructor' : 'method',
    subkind: subkindOf(reading, node, isStatic),
    signature: headOf(tree, node),
    documentation: contentOf(doc.text),
    visibility: visibilityOf(reading, node),
    parent: scope.class.definition,
  });
  const { row } = scope.class;
  const fn = facts.openFunction({ definition, receiver: isStatic ? 'class' : 'instance', class: row });
  within(reading, functionScope({ class: scope.class, isStatic, globals: doc.globals }), () => {
    readFunctionParts(reading, node, doc);
    readNamedProviders(reading, doc, nameNode);
    readSubscribedMethods(reading, name, tree.child(node, 'body'));
  });
  facts.closeFunction();
  facts.member(row, methodKey(name), { definition, slot: facts.functionValue(fn), place: 'both' });
}

function subkindOf({ tree }: Reading, node: Node, isStatic: boolean): string {
  if (isStatic) return 'static';
  return tree.childOfKind(node, 'abstract_modifier') === noNode ? '' : 'abstract';
}
