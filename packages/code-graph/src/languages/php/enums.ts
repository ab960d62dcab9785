import { noNode, type Node } from '../../syntax/tree.ts';
import { commentAbove, contentOf } from './documentation.ts';
import { constantKeyOf, methodKey } from './members.ts';
import type { Reading, ReadingClass } from './reading.ts';
import { lineOf } from './signatures.ts';

/** The methods that every enum has. */
export function declareEnumMethods({ facts }: Reading, cls: ReadingClass): void {
  const instance = facts.instance(cls.value);
  const results = { cases: facts.collection(instance), from: instance, tryFrom: instance };
  for (const [name, result] of Object.entries(results)) {
    const fn = facts.openFunction({ definition: -1, receiver: 'class', class: cls.row });
    facts.returns(result);
    facts.closeFunction();
    facts.member(cls.row, methodKey(name), { slot: facts.functionValue(fn), place: 'class' });
  }
}

/** `case Hearts = 'H';`: an instance of the enum. */
export function readEnumCase(reading: Reading, node: Node): void {
  const { tree, facts, scope } = reading;
  const cls = scope.class;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode || cls === null) return;
  reading.value(tree.child(node, 'attributes'));
  reading.value(tree.child(node, 'value'), 'value');
  const definition = facts.define({
    node,
    nameNode,
    name: tree.text(nameNode),
    kind: 'enum_member',
    signature: lineOf(tree, node),
    documentation: contentOf(commentAbove(tree, node)),
    visibility: 'public',
    parent: cls.definition,
  });
  const slot = facts.instance(cls.value);
  facts.member(cls.row, constantKeyOf(tree.text(nameNode)), { definition, slot, place: 'class' });
}
