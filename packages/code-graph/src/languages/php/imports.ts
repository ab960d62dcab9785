import { noNode, type Node } from '../../syntax/tree.ts';
import { aliasKey, importedVariable, type NameKind, nameText } from './names.ts';
import { kindOf, parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** `use A\B as C, D;`, `use function A\f;`, `use A\{B, function c, const D};` */
export function readUse(reading: Reading, node: Node): void {
  const { tree } = reading;
  const kind = kindWritten(reading, node, 'class');
  const group = tree.child(node, 'body');
  if (group === noNode) return readClauses(reading, node, '', kind);
  const prefix = tree.childOfKind(node, 'namespace_name');
  readClauses(reading, group, prefix === noNode ? '' : `${nameText(reading, prefix)}\\`, kind);
}

function readClauses(reading: Reading, list: Node, prefix: string, kind: NameKind): void {
  const { tree } = reading;
  for (const clause of parts(tree, list)) {
    if (tree.kind(clause) === 'namespace_use_clause') readClause(reading, clause, prefix, kind);
  }
}

function kindWritten({ tree }: Reading, node: Node, otherwise: NameKind): NameKind {
  const type = tree.child(node, 'type');
  if (type === noNode) return otherwise;
  return tree.text(type).toLowerCase() === 'const' ? 'constant' : 'function';
}

function readClause(reading: Reading, clause: Node, prefix: string, around: NameKind): void {
  const { tree, facts, names } = reading;
  const kind = kindWritten(reading, clause, around);
  const aliasNode = tree.child(clause, 'alias');
  const named = parts(tree, clause).find((part) => part !== aliasNode && isName(kindOf(tree, part)));
  if (named === undefined) return;
  const path = `${prefix}${nameText(reading, named).replace(/^\\/, '')}`;
  const name = path.slice(path.lastIndexOf('\\') + 1);
  const alias = aliasNode === noNode ? name : tree.text(aliasNode);
  const renamed = aliasNode === noNode ? {} : { alias };
  const imported = facts.import({ specifier: path, name, ...renamed, kind: 'named', at: clause });
  const variable = importedVariable(alias, kind);
  facts.bindImport(variable, imported);
  const table = { class: names.classes, function: names.functions, constant: names.constants }[kind];
  table.set(aliasKey(alias, kind), { path, variable });
}

function isName(kind: string): boolean {
  return kind === 'name' || kind === 'qualified_name';
}
