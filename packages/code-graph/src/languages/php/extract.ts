import type { FactsBuilder } from '../../facts/builder.ts';
import { nothing } from '../../facts/scopes.ts';
import type { SyntaxTree } from '../../syntax/tree.ts';
import { declareNames } from './declared-names.ts';
import { expressionReaders } from './expressions.ts';
import { namespaceOf } from './namespaces.ts';
import { parts, partsOfKind } from './parts.ts';
import { functionScope, openNamespace, type Reading } from './reading.ts';
import { statementReaders } from './statements.ts';
import { walkBy } from '../walk.ts';

/** Tells the builder what a PHP file says. */
export function extract(tree: SyntaxTree, facts: FactsBuilder): void {
  const namespaces = partsOfKind(tree, tree.root, 'namespace_definition');
  const reading = openReading(tree, facts, namespaces.length > 1);
  const [first] = namespaces;
  facts.inPackage(first === undefined || namespaces.length > 1 ? '' : namespaceOf(reading, first));
  declareNames(reading);
  reading.statement(tree.root);
  for (const variable of facts.moduleVariables()) {
    const isGiven = variable.versions.length > 0 || variable.foreign !== nothing;
    const isGlobal = variable.name.startsWith('$') && isGiven;
    if (isGlobal || variable.name.startsWith('\\')) facts.export(variable.name, { variable });
  }
  facts.export('=', { slot: facts.returnSlotOf(0) });
}

function openReading(tree: SyntaxTree, facts: FactsBuilder, hasNamespaces: boolean): Reading {
  const reading: Reading = {
    tree,
    facts,
    ...walkBy(tree, () => reading, { expressions: expressionReaders, statements: statementReaders, parts }),
    scope: functionScope({}),
    names: openNamespace(''),
    hasNamespaces,
    declared: new Map(),
    fed: new Set(),
    testedTypes: new Map(),
    announced: new Map(),
  };
  return reading;
}
