import type { ImportKind } from '@gkg/ontology';
import type { Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** `import a.b`, `import a.b as c` */
export function readImport(reading: Reading, node: Node): void {
  const { tree } = reading;
  for (const part of importedNames(reading, node)) {
    const alias = tree.child(part, 'alias');
    if (alias === noNode) importPackage(reading, part);
    else importAs(reading, tree.child(part, 'name'), alias);
  }
}

function importedNames({ tree }: Reading, node: Node): Node[] {
  return parts(tree, node).filter((part) => tree.field(part) === 'name');
}

function kindOf(reading: Reading, kind: ImportKind): ImportKind {
  return reading.isTypeOnly ? 'type_only' : kind;
}

/** `import a.b` binds `a`; that `a.b` is loaded is an import of its own. */
function importPackage(reading: Reading, dotted: Node): void {
  const { tree, facts } = reading;
  const specifier = dottedText(reading, dotted);
  const [first = dotted] = parts(tree, dotted);
  const name = tree.text(first);
  if (specifier !== name) bindModule(reading, specifier, dotted);
  facts.bindImport(
    name,
    facts.import({ specifier: name, name: '*', kind: kindOf(reading, 'namespace'), at: dotted }),
  );
}

function importAs(reading: Reading, dotted: Node, alias: Node): void {
  const { tree, facts } = reading;
  if (dotted === noNode) return;
  const name = tree.text(alias);
  const imported = facts.import({
    specifier: dottedText(reading, dotted),
    name: '*',
    alias: name,
    kind: kindOf(reading, 'namespace'),
    at: dotted,
  });
  facts.bindImport(name, imported);
}

/** An import that binds no name; gives the module. */
export function bindModule(reading: Reading, specifier: string, at: Node): Slot {
  return reading.facts.import({ specifier, name: '*', kind: kindOf(reading, 'namespace'), at }).slot;
}

/** `from module import a, b as c`, `from . import d`, `from module import *` */
export function readFromImport(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const module = tree.child(node, 'module_name');
  const specifier = module === noNode ? '' : dottedText(reading, module);
  const wildcard = tree.childOfKind(node, 'wildcard_import');
  if (wildcard !== noNode) {
    const everything = facts.import({ specifier, name: '*', kind: 'wildcard', at: wildcard });
    return facts.export('*', { import: everything.row });
  }
  for (const part of importedNames(reading, node)) importName(reading, specifier, part);
}

/** `from __future__ import annotations` */
export function readFutureImport(reading: Reading, node: Node): void {
  for (const part of importedNames(reading, node)) importName(reading, '__future__', part);
}

function importName(reading: Reading, specifier: string, part: Node): void {
  const { tree, facts } = reading;
  const alias = tree.child(part, 'alias');
  const named = alias === noNode ? part : tree.child(part, 'name');
  if (named === noNode) return;
  const name = dottedText(reading, named);
  const bound = alias === noNode ? name : tree.text(alias);
  const kind = kindOf(reading, 'named');
  const renamed = alias === noNode ? {} : { alias: bound };
  facts.bindImport(bound, facts.import({ specifier, name, ...renamed, kind, at: named }));
}

/** A dotted name without the blanks and line breaks that may stand in it. */
function dottedText({ tree }: Reading, node: Node): string {
  return tree.text(node).replaceAll(/[\s\\]+/g, '');
}
