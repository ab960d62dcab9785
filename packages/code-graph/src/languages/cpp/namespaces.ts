import { noNode, type Node } from '../../syntax/tree.ts';
import { splitQualified } from '../c/declarators.ts';
import { documentationOf } from '../c/documentation.ts';
import { bindGlobal } from '../c/globals.ts';
import { outsideNames, qualified } from '../c/names.ts';
import { firstPart, parts, textOf } from '../c/parts.ts';
import { type Reading, withinScope } from '../c/reading.ts';

/**
 * `namespace a::b { … }`. Names in one without a name, or in an inline one, are as those around it: others see
 * the file's own only where they include it.
 */
export function readNamespace(reading: Reading, node: Node): void {
  const { tree } = reading;
  const nameNode = tree.child(node, 'name');
  const isInline = /^inline\b/.test(tree.source.slice(tree.start(node), tree.start(node) + 10));
  const names = nameNode === noNode ? [] : namesOf(reading, nameNode);
  openNamespaces(reading, node, names, isInline ? 1 : 0);
}

function namesOf({ tree }: Reading, node: Node): Node[] {
  if (tree.kind(node) !== 'nested_namespace_specifier') return [node];
  return parts(tree, node).flatMap((part) => namesOf({ tree } as Reading, part));
}

function openNamespaces(reading: Reading, node: Node, names: readonly Node[], inlineFrom: number): void {
  const { tree, facts } = reading;
  const [name, ...others] = names;
  if (name === undefined) return reading.statement(tree.child(node, 'body'));
  const definition = facts.define({
    node,
    nameNode: name,
    name: tree.text(name),
    kind: 'namespace',
    subkind: inlineFrom === 1 ? 'inline' : '',
    signature: `namespace ${tree.text(name)}`,
    documentation: documentationOf(tree, node),
    exported: true,
  });
  const full = qualified(reading, tree.text(name));
  reading.namespaces.add(full);
  const prefixes = inlineFrom === 1 ? reading.scope.prefixes : [`${full}::`, ...reading.scope.prefixes];
  facts.openClass({ definition });
  withinScope(reading, { prefixes, cls: null }, () => openNamespaces(reading, node, others, inlineFrom));
  facts.closeClass();
}

/** `using namespace a;`, `using a::name;` */
export function readUsing(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const what = firstPart(tree, node);
  if (what === noNode || reading.scope.cls !== null) return;
  const text = tree.text(what).replaceAll(/\s+/g, '').replace(/^::/, '');
  if (/^using\s+namespace\b/.test(tree.text(node))) {
    for (const full of outsideNames(reading, realPath(reading, text)).split(' ')) {
      if (!reading.directives.includes(`${full}::`)) reading.directives.push(`${full}::`);
    }
    return;
  }
  const { last } = splitQualified(tree, what);
  const name = textOf(tree, last);
  if (reading.isInBody) {
    facts.declare(name, 'local');
    return facts.assign(name, facts.read(outsideNames(reading, realPath(reading, text)), last, 'value'));
  }
  const value = facts.read(outsideNames(reading, realPath(reading, text)), last, 'value');
  const full = qualified(reading, name);
  if (full === text) return;
  bindGlobal(reading, full, -1, value);
}

/** `namespace fs = std::filesystem;` */
export function readNamespaceAlias(reading: Reading, node: Node): void {
  const { tree } = reading;
  const [name, of] = parts(tree, node);
  if (name === undefined || of === undefined) return;
  reading.aliases.set(tree.text(name), tree.text(of).replaceAll(/\s+/g, '').replace(/^::/, ''));
}

/** The path with what an alias stands for. */
export function realPath({ aliases }: Reading, path: string): string {
  const end = path.indexOf('::');
  const head = end === -1 ? path : path.slice(0, end);
  const real = aliases.get(head);
  return real === undefined ? path : real + path.slice(head.length);
}
