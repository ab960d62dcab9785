import type { FactsBuilder } from '../../facts/builder.ts';
import { nothing } from '../../facts/scopes.ts';
import { noNode, type SyntaxTree } from '../../syntax/tree.ts';
import { readAll } from './expressions.ts';
import { readBodyStatements } from './hoisting.ts';
import { typeTests } from './conditions.ts';
import { readNamedValue } from './named-values.ts';
import { readers } from './readers.ts';
import type { FileState, Reader } from './reading.ts';

/** Tells the builder what a TypeScript or JavaScript file says. */
export function extract(tree: SyntaxTree, facts: FactsBuilder): void {
  const r = startReading(tree, facts);
  readBodyStatements(r, tree.root);
  finishReading(r);
}

export function startReading(tree: SyntaxTree, facts: FactsBuilder): Reader {
  const r: Reader = {
    tree,
    facts,
    read(node) {
      if (node === noNode) return nothing;
      return (readers.get(tree.kind(node)) ?? readAll)(r, node);
    },
    readNamed: (node, naming) => readNamedValue(r, node, naming),
    body: {
      class: null,
      home: nothing,
      generator: nothing,
      owner: -1,
      loops: 0,
      namespace: -1,
      isModuleLevel: true,
    },
    file: newFileState(tree.source),
  };
  return r;
}

/** What can only be said when every definition is known. */
export function finishReading(r: Reader): void {
  for (const finish of r.file.atEnd) finish();
}

function newFileState(source: string): FileState {
  return {
    atEnd: [],
    argumentsAt: offsetsOf(source, 'arguments'),
    hasVar: /\bvar\b/.test(source),
    hasTypeTests: typeTests.test(source),
    assignmentsAt: Array.from(source.matchAll(/[^=!<>]=(?![=>])|\+\+|--/g), (match) => match.index),
    instanceOf: new Map(),
    wrapped: new Map(),
    wrappedDefinitions: new Map(),
    declared: new Map(),
    exportsObject: nothing,
    isExportsValue: false,
  };
}

function offsetsOf(source: string, word: string): number[] {
  const offsets: number[] = [];
  for (let at = source.indexOf(word); at !== -1; at = source.indexOf(word, at + word.length))
    offsets.push(at);
  return offsets;
}
