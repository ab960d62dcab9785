import { noNode, type Node } from '../../syntax/tree.ts';
import { firstMeaning, stringText } from './keys.ts';
import type { Reader } from './reading.ts';

/** Reads an `import` statement and binds its names. */
export function readImport(r: Reader, node: Node): void {
  const { tree } = r;
  const required = tree.childOfKind(node, 'import_require_clause');
  if (required !== noNode) {
    readImportRequire(r, required);
    return;
  }
  const source = tree.child(node, 'source');
  if (source === noNode) return;
  const specifier = stringText(tree, source);
  const clause = tree.childOfKind(node, 'import_clause');
  if (clause === noNode) {
    r.facts.import({ specifier, name: '', kind: 'side_effect', at: node });
    return;
  }
  const isType = tree.childOfKind(node, 'type') !== noNode;
  for (const part of tree.namedChildren(clause)) readClausePart(r, part, specifier, isType);
}

function readClausePart(r: Reader, part: Node, specifier: string, isType: boolean): void {
  const { tree } = r;
  const kind = tree.kind(part);
  if (kind === 'identifier') {
    bind(r, part, { specifier, name: 'default', kind: isType ? 'type_only' : 'default' });
  } else if (kind === 'namespace_import') {
    const name = firstMeaning(tree, part);
    if (name !== noNode) bind(r, name, { specifier, name: '*', kind: isType ? 'type_only' : 'namespace' });
  } else if (kind === 'named_imports') {
    for (const each of tree.namedChildren(part)) readSpecifier(r, each, specifier, isType);
  }
}

function readSpecifier(r: Reader, node: Node, specifier: string, isType: boolean): void {
  const { tree } = r;
  const imported = tree.child(node, 'name');
  if (imported === noNode) return;
  const alias = tree.child(node, 'alias');
  const isTypeOnly = isType || tree.childOfKind(node, 'type') !== noNode;
  const name = tree.kind(imported) === 'string' ? stringText(tree, imported) : tree.text(imported);
  const kind = isTypeOnly ? 'type_only' : name === 'default' ? 'default' : 'named';
  bind(r, alias === noNode ? imported : alias, { specifier, name, kind });
}

interface Imported {
  readonly specifier: string;
  readonly name: string;
  readonly kind: 'named' | 'default' | 'namespace' | 'type_only';
}

function bind(r: Reader, nameNode: Node, imported: Imported): void {
  const local = r.tree.text(nameNode);
  const alias = local === imported.name ? {} : { alias: local };
  r.facts.bindImport(local, r.facts.import({ ...imported, ...alias, at: nameNode }));
}

/** `import x = require('y')` */
function readImportRequire(r: Reader, clause: Node): void {
  const name = r.tree.childOfKind(clause, 'identifier');
  const source = r.tree.child(clause, 'source');
  if (name === noNode || source === noNode) return;
  bind(r, name, { specifier: stringText(r.tree, source), name: '*', kind: 'namespace' });
}

/** `import A = B.C` */
export function readImportAlias(r: Reader, node: Node): void {
  const [name, target] = r.tree.namedChildren(node);
  if (name === undefined || target === undefined) return;
  const value = r.read(target);
  r.facts.declare(r.tree.text(name), 'local');
  r.facts.assign(r.tree.text(name), value);
}
