import type { FactsBuilder } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { initialiseRecord } from './declarations.ts';
import { readDeclarator } from './declarators.ts';
import { type ExpressionReader, expressionReaders, type Member, memberOf } from './expressions.ts';
import { firstPart, textOf } from './parts.ts';
import type { Reading, TypeMeaning } from './reading.ts';
import { readRecord } from './records.ts';
import { type StatementReader, statementReaders } from './statements.ts';
import { readTypeBy, type TypeReader, typeReaders } from './type-expressions.ts';

/** What a language of the family reads, and how. */
export interface Readers {
  readonly isCpp: boolean;
  readonly statements: Readonly<Record<string, StatementReader>>;
  readonly expressions: Readonly<Record<string, ExpressionReader>>;
  readonly types: Readonly<Record<string, TypeReader>>;
  /** What a member is taken from, its name and where that stands. */
  readonly member: (reading: Reading, node: Node) => Member;
  readonly record: (reading: Reading, node: Node, alias: Node) => Slot;
  readonly initialise: (reading: Reading, type: TypeMeaning, node: Node, isExact: boolean) => Slot;
  readonly elementOf: (reading: Reading, value: Slot) => Slot;
}

const readers: Readers = {
  isCpp: false,
  statements: statementReaders,
  expressions: expressionReaders,
  types: typeReaders,
  member: memberOf,
  record: readRecord,
  initialise: initialiseRecord,
  elementOf: (_, value) => value,
};

/** Tells the builder what a C file says. */
export function extract(tree: SyntaxTree, facts: FactsBuilder): void {
  extractWith(readers, tree, facts);
}

/** Functions with a body are noted first, since what else the file declares of them says nothing more. */
export function extractWith(by: Readers, tree: SyntaxTree, facts: FactsBuilder): void {
  facts.inPackage('');
  const reading = openReading(by, tree, facts);
  if (!by.isCpp) noteBodies(reading, tree.root);
  reading.statement(tree.root);
}

function noteBodies({ tree, bodies }: Reading, parent: Node): void {
  for (let at = tree.firstNamedChild(parent); at !== noNode; at = tree.nextNamedSibling(at)) {
    if (tree.kind(at) !== 'function_definition') continue;
    bodies.add(textOf(tree, readDeclarator(tree, tree.child(at, 'declarator')).name));
  }
}

function openReading(by: Readers, tree: SyntaxTree, facts: FactsBuilder): Reading {
  const reading: Reading = {
    tree,
    facts,
    isCpp: by.isCpp,
    value: (node, access = 'read') => {
      if (node === noNode) return nothing;
      const reader = by.expressions[tree.kind(node)];
      return reader === undefined ? readUnknown(reading, node) : reader(reading, node, access);
    },
    use: (node) => {
      if (node === noNode) return;
      const kind = tree.kind(node);
      if (kind === 'parenthesized_expression') return reading.use(firstPart(tree, node));
      if (kind === 'compound_statement') return reading.statement(node);
      if (kind !== 'field_expression') return void reading.value(node);
      const { receiver, name, at } = by.member(reading, node);
      if (at !== noNode && receiver !== nothing) facts.refer(receiver, name, at);
    },
    statement: (node) => {
      if (node === noNode) return;
      const reader = by.statements[tree.kind(node)];
      if (reader === undefined) reading.use(node);
      else reader(reading, node);
    },
    type: (node) => readTypeBy(by.types, reading, node),
    record: (node, alias) => by.record(reading, node, alias),
    initialise: (type, node, isExact) => by.initialise(reading, type, node, isExact),
    elementOf: (value) => by.elementOf(reading, value),
    scope: { prefixes: [''], cls: null },
    bodies: new Set(),
    declared: new Set(),
    classes: new Map(),
    namespaces: new Set(),
    directives: [],
    aliases: new Map(),
    typeParameters: new Set(),
    isInBody: false,
    access: '',
    isResultTyped: false,
  };
  return reading;
}

/** Whatever this is, nothing inside it is lost. */
function readUnknown(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  for (let at = tree.firstNamedChild(node); at !== noNode; at = tree.nextNamedSibling(at))
    reading.statement(at);
  return nothing;
}
