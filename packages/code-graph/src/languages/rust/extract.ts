import type { FactsBuilder } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { exportNames } from './exports.ts';
import { expressionReaders } from './expressions.ts';
import { readItems } from './items.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { readStatement } from './statements.ts';
import { readType } from './type-expressions.ts';

/** Tells the builder what a Rust file says: the items of its module, each stage of which finds the one before. */
export function extract(tree: SyntaxTree, facts: FactsBuilder): void {
  const reading = openReading(tree, facts);
  const nodes = parts(tree, tree.root);
  reading.items(nodes);
  for (const node of nodes) reading.statement(node);
  exportNames(reading);
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
    statement: (node) => readStatement(reading, node),
    type: (node) => readType(reading, node),
    items: (nodes) => readItems(reading, nodes),
    module: { types: new Map(), parts: new Map(), definitions: [], path: [], hasGlobs: true },
    generics: new Map(),
    self: null,
    returnsAsDeclared: false,
    broken: [],
    heads: new Map(),
  };
  return reading;
}

/** Whatever this is, nothing inside it is lost. */
function readUnknown(reading: Reading, node: Node): Slot {
  for (const part of parts(reading.tree, node)) reading.statement(part);
  return nothing;
}
