import type { DefinitionKind } from '@gkg/ontology';
import type { Slot, Variable } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import type { Reading, ReadingClass } from './reading.ts';
import { assignmentOf } from './signatures.ts';
import { visibilityOf } from './visibility.ts';

/** Gives a name its value; at module and class level the first assignment defines the name. */
export function assignName(reading: Reading, node: Node, value: Slot, statement: Node): void {
  const { tree, facts, scope } = reading;
  const name = tree.text(node);
  if (scope.kind === 'class' && scope.class !== null && scope.names.roles.has(name)) {
    return assignClassAttribute(reading, scope.class, node, value, statement);
  }
  const variable = facts.find(name);
  const mayDefine = statement !== noNode && scope.kind === 'module' && variable?.role === 'local';
  if (!mayDefine) return facts.assign(name, value, node);
  facts.assign(name, value);
  facts.bindDefinition(variable, define(reading, node, statement, variableKind(reading, name, statement)));
}

function assignClassAttribute(
  reading: Reading,
  cls: ReadingClass,
  node: Node,
  value: Slot,
  statement: Node,
): void {
  const { tree, facts } = reading;
  const name = tree.text(node);
  const isFirst = !cls.attributes.has(name) && facts.find(name)?.role === 'local';
  if (isFirst && statement !== noNode) defineClassAttribute(reading, cls, node, statement);
  facts.copy(cls.attributes.get(name) ?? -1, value);
  facts.assign(name, value, isFirst ? noNode : node);
}

function defineClassAttribute(reading: Reading, cls: ReadingClass, node: Node, statement: Node): void {
  const { tree, facts } = reading;
  const name = tree.text(node);
  const kind = attributeKind(cls, name);
  const definition = define(reading, node, statement, kind);
  const slot = kind === 'enum_member' ? facts.instance(facts.classValue(cls.row)) : facts.slot();
  cls.attributes.set(name, slot);
  facts.bindDefinition(facts.find(name) as Variable, definition);
  facts.member(cls.row, name, { definition, slot, place: 'both' });
}

function define(reading: Reading, node: Node, statement: Node, kind: DefinitionKind): number {
  const { tree, facts } = reading;
  const name = tree.text(node);
  return facts.define({
    node: statement,
    nameNode: node,
    name,
    kind,
    signature: assignmentOf(tree, statement),
    visibility: visibilityOf(name),
  });
}

function isConstantName(name: string): boolean {
  return /^_*[A-Z][A-Z0-9_]*$/.test(name);
}

function attributeKind(cls: ReadingClass, name: string): DefinitionKind {
  if (cls.isEnum && !name.startsWith('_')) return 'enum_member';
  return isConstantName(name) ? 'constant' : 'property';
}

const typeMakers = /^(?:\w+\.)?(?:Union|Optional|Callable|Literal|Annotated|Type|Tuple|List|Dict)$/;

/** Whether a value is a type made of others, such as `Optional[User]`. */
export function isTypeExpression({ tree }: Reading, value: Node): boolean {
  if (value === noNode || tree.kind(value) !== 'subscript') return false;
  const made = tree.child(value, 'value');
  return made !== noNode && typeMakers.test(tree.text(made));
}

function variableKind(reading: Reading, name: string, statement: Node): DefinitionKind {
  const { tree } = reading;
  if (tree.kind(statement) === 'type_alias_statement') return 'type_alias';
  const type = tree.child(statement, 'type');
  if (type !== noNode && /\bTypeAlias$/.test(tree.text(type))) return 'type_alias';
  if (isTypeExpression(reading, tree.child(statement, 'right'))) return 'type_alias';
  return isConstantName(name) ? 'constant' : 'variable';
}
