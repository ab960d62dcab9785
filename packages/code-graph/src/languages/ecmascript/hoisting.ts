import { noNode, type Node } from '../../syntax/tree.ts';
import { patternNames } from './destructuring.ts';
import type { Reader } from './reading.ts';

/**
 * JavaScript declares the names of a block before it runs it: `let`, `const`, classes and, in
 * TypeScript, types for the block; `var` and the function's own declarations for the whole function.
 * Functions have their value from the start; so they are read before the other statements.
 */

/** Reads the statements of a function's or module's own body, and gives those that are to be read later. */
export function readBodyStatements(
  r: Reader,
  body: Node,
  isLater: (node: Node) => boolean = () => false,
): Node[] {
  if (r.file.hasVar) declareVars(r, body);
  return readStatements(r, body, isLater);
}

/** Reads a nested block in a scope of its own. */
export function readBlock(r: Reader, block: Node): void {
  r.facts.openBlock();
  readStatements(r, block, () => false);
  r.facts.closeBlock();
}

function readStatements(r: Reader, body: Node, isLater: (node: Node) => boolean): Node[] {
  const { tree } = r;
  const functions = declareNames(r, body);
  for (const node of functions) r.read(node);
  const later: Node[] = [];
  for (let child = tree.firstNamedChild(body); child !== noNode; child = tree.nextNamedSibling(child)) {
    if (isLater(child)) later.push(child);
    else if (!isHoisted(r, child)) r.read(child);
  }
  return later;
}

/** Declares what the statements directly in a node declare, and gives the ones to be read first. */
export function declareNames(r: Reader, body: Node): Node[] {
  const { tree } = r;
  const first: Node[] = [];
  for (let child = tree.firstNamedChild(body); child !== noNode; child = tree.nextNamedSibling(child)) {
    declareStatement(r, child);
    if (isHoisted(r, child)) first.push(child);
  }
  const imports = first.filter((node) => isImport(r, node));
  return [...imports, ...first.filter((node) => !isImport(r, node))];
}

const hoistedFunctions = new Set(['function_declaration', 'generator_function_declaration']);

function isImport(r: Reader, node: Node): boolean {
  return r.tree.kind(node) === 'import_statement';
}

/** Whether a statement is read before the others: an import or a function, also an exported one. */
function isHoisted(r: Reader, node: Node): boolean {
  const { tree } = r;
  const kind = tree.kind(node);
  if (kind === 'import_statement' || hoistedFunctions.has(kind)) return true;
  if (kind !== 'export_statement') return false;
  const declaration = tree.child(node, 'declaration');
  return declaration !== noNode && hoistedFunctions.has(tree.kind(declaration));
}

const namedDeclarations = new Set([
  'function_declaration',
  'generator_function_declaration',
  'function_signature',
  'class_declaration',
  'abstract_class_declaration',
  'interface_declaration',
  'type_alias_declaration',
  'enum_declaration',
  'internal_module',
  'module',
]);

const wrappers = new Set(['export_statement', 'ambient_declaration', 'expression_statement', 'ERROR']);

/** Declares what a statement declares in the block it stands in. */
export function declareStatement(r: Reader, node: Node): void {
  const { tree } = r;
  const kind = tree.kind(node);
  if (kind === 'lexical_declaration' || kind === 'variable_declaration') declareVariables(r, node);
  else if (namedDeclarations.has(kind)) declareDefinition(r, node);
  else if (wrappers.has(kind)) {
    for (let child = tree.firstNamedChild(node); child !== noNode; child = tree.nextNamedSibling(child)) {
      if (kind !== 'expression_statement' || tree.kind(child) === 'internal_module')
        declareStatement(r, child);
    }
  }
}

function declareDefinition(r: Reader, node: Node): void {
  const name = r.tree.child(node, 'name');
  if (name === noNode || r.tree.kind(name) === 'string') return;
  r.facts.declare(rootName(r.tree.text(name)), 'definition');
}

/** `A` of `namespace A.B`. */
function rootName(path: string): string {
  const dot = path.indexOf('.');
  return dot === -1 ? path : path.slice(0, dot);
}

function declareVariables(r: Reader, node: Node): void {
  const place = r.tree.kind(node) === 'variable_declaration' ? 'hoisted' : 'here';
  for (const declarator of r.tree.namedChildren(node)) {
    declarePattern(r, r.tree.child(declarator, 'name'), place);
  }
}

export function declarePattern(r: Reader, pattern: Node, place: 'here' | 'hoisted'): void {
  patternNames(r.tree, pattern, (name) => r.facts.declare(r.tree.text(name), 'local', place));
}

const nestingStatements = new Set([
  'statement_block',
  'if_statement',
  'else_clause',
  'for_statement',
  'for_in_statement',
  'while_statement',
  'do_statement',
  'try_statement',
  'catch_clause',
  'finally_clause',
  'switch_statement',
  'switch_body',
  'switch_case',
  'switch_default',
  'labeled_statement',
  'with_statement',
  'export_statement',
  'ERROR',
]);

/** Declares every `var` of a function's body, however deep in its blocks. */
function declareVars(r: Reader, node: Node): void {
  const { tree } = r;
  for (let child = tree.firstNamedChild(node); child !== noNode; child = tree.nextNamedSibling(child)) {
    const kind = tree.kind(child);
    if (kind === 'variable_declaration') declareVariables(r, child);
    else if (nestingStatements.has(kind)) {
      if (kind === 'for_in_statement' && tree.childOfKind(child, 'var') !== noNode) {
        declarePattern(r, tree.child(child, 'left'), 'hoisted');
      }
      declareVars(r, child);
    }
  }
}
