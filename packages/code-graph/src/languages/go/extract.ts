import type { FactsBuilder } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
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
    value: (node, access = 'read') => {
      if (node === noNode) return nothing;
      const reader = expressionReaders[tree.kind(node)];
      return reader === undefined ? readUnknown(reading, node) : reader(reading, node, access);
    },
    statement: (node) => {
      if (node === noNode) return;
      const reader = statementReaders[tree.kind(node)];
      if (reader === undefined) reading.value(node);
      else reader(reading, node);
    },
    type: (node) => readType(reading, node),
    results: [],
    breakable: null,
    withMethods: new Set(),
    types: new Map(),
    parts: new Map(),
  };
  return reading;
}

/** Whatever this is, nothing inside it is lost. */
function readUnknown(reading: Reading, node: Node): Slot {
  for (const part of parts(reading.tree, node)) reading.statement(part);
  return nothing;
}
