import type { FactsBuilder } from '../../facts/builder.ts';
import { nothing } from '../../facts/scopes.ts';
import type { SyntaxTree } from '../../syntax/tree.ts';
import { expressionReaders } from './expressions.ts';
import { declareNames, namesBoundIn, noNames } from './names.ts';
import { bindOverloads } from './overloads.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { statementReaders } from './statements.ts';
import { isExported } from './visibility.ts';
import { walkBy } from '../walk.ts';

/** Tells the builder what a Python file says. */
export function extract(tree: SyntaxTree, facts: FactsBuilder): void {
  const reading = openReading(tree, facts);
  const names = namesBoundIn(tree, tree.root, reading.hasWalrus);
  reading.scope = { ...reading.scope, names };
  declareNames(facts, names);
  reading.statement(tree.root);
  bindOverloads(reading.scope);
  for (const variable of facts.moduleVariables()) {
    const { name } = variable;
    facts.export(name, { variable, isPrivate: !isExported(name, reading.published) });
  }
}

function openReading(tree: SyntaxTree, facts: FactsBuilder): Reading {
  const reading: Reading = {
    tree,
    facts,
    ...walkBy(tree, () => reading, { expressions: expressionReaders, statements: statementReaders, parts }),
    scope: { kind: 'module', names: noNames, class: null, receiver: null, yielded: nothing, overloads: [] },
    isTypeOnly: false,
    hasWalrus: tree.source.includes(':='),
    testedTypes: new Map(),
    pairings: new Map(),
    published: new Set(),
  };
  return reading;
}
