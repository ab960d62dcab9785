import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';

/** The text of a string literal without its quotes; escapes stay as they are written. */
export function stringText(tree: SyntaxTree, node: Node): string {
  return tree.source.slice(tree.start(node) + 1, tree.end(node) - 1);
}

/** The string of a literal or of a template without substitutions, or undefined. */
export function constantString(tree: SyntaxTree, node: Node): string | undefined {
  if (node === noNode) return undefined;
  const kind = tree.kind(node);
  if (kind === 'string') return stringText(tree, node);
  if (kind !== 'template_string') return undefined;
  return tree.childOfKind(node, 'template_substitution') === noNode ? stringText(tree, node) : undefined;
}

/** The name that a literal index or computed key means, or undefined when only running it would tell. */
export function constantKey(tree: SyntaxTree, node: Node): string | undefined {
  return tree.kind(node) === 'number' ? tree.text(node) : constantString(tree, node);
}

/** The name of a member, as it is looked up: `a`, `'a'`, `['a']`, `#a`; undefined when computed. */
export function keyName(tree: SyntaxTree, key: Node): string | undefined {
  if (key === noNode) return undefined;
  const kind = tree.kind(key);
  if (kind === 'string') return stringText(tree, key);
  if (kind !== 'computed_property_name') return tree.text(key);
  const inner = tree.firstNamedChild(key);
  return inner === noNode ? undefined : constantKey(tree, inner);
}

const symbolLengthMax = 60;

/**
 * How a member is called whose key is a constant of the module or a well-known symbol: `[Symbol.iterator]`,
 * `[Kind.Round]`. Undefined for a key that may be anything.
 */
export function symbolKey(
  tree: SyntaxTree,
  key: Node,
  isConstant: (name: string) => boolean,
): string | undefined {
  const kind = key === noNode ? '' : tree.kind(key);
  if (kind !== 'identifier' && kind !== 'member_expression') return undefined;
  const text = tree.text(key);
  if (text.length > symbolLengthMax || !/^[\w$.]+$/.test(text)) return undefined;
  const root = text.split('.', 1)[0]!;
  return root === 'Symbol' || isConstant(root) ? `[${text}]` : undefined;
}

/** Wrappers that do not change which value an expression is: `(x)`, `x!`, `x as T`, `f<T>`. */
const wrappers = new Set([
  'parenthesized_expression',
  'non_null_expression',
  'as_expression',
  'satisfies_expression',
  'instantiation_expression',
]);

/** The expression inside parentheses and type assertions. */
export function unwrap(tree: SyntaxTree, node: Node): Node {
  let inner = node;
  while (inner !== noNode && wrappers.has(tree.kind(inner))) {
    const next = firstMeaning(tree, inner);
    if (next === noNode) return inner;
    inner = next;
  }
  return inner;
}

/** The first named child that is not a comment. */
export function firstMeaning(tree: SyntaxTree, node: Node): Node {
  let child = tree.firstNamedChild(node);
  while (child !== noNode && tree.kind(child) === 'comment') child = tree.nextNamedSibling(child);
  return child;
}

const functionKinds = new Set(['function_expression', 'arrow_function', 'generator_function', 'function']);

export function isFunction(tree: SyntaxTree, node: Node): boolean {
  return node !== noNode && tree.isNamed(node) && functionKinds.has(tree.kind(node));
}
