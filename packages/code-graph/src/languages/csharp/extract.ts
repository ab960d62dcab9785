import type { FactsBuilder } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { expressionReaders } from './expressions.ts';
import { readFile } from './namespaces.ts';
import { parts } from './parts.ts';
import { noResult, type Reading } from './reading.ts';
import { statementReaders } from './statements.ts';
import { readValueAs } from './target-types.ts';
import { readType } from './type-expressions.ts';

/**
 * Tells the builder what a C# file says.
 *
 * Namespaces are classes that only hold names, one for the whole program each, and types are their members. A
 * type is known there under its name with the number of its type parameters (`` List`1 ``); names in types are
 * looked up by that, so that fields and methods of the same name are not in the way.
 */
export function extract(tree: SyntaxTree, facts: FactsBuilder): void {
  const reading: Reading = {
    tree,
    facts,
    value: (node, access = 'read') => {
      if (node === noNode) return nothing;
      const reader = expressionReaders[tree.kind(node)];
      return reader === undefined ? readUnknown(reading, node) : reader(reading, node, access);
    },
    valueAs: (node, meaning) => readValueAs(reading, node, meaning),
    statement: (node) => {
      if (node === noNode) return;
      const reader = statementReaders[tree.kind(node)];
      if (reader === undefined) reading.value(node);
      else reader(reading, node);
    },
    type: (node) => readType(reading, node),
    place: { row: -1, types: [], path: '', namespace: '', root: -1, isStatic: true },
    result: noResult,
    breakable: null,
  };
  readFile(reading);
}

/** Whatever this is, nothing inside it is lost. */
function readUnknown(reading: Reading, node: Node): Slot {
  for (const part of parts(reading.tree, node)) reading.statement(part);
  return nothing;
}
