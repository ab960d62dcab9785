import type { Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { namespaceNamed } from './namespaces.ts';
import { lastPart, parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { baseType, bindType } from './type-names.ts';

/** `using A.B;`, `using static A.B.C;`: their names are found from everything in the place. */
export function readUsings(reading: Reading, nodes: readonly Node[], scope: number): void {
  const { tree } = reading;
  for (const node of nodes) {
    if (tree.kind(node) !== 'using_directive' || tree.child(node, 'name') !== noNode) continue;
    const isGlobal = tree.childOfKind(node, 'global') !== noNode;
    readUsing(reading, node, isGlobal ? reading.place.root : scope);
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

/** `using C = A.B;`: another name of a namespace or a type. */
export function readAliases(reading: Reading, nodes: readonly Node[], scope: number): void {
  const { tree, facts, place } = reading;
  for (const at of nodes) {
    const nameNode = tree.kind(at) === 'using_directive' ? tree.child(at, 'name') : noNode;
    if (nameNode === noNode) continue;
    const target = parts(tree, at).find((part) => part !== nameNode) ?? noNode;
    const [specifier, name] = splitLast(pathOf(reading, target));
    const alias = tree.text(nameNode);
    facts.import({ specifier, name, alias, kind: 'named', at });
    const isGlobal = tree.childOfKind(at, 'global') !== noNode;
    const slot: Slot = baseType(reading, target);
    bindType(reading, isGlobal ? place.root : scope, alias, 0, { definition: -1, slot });
  }
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
