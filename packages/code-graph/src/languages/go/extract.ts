import type { FactsBuilder } from '../../facts/builder.ts';
import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { declareTopLevel } from './declared-names.ts';
import { expressionReaders } from './expressions.ts';
import { readFunction } from './functions.ts';
import { readImports } from './imports.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { statementReaders } from './statements.ts';
import { readType } from './type-expressions.ts';
import { isExported } from './visibility.ts';
import { walkBy } from '../walk.ts';

/**
 * Tells the builder what a Go file says. The names of the whole file are declared first, then types are
 * read, so that methods find theirs wherever it stands; then everything else in order.
 */
export function extract(tree: SyntaxTree, facts: FactsBuilder): void {
  const reading = openReading(tree, facts);
  facts.inPackage(packageNameOf(tree));
  const declarations = parts(tree, tree.root);
  readImports(reading, declarations);
  declareTopLevel(reading, declarations);
  const isType = (node: Node) => tree.kind(node) === 'type_declaration';
  for (const node of declarations.filter(isType)) reading.statement(node);
  for (const node of declarations) if (!isType(node)) readDeclaration(reading, node);
  for (const variable of facts.moduleVariables()) {
    if (variable.role !== 'definition') continue;
    facts.export(variable.name, { variable, isPrivate: !isExported(variable.name) });
  }
}

function packageNameOf(tree: SyntaxTree): string {
  const clause = tree.childOfKind(tree.root, 'package_clause');
  const name = clause === noNode ? noNode : tree.firstNamedChild(clause);
  return name === noNode ? '' : tree.text(name);
}

const withBody = new Set(['function_declaration', 'method_declaration']);

function readDeclaration(reading: Reading, node: Node): void {
  const kind = reading.tree.kind(node);
  if (withBody.has(kind)) readFunction(reading, node);
  else if (kind !== 'import_declaration' && kind !== 'package_clause') reading.statement(node);
}

function openReading(tree: SyntaxTree, facts: FactsBuilder): Reading {
  const reading: Reading = {
    tree,
    facts,
    ...walkBy(tree, () => reading, { expressions: expressionReaders, statements: statementReaders, parts }),
    type: (node) => readType(reading, node),
    results: [],
    breakable: null,
    withMethods: new Set(),
    types: new Map(),
    parts: new Map(),
  };
  return reading;
}
