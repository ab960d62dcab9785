import type { FactsBuilder } from '../../facts/builder.ts';
import { extractWith, type Readers } from '../c/extract.ts';
import type { SyntaxTree } from '../../syntax/tree.ts';
import { memberOf } from './calls.ts';
import { readClass } from './classes.ts';
import { initialise } from './construction.ts';
import { expressionReaders } from './expressions.ts';
import { elementOf } from './library-types.ts';
import { statementReaders } from './statements.ts';
import { typeReaders } from './type-expressions.ts';

const readers: Readers = {
  isCpp: true,
  statements: statementReaders,
  expressions: expressionReaders,
  types: typeReaders,
  member: memberOf,
  record: readClass,
  initialise,
  elementOf,
};

/** Tells the builder what a C++ file says. */
export function extract(tree: SyntaxTree, facts: FactsBuilder): void {
  extractWith(readers, tree, facts);
}
