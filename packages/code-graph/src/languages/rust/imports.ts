import { noNode, type Node } from '../../syntax/tree.ts';
import { moduleKey } from './names.ts';
import { nameOf, parts, textOf } from './parts.ts';
import type { Reading } from './reading.ts';

/** How a whole `use` declaration brings its names in. */
interface Use {
  /** The path before the part being read: `a::b`. */
  readonly prefix: string;
  readonly isPublic: boolean;
}

/** `use a::{b, c as d, e::*};`, `pub use …` */
export function readUse(reading: Reading, node: Node): void {
  const { tree } = reading;
  const isPublic = tree.childOfKind(node, 'visibility_modifier') !== noNode;
  readTree(reading, tree.child(node, 'argument'), { prefix: '', isPublic });
}

function readTree(reading: Reading, node: Node, use: Use): void {
  const { tree } = reading;
  if (node === noNode) return;
  switch (tree.kind(node)) {
    case 'use_list':
      for (const part of parts(tree, node)) readTree(reading, part, use);
      return;
    case 'scoped_use_list': {
      const prefix = join(use.prefix, pathText(reading, tree.child(node, 'path')));
      return readTree(reading, tree.child(node, 'list'), { ...use, prefix });
    }
    case 'use_wildcard':
      return readWildcard(reading, node, use);
    case 'use_as_clause': {
      const alias = nameOf(tree, tree.child(node, 'alias'));
      return addName(reading, tree.child(node, 'path'), use, alias);
    }
    default:
      return addName(reading, node, use, '');
  }
}

/** `use a::*`: every name that `a` has. */
function readWildcard({ tree, facts }: Reading, node: Node, use: Use): void {
  const path = parts(tree, node)[0];
  const specifier = join(use.prefix, path === undefined ? '' : tree.text(path).replaceAll(/\s+/g, ''));
  const row = facts.import({
    specifier,
    name: '*',
    kind: use.isPublic ? 're_export' : 'wildcard',
    at: node,
  }).row;
  facts.export('*', { import: row, isPrivate: true });
}

/** One name: `a::b` is the name `b` of `a`; `a::{self}` is `a` itself. */
function addName(reading: Reading, node: Node, use: Use, alias: string): void {
  const { tree, facts } = reading;
  const full = join(use.prefix, pathText(reading, node)).replace(/::self$/, '');
  const cut = full.lastIndexOf('::');
  const name = full.slice(cut === -1 ? 0 : cut + 2);
  const bound = alias === '' ? name : alias;
  const aliased = alias === '' ? {} : { alias };
  const kind = use.isPublic ? 're_export' : 'named';
  const isWhole = cut === -1 || /^(?:crate|self|super)$/.test(name);
  const imported = isWhole
    ? facts.import({ specifier: full, name: '*', ...aliased, kind: 'namespace', at: node })
    : facts.import({ specifier: full.slice(0, cut), name, ...aliased, kind, at: node });
  if (bound === '_' || textOf(tree, node) === '') return;
  facts.bindImport(bound, imported);
}

/** `extern crate name as other;` */
export function readExternCrate(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  const name = nameOf(tree, nameNode);
  const aliasNode = tree.child(node, 'alias');
  const alias = aliasNode === noNode ? '' : nameOf(tree, aliasNode);
  const imported = facts.import({
    specifier: name === 'self' ? 'crate' : name,
    name: '*',
    ...(alias === '' ? {} : { alias }),
    kind: 'namespace',
    at: node,
  });
  if (alias !== '_') facts.bindImport(moduleKey(alias === '' ? name : alias), imported);
}

function pathText({ tree }: Reading, node: Node): string {
  return node === noNode ? '' : tree.text(node).replaceAll(/\s+/g, '').replaceAll('r#', '');
}

function join(prefix: string, path: string): string {
  return prefix === '' || path === '' ? prefix + path : `${prefix}::${path.replace(/^::/, '')}`;
}
