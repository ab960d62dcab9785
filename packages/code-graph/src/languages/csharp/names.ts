import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { type DeclaredMember, type Reading, surrounding, type TypeBody } from './reading.ts';
import { classOfType } from './type-meanings.ts';
import { typeKey } from './type-names.ts';

/** A name alone: a local, or what the types and namespaces around have. */
export function readName(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const name = tree.text(node);
  const local = facts.find(name);
  if (local !== undefined) return facts.readVariable(local, node, access);
  return facts.around(surrounding(reading), name, node, access);
}

/** `A<B>` where a value may stand: a type, or a method with its type arguments. */
export function readGenericName(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const list = tree.childOfKind(node, 'type_argument_list');
  const parent = tree.parent(node);
  const isQualifier = tree.kind(parent) === 'member_access_expression' && tree.field(node) === 'expression';
  if (isQualifier) return classOfType(reading, reading.type(node));
  if (list !== noNode) reading.type(list);
  const name = tree.firstNamedChild(node);
  return name === noNode ? nothing : facts.around(surrounding(reading), tree.text(name), name, access);
}

/**
 * What stands before a dot. A member that is called like its own type (`Color Color`) may be meant, and the
 * type as well.
 */
export function readQualifier(reading: Reading, node: Node): Slot {
  const { tree, facts, place } = reading;
  if (node === noNode) return nothing;
  const value = reading.value(node);
  if (tree.kind(node) !== 'identifier') return value;
  const name = tree.text(node);
  const isOwnType = memberNamed(reading, name)?.member.type.replace(/\?$/, '').split('.').at(-1) === name;
  const isLocal = facts.find(name) !== undefined;
  if (!isOwnType || isLocal) return value;
  const type = facts.around({ class: place.row, receiver: nothing }, typeKey(name, 0), noNode);
  return facts.join([value, type]);
}

/** What the types around declare in this file under the name, the innermost first. */
function memberNamed(
  { place }: Reading,
  name: string,
): { readonly type: TypeBody; readonly member: DeclaredMember } | undefined {
  for (const type of place.types) {
    const member = type.members.get(name);
    if (member !== undefined) return { type, member };
  }
  return undefined;
}

/** Gives a name its value: a local, or a member of a type around. */
export function assignName(reading: Reading, node: Node, value: Slot): void {
  const { tree, facts, place } = reading;
  const name = tree.text(node);
  if (name === '_' && facts.find(name) === undefined) return;
  if (facts.find(name) !== undefined) return facts.assign(name, value, node);
  const [own] = place.types;
  if (own === undefined) return;
  const declared = memberNamed(reading, name);
  const isStatic = declared?.member.isStatic ?? place.isStatic;
  const holder = isStatic ? facts.classValue((declared?.type ?? own).row) : facts.this();
  facts.store(holder, name, value, node);
}
