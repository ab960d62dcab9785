import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { calledName } from '../jvm/members.ts';
import { declareClasses } from './classes.ts';
import { readEnumConstant } from './enums.ts';
import { readFields } from './fields.ts';
import { readElement, readMethod } from './methods.ts';
import { parts } from './parts.ts';
import type { ClassFacts, Reading } from './reading.ts';
import { addAccessors, readComponents } from './records.ts';
import { readInitializer } from './initializers.ts';

type MemberReader = (reading: Reading, node: Node, cls: ClassFacts) => void;

const memberReaders: Readonly<Record<string, MemberReader>> = {
  method_declaration: readMethod,
  constructor_declaration: readMethod,
  compact_constructor_declaration: readMethod,
  annotation_type_element_declaration: readElement,
  field_declaration: readFields,
  constant_declaration: readFields,
  enum_constant: readEnumConstant,
  static_initializer: (reading, node) => readInitializer(reading, node, true),
  block: (reading, node) => readInitializer(reading, node, false),
};

/** The declarations of a class body; of a record's head, its components. */
export function readBody(reading: Reading, node: Node, cls: ClassFacts): void {
  const { tree } = reading;
  if (node === noNode) return;
  if (tree.kind(node) === 'formal_parameters') return readComponents(reading, node, cls);
  const members = membersIn(reading, node);
  declareClasses(reading, members);
  for (const member of members) for (const name of namesOf(reading, member)) cls.names.add(name);
  addAccessors(reading, members, cls);
  for (const member of members) {
    const reader = memberReaders[tree.kind(member)];
    if (reader === undefined) reading.statement(member);
    else reader(reading, member, cls);
  }
}

/** What an enum declares behind its constants are members like these. */
function membersIn({ tree }: Reading, node: Node): Node[] {
  return parts(tree, node).flatMap((part) =>
    tree.kind(part) === 'enum_body_declarations' ? parts(tree, part) : [part],
  );
}

function namesOf({ tree }: Reading, member: Node): string[] {
  const kind = tree.kind(member);
  if (kind === 'method_declaration') return [calledName(textOf(tree, tree.child(member, 'name')))];
  if (kind === 'enum_constant') return [textOf(tree, tree.child(member, 'name'))];
  if (kind !== 'field_declaration' && kind !== 'constant_declaration') return [];
  return parts(tree, member)
    .filter((part) => tree.kind(part) === 'variable_declarator')
    .map((part) => textOf(tree, tree.child(part, 'name')));
}

function textOf(tree: SyntaxTree, node: Node): string {
  return node === noNode ? '' : tree.text(node);
}
