import { nothing } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { declareDesignation } from './designations.ts';
import { declaratorName } from './declared-members.ts';
import { lastPart, partsOfKind } from './parts.ts';
import type { Reading } from './reading.ts';
import { valueOfType } from './type-meanings.ts';

/** `Foo a = b, c`, `var (x, y) = z` */
export function readLocals(reading: Reading, node: Node): void {
  const { tree } = reading;
  if (node === noNode) return;
  const meaning = reading.type(tree.child(node, 'type'));
  for (const declarator of partsOfKind(tree, node, 'variable_declarator')) {
    const name = declaratorName(tree, declarator);
    const given = lastPart(tree, declarator);
    const hasValue = given !== noNode && given !== name;
    const value = hasValue ? reading.valueAs(given, meaning) : valueOfType(reading, meaning);
    declareDesignation(reading, name, value === nothing ? valueOfType(reading, meaning) : value);
  }
}
