import { noNode, type Node } from '../../syntax/tree.ts';
import { documentationOf } from './documentation.ts';
import { attributeNamed } from './heads.ts';
import { macroKey } from './names.ts';
import { nameOf } from './parts.ts';
import type { Reading } from './reading.ts';

/** `macro_rules! name { … }` */
export function readMacroDefinition(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  const name = nameOf(tree, nameNode);
  const isExported = attributeNamed(reading, node, 'macro_export') !== noNode;
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind: 'macro',
    signature: `macro_rules! ${name}`,
    documentation: documentationOf(reading, node),
    visibility: isExported ? 'public' : 'private',
    exported: isExported,
  });
  const fn = facts.openFunction({ definition, receiver: 'none' });
  facts.closeFunction();
  const key = macroKey(name);
  const variable = facts.find(key);
  if (variable !== undefined) facts.bindDefinition(variable, definition);
  facts.assign(key, facts.functionValue(fn));
}
