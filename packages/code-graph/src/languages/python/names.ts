import type { FactsBuilder } from '../../facts/builder.ts';
import type { VariableRole } from '../../facts/scopes.ts';
import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { captureNames } from './patterns.ts';
import { parts } from './parts.ts';

/**
 * The names that a module, class or function binds. A Python name is local to the whole function as
 * soon as one statement anywhere in it binds it, so names are collected before statements are read.
 */
export interface Names {
  readonly roles: ReadonlyMap<string, VariableRole>;
  readonly globals: readonly string[];
  readonly nonlocals: readonly string[];
}

interface Collector {
  readonly tree: SyntaxTree;
  readonly roles: Map<string, VariableRole>;
  readonly globals: string[];
  readonly nonlocals: string[];
  readonly looksIntoExpressions: boolean;
}

export const noNames: Names = { roles: new Map(), globals: [], nonlocals: [] };

/** @param hasWalrus whether expressions may bind names; if not, they are not looked into. */
export function namesBoundIn(tree: SyntaxTree, body: Node, hasWalrus: boolean): Names {
  const collector: Collector = {
    tree,
    roles: new Map(),
    globals: [],
    nonlocals: [],
    looksIntoExpressions: hasWalrus,
  };
  if (body !== noNode) collect(collector, body);
  return collector;
}

/** Declares the names in the builder's present scope. */
export function declareNames(facts: FactsBuilder, names: Names): void {
  for (const name of names.globals) facts.alias(name, facts.moduleVariable(name));
  for (const name of names.nonlocals) {
    const outer = facts.find(name);
    if (outer !== undefined) facts.alias(name, outer);
  }
  const elsewhere = new Set([...names.globals, ...names.nonlocals]);
  for (const [name, role] of names.roles) if (!elsewhere.has(name)) facts.declare(name, role);
}

type Visit = (collector: Collector, node: Node) => void;

/** Kinds that bind names themselves. Statements not listed are looked into; expressions only for `:=`. */
const binders: Readonly<Record<string, Visit>> = {
  function_definition: bindDefinition,
  class_definition: bindDefinition,
  import_statement: bindImports,
  import_from_statement: bindImports,
  future_import_statement: bindImports,
  assignment: (collector, node) => {
    bindTargets(collector, collector.tree.child(node, 'left'));
    const right = collector.tree.child(node, 'right');
    if (right !== noNode) collectValue(collector, right);
  },
  augmented_assignment: (collector, node) => bindTargets(collector, collector.tree.child(node, 'left')),
  for_statement: (collector, node) => {
    bindTargets(collector, collector.tree.child(node, 'left'));
    collectParts(collector, node);
  },
  as_pattern_target: bindTargets,
  case_clause: (collector, node) => {
    captureNames(collector.tree, node, (name) => bind(collector, collector.tree.text(name), 'local'));
    collectParts(collector, node);
  },
  named_expression: (collector, node) => {
    bindTargets(collector, collector.tree.child(node, 'name'));
    collectParts(collector, node);
  },
  type_alias_statement: (collector, node) => bindTargets(collector, firstIdentifier(collector.tree, node)),
  global_statement: (collector, node) => collector.globals.push(...identifiers(collector.tree, node)),
  nonlocal_statement: (collector, node) => collector.nonlocals.push(...identifiers(collector.tree, node)),
  lambda: () => {},
};

const statements = new Set([
  'module',
  'block',
  'expression_statement',
  'decorated_definition',
  'if_statement',
  'elif_clause',
  'else_clause',
  'while_statement',
  'try_statement',
  'except_clause',
  'finally_clause',
  'with_statement',
  'with_clause',
  'with_item',
  'as_pattern',
  'parenthesized_expression',
  'tuple',
  'match_statement',
  'ERROR',
]);

function collect(collector: Collector, node: Node): void {
  const kind = collector.tree.kind(node);
  const binder = binders[kind];
  if (binder !== undefined) binder(collector, node);
  else if (collector.looksIntoExpressions || statements.has(kind)) collectParts(collector, node);
}

function collectParts(collector: Collector, node: Node): void {
  const { tree } = collector;
  for (let child = tree.firstChild(node); child !== noNode; child = tree.nextSibling(child)) {
    if (tree.isNamed(child)) collect(collector, child);
  }
}

/** The right side of an assignment: another assignment (`a = b = c`), or an expression. */
function collectValue(collector: Collector, node: Node): void {
  const isAssignment = collector.tree.kind(node) === 'assignment';
  if (isAssignment || collector.looksIntoExpressions) collect(collector, node);
}

function bind(collector: Collector, name: string, role: VariableRole): void {
  const known = collector.roles.get(name);
  if (known === undefined || (known === 'local' && role !== 'local')) collector.roles.set(name, role);
}

function bindDefinition(collector: Collector, node: Node): void {
  const name = collector.tree.child(node, 'name');
  if (name !== noNode) bind(collector, collector.tree.text(name), 'definition');
}

function bindImports(collector: Collector, node: Node): void {
  const { tree } = collector;
  for (const child of parts(tree, node)) {
    if (tree.field(child) !== 'name') continue;
    const alias = tree.child(child, 'alias');
    const name = alias === noNode ? tree.firstChild(child) : alias;
    if (name !== noNode) bind(collector, tree.text(name), 'import');
  }
}

const containers = new Set([
  'pattern_list',
  'tuple_pattern',
  'list_pattern',
  'tuple',
  'list',
  'expression_list',
  'list_splat_pattern',
  'list_splat',
  'parenthesized_expression',
  'as_pattern_target',
]);

function bindTargets(collector: Collector, target: Node): void {
  if (target === noNode) return;
  const kind = collector.tree.kind(target);
  if (kind === 'identifier') bind(collector, collector.tree.text(target), 'local');
  else if (containers.has(kind)) {
    for (const part of parts(collector.tree, target)) bindTargets(collector, part);
  }
}

function identifiers(tree: SyntaxTree, node: Node): string[] {
  return parts(tree, node).map((part) => tree.text(part));
}

/** The first identifier below a node: the name in `type Name[T] = …`. */
export function firstIdentifier(tree: SyntaxTree, node: Node): Node {
  let at = node;
  while (at !== noNode && tree.kind(at) !== 'identifier') at = tree.firstNamedChild(at);
  return at;
}
