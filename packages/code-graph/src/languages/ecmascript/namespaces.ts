import { noNode, type Node } from '../../syntax/tree.ts';
import { documentationBefore } from './documentation.ts';
import { readBlock } from './hoisting.ts';
import { bindType } from './interfaces.ts';
import { keyName, stringText } from './keys.ts';
import { modifiersOf } from './modifiers.ts';
import { type Reader, withBody } from './reading.ts';
import { oneLine, signatureOf } from './signatures.ts';

/** Defines an enum: a class to the graph, with its members found on the class itself. */
export function declareEnum(r: Reader, node: Node, statement: Node): void {
  const { tree, facts } = r;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  const body = tree.child(node, 'body');
  const isConst = modifiersOf(tree, node).words.includes('const');
  const definition = facts.define({
    node,
    nameNode,
    name: tree.text(nameNode),
    kind: 'enum',
    subkind: isConst ? 'const' : '',
    signature: signatureOf(tree, node, body),
    documentation: documentationBefore(tree.source, tree.start(statement)),
  });
  const row = facts.openClass({ definition });
  if (body !== noNode) for (const member of tree.namedChildren(body)) readEnumMember(r, member, row);
  facts.closeClass();
  bindType(r, tree.text(nameNode), definition, facts.classValue(row));
}

function readEnumMember(r: Reader, node: Node, row: number): void {
  const { tree, facts } = r;
  if (tree.kind(node) === 'comment') return;
  const named = tree.child(node, 'name');
  const nameNode = named === noNode ? node : named;
  const name = keyName(tree, nameNode) ?? tree.text(nameNode);
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind: 'enum_member',
    signature: oneLine(tree.source, tree.start(node), tree.end(node)),
    documentation: documentationBefore(tree.source, tree.start(node)),
  });
  const value = tree.child(node, 'value');
  if (value !== noNode) r.read(value);
  facts.member(row, name, { definition, slot: facts.slot(), place: 'class' });
}

/**
 * Reads `namespace N { … }`, `declare module 'x' { … }` or `declare global { … }`. A namespace is a
 * class to the graph whose exported names are members of the class itself.
 */
export function declareNamespace(r: Reader, node: Node, statement: Node): void {
  const { tree, facts } = r;
  const nameNode = tree.child(node, 'name');
  const body = tree.child(node, 'body');
  if (nameNode === noNode || body === noNode) return;
  const isModule = tree.kind(nameNode) === 'string';
  const name = isModule ? stringText(tree, nameNode) : tree.text(nameNode);
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind: isModule ? 'module' : 'namespace',
    signature: signatureOf(tree, node, body),
    documentation: documentationBefore(tree.source, tree.start(statement)),
  });
  const row = facts.openClass({ definition });
  const bodyOf = { ...r.body, class: null, isModuleLevel: true, namespace: isModule ? -1 : row };
  withBody(r, bodyOf, () => readBlock(r, body));
  facts.closeClass();
  if (!isModule) bindType(r, rootOf(name), definition, facts.classValue(row));
}

function rootOf(path: string): string {
  return path.split('.', 1)[0]!;
}
