import { noNode, type Node } from '../../syntax/tree.ts';
import { documentationOf } from '../jvm/comments.ts';
import { exportMember } from '../jvm/exports.ts';
import { readArguments } from './arguments.ts';
import { readModifiers } from './modifiers.ts';
import type { ClassFacts, Reading } from './reading.ts';
import { readAnonymousClass } from './anonymous-classes.ts';

/** `NAME(arguments) { … }`: an instance of the enum, or of a class of its own below it. */
export function readEnumConstant(reading: Reading, node: Node, cls: ClassFacts): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  readModifiers(reading, node);
  const name = tree.text(nameNode);
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind: 'enum_member',
    signature: name,
    documentation: documentationOf(tree, node),
    visibility: 'public',
    exported: true,
  });
  const args = readArguments(reading, tree.child(node, 'arguments'));
  const itself = facts.classValue(cls.row);
  const made = facts.call({ value: itself, at: nameNode }, args);
  const body = tree.child(node, 'body');
  const own = body === noNode ? made : facts.apply(readAnonymousClass(reading, body, itself, nameNode), []);
  const slot = facts.slot();
  facts.declareType(slot, itself);
  facts.copy(slot, own);
  facts.member(cls.row, name, { definition, slot, place: 'both' });
  if (cls.isNamed) exportMember(facts, cls.definition, name, { definition, slot, isPrivate: false });
}
