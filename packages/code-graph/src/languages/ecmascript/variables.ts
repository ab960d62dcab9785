import { nothing, type Slot } from '../../facts/scopes.ts';
import { type Node, noNode } from '../../syntax/tree.ts';
import { readAnnotation } from './annotations.ts';
import { bindRequired, requiredSpecifier } from './commonjs.ts';
import { destructure } from './destructuring.ts';
import { documentationBefore } from './documentation.ts';
import { unwrap } from './keys.ts';
import { type Meaning, saysSomething, typedValue } from './meanings.ts';
import { shapeOf } from './named-values.ts';
import { type Naming, type Reader, withBody } from './reading.ts';
import { variableSignature } from './signatures.ts';
import { touchTypes } from './type-names.ts';

/** Reads `const`, `let` and `var`. */
export function readVariables(r: Reader, node: Node): void {
  const { tree } = r;
  const keyword = tree.text(tree.firstChild(node));
  const parent = tree.parent(node);
  const isExported = parent !== noNode && tree.kind(parent) === 'export_statement';
  const statement = isExported ? parent : node;
  for (const declarator of tree.namedChildren(node)) {
    if (tree.kind(declarator) === 'variable_declarator') readDeclarator(r, declarator, keyword, statement);
    else r.read(declarator);
  }
}

function readDeclarator(r: Reader, node: Node, keyword: string, statement: Node): void {
  const { tree } = r;
  const pattern = tree.child(node, 'name');
  const value = tree.child(node, 'value');
  if (pattern === noNode) return;
  if (value !== noNode && readRequire(r, pattern, value)) return;
  if (tree.kind(pattern) === 'identifier') readNamedVariable(r, node, keyword, statement);
  else {
    const taken = value === noNode ? nothing : r.read(value);
    touchTypes(r, tree.child(node, 'type'));
    destructure(r, pattern, taken, (leaf, part) => {
      defineVariable(r, node, leaf, keyword, statement);
      r.facts.assign(tree.text(leaf), part);
    });
  }
}

/** `const x = require('y')`, `const { a } = require('y')`, `const a = require('y').a` */
function readRequire(r: Reader, pattern: Node, value: Node): boolean {
  const { tree } = r;
  const core = unwrap(tree, value);
  const specifier = requiredSpecifier(r, core);
  if (specifier !== undefined) return bindRequired(r, pattern, specifier);
  if (tree.kind(core) !== 'member_expression' || tree.kind(pattern) !== 'identifier') return false;
  const from = requiredSpecifier(r, tree.child(core, 'object'));
  const property = tree.child(core, 'property');
  if (from === undefined || property === noNode) return false;
  const name = tree.text(property);
  const local = tree.text(pattern);
  const alias = local === name ? {} : { alias: local };
  const kind = name === 'default' ? 'default' : 'named';
  r.facts.bindImport(local, r.facts.import({ specifier: from, name, ...alias, kind, at: pattern }));
  return true;
}

function readNamedVariable(r: Reader, node: Node, keyword: string, statement: Node): void {
  const { tree, facts } = r;
  const nameNode = tree.child(node, 'name');
  const value = tree.child(node, 'value');
  const name = tree.text(nameNode);
  const shape = value === noNode ? 'other' : shapeOf(r, value);
  const isOwnDefinition = shape === 'function' || shape === 'class';
  const definition = isOwnDefinition ? -1 : defineVariable(r, node, nameNode, keyword, statement);
  const meaning = readAnnotation(r, node);
  const variable = facts.find(name);
  if (variable !== undefined && keyword !== 'const' && saysSomething(meaning))
    r.file.declared.set(variable, meaning);
  if (value === noNode) {
    if (keyword !== 'var' || saysSomething(meaning)) facts.assign(name, typedValue(r, nothing, meaning));
    return;
  }
  const naming: Naming = { name, nameNode, node, statement, kind: 'function' };
  const named = readValue(
    r,
    value,
    isOwnDefinition ? naming : { ...naming, definition, kind: 'method' },
    definition,
  );
  if (named.definition !== -1 && variable !== undefined) facts.bindDefinition(variable, named.definition);
  facts.assign(name, declaredValue(r, value, named.slot, meaning));
}

/** Functions inside a module-level value, such as `const f = wrap(() => …)`, belong to that definition. */
function readValue(
  r: Reader,
  value: Node,
  naming: Naming,
  definition: number,
): ReturnType<Reader['readNamed']> {
  if (definition === -1) return r.readNamed(value, naming);
  return withBody(r, { ...r.body, owner: definition }, () => r.readNamed(value, naming));
}

/** What an annotated variable holds; what is made on the spot is known better than its annotation. */
function declaredValue(r: Reader, value: Node, slot: Slot, meaning: Meaning): Slot {
  return r.tree.kind(unwrap(r.tree, value)) === 'new_expression' ? slot : typedValue(r, slot, meaning);
}

/** Defines a variable of a module or namespace; others are no definitions and give -1. */
function defineVariable(
  r: Reader,
  declarator: Node,
  nameNode: Node,
  keyword: string,
  statement: Node,
): number {
  const { tree, facts } = r;
  if (!r.body.isModuleLevel || !isIdentifier(r, nameNode)) return -1;
  const variable = facts.find(tree.text(nameNode));
  if (variable === undefined || !isModuleLevel(r, variable.scope)) return -1;
  if (variable.definition !== -1 && variable.versions.length > 0 && keyword === 'var')
    return variable.definition;
  const isDeclared = tree.kind(tree.parent(tree.parent(declarator))) === 'ambient_declaration';
  const definition = facts.define({
    node: declarator,
    nameNode,
    name: tree.text(nameNode),
    kind: keyword === 'const' ? 'constant' : 'variable',
    subkind: isDeclared ? 'declare' : '',
    signature: variableSignature(tree, keyword, declarator),
    documentation: documentationBefore(tree.source, tree.start(statement)),
  });
  facts.bindDefinition(variable, definition);
  return definition;
}

function isIdentifier(r: Reader, node: Node): boolean {
  const kind = r.tree.kind(node);
  return kind === 'identifier' || kind === 'shorthand_property_identifier_pattern';
}

/** A name of the module, or of a namespace, whose block stands in a class scope. */
function isModuleLevel(r: Reader, scope: { readonly parent: { readonly kind: string } | null }): boolean {
  if (scope.parent === null) return true;
  return r.body.namespace !== -1 && scope.parent.kind === 'class';
}
