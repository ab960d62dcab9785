import { noNode, type Node } from '../../syntax/tree.ts';
import { declareAs, valueOf } from '../jvm/meanings.ts';
import { textBetween } from '../jvm/signatures.ts';
import { addMethod } from './methods.ts';
import { readModifiers } from './modifiers.ts';
import { parts } from './parts.ts';
import type { ClassFacts, Reading } from './reading.ts';

/** The components of a record: a field each, which the record's body gives an accessor. */
export function readComponents(reading: Reading, list: Node, cls: ClassFacts): void {
  const { tree, facts } = reading;
  for (const node of parts(tree, list)) {
    const nameNode = tree.child(node, 'name');
    if (nameNode === noNode) continue;
    readModifiers(reading, node);
    const name = tree.text(nameNode);
    const meaning = reading.type(tree.child(node, 'type'));
    const definition = facts.define({
      node,
      nameNode,
      name,
      kind: 'property',
      subkind: 'component',
      signature: textBetween(tree, tree.start(node), tree.end(node)),
      visibility: 'private',
    });
    const slot = facts.slot();
    declareAs(facts, slot, meaning);
    facts.member(cls.row, name, { definition, slot, place: 'instance' });
    cls.names.add(name);
    cls.components.push({ node, nameNode, value: valueOf(facts, meaning) });
  }
}

/** Gives the record those accessors that its body does not write itself. */
export function addAccessors(reading: Reading, members: readonly Node[], cls: ClassFacts): void {
  const { tree, facts } = reading;
  const written = new Set(members.map((member) => accessorName(reading, member)));
  for (const { node, nameNode, value } of cls.components) {
    const name = tree.text(nameNode);
    if (written.has(name)) continue;
    const type = tree.child(node, 'type');
    const definition = facts.define({
      node,
      nameNode,
      name,
      kind: 'method',
      subkind: 'accessor',
      signature: `${type === noNode ? '' : tree.text(type)} ${name}()`.trim(),
      visibility: 'public',
      exported: true,
    });
    const fn = facts.openFunction({ definition, receiver: 'instance', class: cls.row });
    facts.returns(value);
    facts.closeFunction();
    addMethod(reading, cls, { name, definition, slot: facts.functionValue(fn), isStatic: false });
  }
}

/** The name of a method that takes nothing. */
function accessorName({ tree }: Reading, member: Node): string {
  if (tree.kind(member) !== 'method_declaration') return '';
  const isPlain = parts(tree, tree.child(member, 'parameters')).length === 0;
  const name = tree.child(member, 'name');
  return isPlain && name !== noNode ? tree.text(name) : '';
}
