import { noNode, type Node } from '../../syntax/tree.ts';
import { patternNames } from './destructuring.ts';
import { firstMeaning, stringText } from './keys.ts';
import { selfNaming } from './named-values.ts';
import type { Reader } from './reading.ts';

/** Reads an `export` statement, in a module or in a namespace. */
export function readExport(r: Reader, node: Node): void {
  const { tree } = r;
  for (const child of tree.namedChildren(node)) if (tree.kind(child) === 'decorator') r.read(child);
  const source = tree.child(node, 'source');
  if (source !== noNode) {
    readReExport(r, node, stringText(tree, source));
    return;
  }
  const declaration = tree.child(node, 'declaration');
  const isDefault = tree.childOfKind(node, 'default') !== noNode;
  if (declaration !== noNode) exportDeclaration(r, declaration, isDefault);
  else if (isDefault || tree.childOfKind(node, '=') !== noNode)
    exportValue(r, node, isDefault ? 'default' : '=');
  else exportClause(r, node);
}

function readReExport(r: Reader, node: Node, specifier: string): void {
  const { tree, facts } = r;
  const kind = 're_export';
  const clause = tree.childOfKind(node, 'export_clause');
  if (clause !== noNode) {
    for (const each of tree.namedChildren(clause)) {
      const names = specifierNames(r, each);
      if (names === undefined) continue;
      const alias = names.exported === names.name ? {} : { alias: names.exported };
      const { row } = facts.import({ specifier, name: names.name, ...alias, kind, at: each });
      facts.export(names.exported, { import: row });
    }
    return;
  }
  const namespace = tree.childOfKind(node, 'namespace_export');
  const name = namespace === noNode ? undefined : nameText(r, firstMeaning(tree, namespace));
  const alias = name === undefined ? {} : { alias: name };
  const imported = facts.import({ specifier, name: '*', ...alias, kind, at: node });
  facts.export(name ?? '*', { import: imported.row });
}

function specifierNames(
  r: Reader,
  node: Node,
): { name: string; exported: string; nameNode: Node } | undefined {
  const nameNode = r.tree.child(node, 'name');
  if (nameNode === noNode) return undefined;
  const alias = r.tree.child(node, 'alias');
  const name = nameText(r, nameNode);
  return { name, exported: alias === noNode ? name : nameText(r, alias), nameNode };
}

function nameText(r: Reader, node: Node): string {
  return r.tree.kind(node) === 'string' ? stringText(r.tree, node) : r.tree.text(node);
}

function exportDeclaration(r: Reader, declaration: Node, isDefault: boolean): void {
  const { tree } = r;
  r.read(declaration);
  for (const name of declaredNames(r, declaration)) exportName(r, isDefault ? 'default' : name, name);
  if (isDefault && tree.child(declaration, 'name') === noNode) exportDefaultOf(r, declaration);
}

/** A default export whose declaration has no name and that the grammar still calls a declaration. */
function exportDefaultOf(r: Reader, declaration: Node): void {
  r.facts.export('default', { slot: r.read(declaration) });
}

function declaredNames(r: Reader, declaration: Node): string[] {
  const { tree } = r;
  const kind = tree.kind(declaration);
  if (kind === 'ambient_declaration') {
    return tree.namedChildren(declaration).flatMap((child) => declaredNames(r, child));
  }
  if (kind === 'lexical_declaration' || kind === 'variable_declaration') {
    const names: string[] = [];
    for (const declarator of tree.namedChildren(declaration)) {
      patternNames(tree, tree.child(declarator, 'name'), (name) => names.push(tree.text(name)));
    }
    return names;
  }
  const name = kind === 'import_alias' ? tree.firstNamedChild(declaration) : tree.child(declaration, 'name');
  return name === noNode ? [] : [tree.text(name).split('.', 1)[0]!];
}

/** Exports a name of the module, or makes it a member of the namespace it stands in. */
function exportName(r: Reader, exported: string, name: string): void {
  const { facts } = r;
  const variable = facts.find(name);
  if (variable === undefined) return;
  const row = r.body.namespace;
  if (row === -1) {
    r.file.atEnd.push(() => facts.export(exported, { variable }));
    return;
  }
  const { definition } = variable;
  facts.member(row, exported, { definition, slot: facts.allValuesOf(variable), place: 'class' });
  if (definition !== -1) facts.setExported(definition);
}

function exportClause(r: Reader, node: Node): void {
  const clause = r.tree.childOfKind(node, 'export_clause');
  if (clause === noNode) {
    for (const child of r.tree.namedChildren(node)) r.read(child);
    return;
  }
  for (const each of r.tree.namedChildren(clause)) {
    const names = specifierNames(r, each);
    if (names === undefined || r.facts.find(names.name) === undefined) continue;
    r.file.atEnd.push(() => exportName(r, names.exported, names.name));
  }
}

/** `export default x` and `export = x` */
function exportValue(r: Reader, node: Node, exported: string): void {
  const { tree, facts } = r;
  const field = tree.child(node, 'value');
  const value = field === noNode ? lastMeaning(r, node) : field;
  if (value === noNode) return;
  if (tree.kind(value) === 'identifier') {
    const variable = facts.find(tree.text(value));
    facts.read(tree.text(value), value);
    if (variable !== undefined) r.file.atEnd.push(() => facts.export(exported, { variable }));
    return;
  }
  const whole = { name: 'default', nameNode: value, node: value, statement: node, exported: true };
  const naming = selfNaming(r, value, { ...whole, kind: 'function' });
  facts.export(exported, { slot: r.readNamed(value, naming).slot });
}

function lastMeaning(r: Reader, node: Node): Node {
  const { tree } = r;
  return (
    tree.namedChildren(node).findLast((child) => !['comment', 'decorator'].includes(tree.kind(child))) ??
    noNode
  );
}
