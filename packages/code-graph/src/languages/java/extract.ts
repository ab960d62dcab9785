import type { FactsBuilder } from '../../facts/builder.ts';
import type { Node, SyntaxTree } from '../../syntax/tree.ts';
import { unknownType } from '../jvm/meanings.ts';
import { readBody } from './class-bodies.ts';
import { declareClasses } from './classes.ts';
import { expressionReaders } from './expressions.ts';
import { readImport } from './imports.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { statementReaders } from './statements.ts';
import { readType } from './type-expressions.ts';
import { walkBy } from '../walk.ts';

/** Tells the builder what a Java file says: the names of its imports and classes first, then all in order. */
export function extract(tree: SyntaxTree, facts: FactsBuilder): void {
  const reading = openReading(tree, facts);
  const declarations = parts(tree, tree.root);
  facts.inPackage(packageNameOf(tree, declarations));
  for (const node of declarations) if (tree.kind(node) === 'import_declaration') readImport(reading, node);
  declareClasses(reading, declarations);
  for (const node of declarations) {
    if (tree.kind(node) !== 'import_declaration') reading.statement(node);
  }
}

function packageNameOf(tree: SyntaxTree, declarations: readonly Node[]): string {
  const declaration = declarations.find((node) => tree.kind(node) === 'package_declaration');
  if (declaration === undefined) return '';
  const name = parts(tree, declaration).find((part) => tree.kind(part).endsWith('identifier'));
  return name === undefined ? '' : tree.text(name).replaceAll(/\s+/g, '');
}

function openReading(tree: SyntaxTree, facts: FactsBuilder): Reading {
  const reading: Reading = {
    tree,
    facts,
    ...walkBy(tree, () => reading, { expressions: expressionReaders, statements: statementReaders, parts }),
    type: (node) => readType(reading, node),
    body: (node, cls) => readBody(reading, node, cls),
    result: unknownType,
    breakable: null,
    isInCode: false,
    typesOfLocals: new Map(),
    yielded: [],
    classes: [],
  };
  return reading;
}
