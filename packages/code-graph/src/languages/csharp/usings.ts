import { noNode, type Node } from '../../syntax/tree.ts';
import { namespaceNamed } from './namespace-rows.ts';
import { lastPart, parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { baseType, bindType } from './type-names.ts';

/** `using A.B;`, `using static A.B.C;`, `using C = A.B;`: what everything in the place finds by bare names. */
export function readUsings(reading: Reading, nodes: readonly Node[], scope: number): void {
  const { tree, place } = reading;
  for (const node of nodes) {
    if (tree.kind(node) !== 'using_directive') continue;
    const holder = tree.childOfKind(node, 'global') === noNode ? scope : place.root;
    if (tree.child(node, 'name') === noNode) readUsing(reading, node, holder);
    else readAlias(reading, node, holder);
  }
}

function readUsing(reading: Reading, at: Node, scope: number): void {
  const { tree, facts, place } = reading;
  const target = lastPart(tree, at);
  if (target === noNode) return;
  const path = pathOf(reading, target);
  if (tree.childOfKind(at, 'static') !== noNode) {
    const [specifier, name] = splitLast(path);
    facts.import({ specifier, name, kind: 'wildcard', at });
    return facts.base(scope, baseType(reading, target), 'uses', at);
  }
  facts.import({ specifier: path, name: '*', kind: 'wildcard', at });
  facts.base(scope, facts.classValue(namespaceNamed(reading, path)), 'uses', at);
  if (place.path === '') return;
  const inner = namespaceNamed(reading, `${place.path}.${path}`);
  facts.base(scope, facts.classValue(inner), 'uses', at);
}

/** Another name of a namespace or a type; of one outside what is imported. */
function readAlias(reading: Reading, at: Node, scope: number): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(at, 'name');
  const target = parts(tree, at).find((part) => part !== nameNode) ?? noNode;
  const [specifier, name] = splitLast(pathOf(reading, target));
  const alias = tree.text(nameNode);
  const imported = facts.import({ specifier, name, alias, kind: 'named', at });
  const slot = facts.join([imported.slot, baseType(reading, target)]);
  bindType(reading, scope, alias, 0, { definition: -1, slot });
}

/** `A.B` of `global::A.B<C>` */
function pathOf({ tree }: Reading, target: Node): string {
  if (target === noNode) return '';
  return tree
    .text(target)
    .replaceAll(/\s/g, '')
    .replace(/^global::/, '')
    .replace(/<.*$/, '');
}

function splitLast(path: string): readonly [string, string] {
  const dot = path.lastIndexOf('.');
  return dot === -1 ? ['', path] : [path.slice(0, dot), path.slice(dot + 1)];
}
