import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { firstPart, kindOf } from './parts.ts';

/** What a declarator such as `*(*name)(int)[3]` declares. */
export interface Declared {
  /** The name, or `noNode`. */
  readonly name: Node;
  /** The function declarator next to the name, when the name is a function's; else `noNode`. */
  readonly fn: Node;
  /** The parameters when it is a pointer to functions. */
  readonly pointedFn: Node;
  /** Whether what it holds is not the thing itself: a pointer or a reference. */
  readonly isIndirect: boolean;
  readonly isArray: boolean;
}

const names = new Set([
  'identifier',
  'field_identifier',
  'type_identifier',
  'qualified_identifier',
  'operator_name',
  'destructor_name',
  'operator_cast',
  'template_function',
  'template_method',
  'structured_binding_declarator',
]);

/** Follows the declarator inwards to its name. */
export function readDeclarator(tree: SyntaxTree, declarator: Node): Declared {
  let [fn, pointedFn] = [noNode, noNode];
  let [isIndirect, isArray] = [false, false];
  let at = declarator;
  while (at !== noNode) {
    const kind = tree.kind(at);
    if (kind === 'operator_cast') fn = tree.child(at, 'declarator');
    if (names.has(kind)) break;
    if (kind === 'function_declarator' || kind === 'abstract_function_declarator') {
      fn = at;
    } else if (isPointer(kind)) {
      if (fn === noNode) isIndirect = true;
      else [pointedFn, fn] = [fn, noNode];
    } else if (kind === 'array_declarator') {
      if (fn === noNode) isArray = true;
      else [pointedFn, fn] = [fn, noNode];
    }
    at = inner(tree, at, kind);
  }
  return { name: at, fn, pointedFn, isIndirect, isArray };
}

function isPointer(kind: string): boolean {
  return (
    kind === 'pointer_declarator' ||
    kind === 'reference_declarator' ||
    kind === 'pointer_type_declarator' ||
    kind === 'abstract_pointer_declarator' ||
    kind === 'abstract_reference_declarator'
  );
}

function inner(tree: SyntaxTree, node: Node, kind: string): Node {
  const field = tree.child(node, 'declarator');
  if (field !== noNode) return field;
  if (kind === 'init_declarator' || kind.endsWith('_declarator')) {
    for (let at = tree.firstNamedChild(node); at !== noNode; at = tree.nextNamedSibling(at)) {
      const child = tree.kind(at);
      if (names.has(child) || child.endsWith('_declarator')) return at;
    }
  }
  return noNode;
}

/** The last name of `a::b::name`, and what stands before it. */
export function splitQualified(
  tree: SyntaxTree,
  node: Node,
): { readonly last: Node; readonly path: string[] } {
  const path: string[] = [];
  let at = node;
  while (kindOf(tree, at) === 'qualified_identifier') {
    const scope = tree.child(at, 'scope');
    path.push(scope === noNode ? '' : bareName(tree, scope));
    const name = tree.child(at, 'name');
    if (name === noNode) break;
    at = name;
  }
  return { last: at, path };
}

/** The name without template arguments: `Box` of `Box<T>`. */
export function bareName(tree: SyntaxTree, node: Node): string {
  const kind = kindOf(tree, node);
  if (kind === 'template_type' || kind === 'template_function' || kind === 'template_method') {
    const name = tree.child(node, 'name');
    return name === noNode ? '' : bareName(tree, name);
  }
  if (kind === 'dependent_name') return bareName(tree, firstPart(tree, node));
  if (kind === 'operator_name') return tree.text(node).replaceAll(/\s+/g, '');
  if (kind === 'destructor_name') return `~${tree.text(node).replace(/^~\s*/, '')}`;
  return node === noNode ? '' : tree.text(node);
}
