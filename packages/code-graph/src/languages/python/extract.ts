import type { FactsBuilder } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { expressionReaders } from './expressions.ts';
import { declareNames, namesBoundIn, noNames } from './names.ts';
import { bindOverloads } from './overloads.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { statementReaders } from './statements.ts';
import { isExported } from './visibility.ts';

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
    scope: { kind: 'module', names: noNames, class: null, receiver: null, yielded: nothing, overloads: [] },
    isTypeOnly: false,
    hasWalrus: tree.source.includes(':='),
    testedTypes: new Map(),
    pairings: new Map(),
    published: new Set(),
  };
  return reading;
}

/** Whatever this is, nothing inside it is lost. */
function readUnknown(reading: Reading, node: Node): Slot {
  for (const part of parts(reading.tree, node)) reading.statement(part);
  return nothing;
}
