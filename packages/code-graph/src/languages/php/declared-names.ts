import { noNode, type Node } from '../../syntax/tree.ts';
import { aliasedName, definedName } from './constants.ts';
import { declaredName, type NameKind } from './names.ts';
import { namespaceOf } from './namespaces.ts';
import { parts } from './parts.ts';
import { openNamespace, type Reading } from './reading.ts';

const declarations: Readonly<Record<string, NameKind>> = {
  class_declaration: 'class',
  interface_declaration: 'class',
  trait_declaration: 'class',
  enum_declaration: 'class',
  function_definition: 'function',
};

/** Kinds that no declaration of a name of the whole program can stand in. */
const closed = new Set([
  'interface_declaration',
  'arguments',
  'formal_parameters',
  'array_creation_expression',
]);

/**
 * Declares the classes, functions and constants of the whole file before anything is read: wherever they
 * stand, in a condition or in a function, they are names of the program.
 */
export function declareNames(reading: Reading): void {
  const outer = reading.names;
  collect(reading, reading.tree.root);
  reading.names = outer;
}

function collect(reading: Reading, node: Node): void {
  const { tree } = reading;
  for (let child = tree.firstChild(node); child !== noNode; child = tree.nextSibling(child)) {
    if (tree.isNamed(child)) visit(reading, child);
  }
}

function visit(reading: Reading, node: Node): void {
  const { tree } = reading;
  const kind = tree.kind(node);
  if (kind === 'namespace_definition') return enterNamespace(reading, node);
  if (kind === 'const_declaration') return declareConstants(reading, node);
  if (kind === 'expression_statement') return visitExpression(reading, node);
  const declared = declarations[kind];
  if (declared !== undefined) declare(reading, tree.child(node, 'name'), declared);
  if (!closed.has(kind)) collect(reading, node);
}

function enterNamespace(reading: Reading, node: Node): void {
  const outer = reading.names;
  reading.names = openNamespace(namespaceOf(reading, node));
  const body = reading.tree.child(node, 'body');
  if (body === noNode) return;
  collect(reading, body);
  reading.names = outer;
}

/** Those of a class are its members, not names of their own. */
function declareConstants(reading: Reading, node: Node): void {
  const { tree } = reading;
  const around = tree.kind(tree.parent(node));
  if (around === 'declaration_list' || around === 'enum_declaration_list') return;
  for (const element of parts(tree, node)) {
    if (tree.kind(element) === 'const_element') declare(reading, tree.firstNamedChild(element), 'constant');
  }
}

function visitExpression(reading: Reading, node: Node): void {
  const { tree } = reading;
  const [expression] = parts(tree, node);
  if (expression === undefined) return;
  if (tree.kind(expression) === 'function_call_expression') declareByCall(reading, expression);
  collect(reading, expression);
}

/** `define('LIMIT', 1)`, `class_alias(A::class, 'B')` */
function declareByCall(reading: Reading, call: Node): void {
  const { tree } = reading;
  const callee = tree.text(tree.child(call, 'function')).replace(/^\\/, '').toLowerCase();
  const isDefine = callee === 'define';
  if (!isDefine && callee !== 'class_alias') return;
  const name = isDefine ? definedName(tree, call) : aliasedName(tree, call);
  if (name !== undefined) bind(reading, name);
}

function declare(reading: Reading, nameNode: Node, kind: NameKind): void {
  if (nameNode === noNode) return;
  bind(reading, declaredName(reading, reading.tree.text(nameNode), kind));
}

function bind({ facts, declared }: Reading, name: string): void {
  facts.declare(name, 'definition', 'hoisted');
  if (!name.endsWith('#')) declared.set(name.toLowerCase(), name);
}
