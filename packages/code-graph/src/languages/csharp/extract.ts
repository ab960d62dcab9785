import type { FactsBuilder } from '../../facts/builder.ts';
import type { SyntaxTree } from '../../syntax/tree.ts';
import { expressionReaders } from './expressions.ts';
import { readFile } from './namespaces.ts';
import { parts } from './parts.ts';
import { noResult, type Reading } from './reading.ts';
import { statementReaders } from './statements.ts';
import { readValueAs } from './target-types.ts';
import { readType } from './type-expressions.ts';
import { walkBy } from '../walk.ts';

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
    ...walkBy(tree, () => reading, { expressions: expressionReaders, statements: statementReaders, parts }),
    valueAs: (node, meaning) => readValueAs(reading, node, meaning),
    type: (node) => readType(reading, node),
    place: { row: -1, types: [], path: '', namespace: '', root: -1, isStatic: true },
    result: noResult,
    breakable: null,
  };
  readFile(reading);
}
