import type { FactsBuilder } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { unknownType } from '../jvm/meanings.ts';
import { calledName } from '../jvm/members.ts';
import { declareNames } from './declared-names.ts';
import { expressionReaders } from './expressions.ts';
import { readImport } from './imports.ts';
import { readAnnotation } from './modifiers.ts';
import { parts } from './parts.ts';
import { type ClassFacts, type Reading, withinClass } from './reading.ts';
import { statementReaders } from './statements.ts';
import { readType } from './type-expressions.ts';

/**
 * Tells the builder what a Kotlin file says. What stands at its top belongs to a class without a definition,
 * by whose name Java knows it; members of that are found like those of any class around.
 */
export function extract(tree: SyntaxTree, facts: FactsBuilder): void {
  const reading = openReading(tree, facts);
  const declarations = parts(tree, tree.root);
  facts.inPackage(packageNameOf(tree));
  for (const node of declarations) if (tree.kind(node) === 'import') readImport(reading, node);
  const row = facts.openClass({ definition: -1 });
  const cls: ClassFacts = {
    row,
    definition: -1,
    name: '',
    isInterface: false,
    isObject: true,
    isNamed: true,
    companionOf: -1,
    names: new Set(),
  };
  facts.openBlock();
  withinClass(reading, cls, () => {
    declareNames(reading, declarations, cls);
    for (const node of declarations) readTop(reading, node);
  });
  facts.closeBlock();
  facts.closeClass();
}

const read = new Set(['import', 'package_header', 'shebang']);

function readTop(reading: Reading, node: Node): void {
  const { tree } = reading;
  if (tree.kind(node) === 'file_annotation') readAnnotation(reading, node);
  else if (!read.has(tree.kind(node))) reading.statement(node);
}

function packageNameOf(tree: SyntaxTree): string {
  const header = tree.childOfKind(tree.root, 'package_header');
  if (header === noNode) return '';
  const names = parts(tree, tree.childOfKind(header, 'qualified_identifier'));
  return names.map((name) => tree.text(name).replaceAll('`', '')).join('.');
}

function openReading(tree: SyntaxTree, facts: FactsBuilder): Reading {
  const reading: Reading = {
    tree,
    facts,
    value: (node, access = 'read') => {
      if (node === noNode) return nothing;
      const reader = expressionReaders[tree.kind(node)];
      if (reader !== undefined) return reader(reading, node, access);
      if (statementReaders[tree.kind(node)] === undefined) return readUnknown(reading, node);
      reading.statement(node);
      return nothing;
    },
    statement: (node) => {
      if (node === noNode) return;
      const reader = statementReaders[tree.kind(node)];
      if (reader === undefined) reading.value(node);
      else reader(reading, node);
    },
    block: (node) => readStatements(reading, node),
    type: (node) => readType(reading, node),
    result: unknownType,
    isInCode: false,
    receivers: [],
    classes: [],
    typesOfLocals: new Map(),
    trailing: new Map(),
    field: nothing,
  };
  return reading;
}

/** The statements of a block or lambda in a scope of their own; what the last one gives is what all give. */
function readStatements(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  if (node === noNode) return nothing;
  const statements = parts(tree, node).filter((part) => tree.kind(part) !== 'lambda_parameters');
  facts.openBlock();
  for (const statement of statements) declareLocalFunction(reading, statement);
  let last = nothing;
  for (const statement of statements) last = reading.value(statement, 'value');
  facts.closeBlock();
  return last;
}

function declareLocalFunction({ tree, facts }: Reading, node: Node): void {
  const name = tree.child(node, 'name');
  if (name === noNode) return;
  if (tree.kind(node) === 'function_declaration') facts.declare(calledName(tree.text(name)), 'definition');
  if (tree.kind(node) === 'class_declaration') facts.declare(tree.text(name), 'definition');
}

/** Whatever this is, nothing inside it is lost. */
function readUnknown(reading: Reading, node: Node): Slot {
  for (const part of parts(reading.tree, node)) reading.statement(part);
  return nothing;
}
