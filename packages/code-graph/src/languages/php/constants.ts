import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { commentAbove, contentOf } from './documentation.ts';
import { declaredName, qualify } from './names.ts';
import { firstPart, parts, partsOfKind } from './parts.ts';
import type { Reading } from './reading.ts';
import { lineOf } from './signatures.ts';
import { textOfString } from './strings.ts';

/** `const LIMIT = 1, OTHER = 2;` outside of classes */
export function readConstants(reading: Reading, node: Node): void {
  const { tree } = reading;
  for (const element of partsOfKind(tree, node, 'const_element')) {
    const [name, value] = parts(tree, element);
    if (name === undefined) continue;
    const key = declaredName(reading, tree.text(name), 'constant');
    bind(
      reading,
      { key, name: tree.text(name), node, nameNode: name },
      reading.value(value ?? noNode, 'value'),
    );
  }
}

/** `define('LIMIT', 1)`: the name is always the whole one. */
export function defineConstant(reading: Reading, node: Node, list: readonly Node[]): Slot {
  const { tree } = reading;
  const nameNode = list[0] === undefined ? noNode : firstPart(tree, list[0]);
  const path = textOfString(tree, nameNode);
  if (path === undefined || !/^[A-Za-z_][\w\\]*$/.test(path)) return nothing;
  const key = `\\${path}#`;
  bind(reading, { key, name: path.slice(path.lastIndexOf('\\') + 1), node, nameNode }, nothing);
  return nothing;
}

/** The full name that a call of `define` declares, without reading it. */
export function definedName(tree: Reading['tree'], call: Node): string | undefined {
  const [first] = parts(tree, tree.child(call, 'arguments'));
  const path = first === undefined ? undefined : textOfString(tree, firstPart(tree, first));
  return path === undefined || !/^[A-Za-z_][\w\\]*$/.test(path) ? undefined : `\\${path}#`;
}

/** The full name that a call of `class_alias` declares, with its leading `\\`. */
export function aliasedName(tree: Reading['tree'], call: Node): string | undefined {
  const second = parts(tree, tree.child(call, 'arguments'))[1];
  const path = second === undefined ? undefined : textOfString(tree, firstPart(tree, second));
  return path === undefined || !/^\\?[A-Za-z_][\w\\]*$/.test(path)
    ? undefined
    : `\\${path.replace(/^\\/, '')}`;
}

interface Constant {
  readonly key: string;
  readonly name: string;
  readonly node: Node;
  readonly nameNode: Node;
}

function bind(reading: Reading, { key, name, node, nameNode }: Constant, value: Slot): void {
  const { tree, facts } = reading;
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind: 'constant',
    signature: lineOf(tree, node),
    documentation: contentOf(commentAbove(tree, node)),
    exported: true,
    ...qualifierOf(reading),
  });
  const variable = facts.find(key);
  if (variable === undefined) return;
  facts.bindDefinition(variable, definition);
  facts.assign(key, value);
}

/** The namespace of a definition at the top of a file that has several. */
export function qualifierOf({ facts, names, hasNamespaces }: Reading): { readonly qualifier?: string } {
  const isTop = facts.definition === -1 && hasNamespaces && names.namespace !== '';
  return isTop ? { qualifier: qualify('', names.namespace) } : {};
}
