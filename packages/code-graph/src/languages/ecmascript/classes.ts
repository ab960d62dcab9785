import { nothing, type Slot } from '../../facts/scopes.ts';
import { type Node, noNode } from '../../syntax/tree.ts';
import { declareTypeParameters, readType } from './annotations.ts';
import { readClassBody } from './class-body.ts';
import { documentationBefore } from './documentation.ts';
import { collectMembers } from './members.ts';
import { modifiersOf, subkindOf } from './modifiers.ts';
import type { Named, Naming, Reader } from './reading.ts';
import { signatureOf } from './signatures.ts';
import { touchTypes } from './type-names.ts';

/** Defines a declared class, reads it and gives its name the value. */
export function declareClass(r: Reader, node: Node, statement: Node): void {
  const nameNode = r.tree.child(node, 'name');
  if (nameNode === noNode) {
    readClass(r, node, -1, '');
    return;
  }
  const name = r.tree.text(nameNode);
  const definition = defineClass(r, node, { name, nameNode, node, statement, kind: 'function' });
  const variable = r.facts.find(name);
  if (variable !== undefined) r.facts.bindDefinition(variable, definition);
  r.facts.assign(name, readClass(r, node, definition, ''));
}

/** Reads a class expression that gets a name. */
export function readNamedClass(r: Reader, node: Node, naming: Naming): Named {
  const own = r.tree.child(node, 'name');
  const definition = defineClass(r, node, naming);
  const ownName = own === noNode ? '' : r.tree.text(own);
  return { slot: readClass(r, node, definition, ownName), definition };
}

/** A class expression where nothing names it: it is a definition if it names itself. */
export function readClassExpression(r: Reader, node: Node): Slot {
  const nameNode = r.tree.child(node, 'name');
  if (nameNode === noNode) return readClass(r, node, -1, '');
  const name = r.tree.text(nameNode);
  return readNamedClass(r, node, { name, nameNode, node, statement: node, kind: 'function' }).slot;
}

function defineClass(r: Reader, node: Node, naming: Naming): number {
  const { tree, facts } = r;
  const { words } = modifiersOf(tree, node);
  const isAmbient = tree.kind(tree.parent(node)) === 'ambient_declaration';
  const isAbstract = tree.kind(node) === 'abstract_class_declaration' && !words.includes('abstract');
  const said = isAbstract ? ['abstract', ...words] : words;
  return facts.define({
    node: naming.node,
    nameNode: naming.nameNode,
    name: naming.name,
    kind: 'class',
    subkind: subkindOf(said, isAmbient ? 'declare' : ''),
    signature: signatureOf(tree, naming.node, tree.child(node, 'body')),
    documentation: documentationBefore(tree.source, tree.start(naming.statement)),
    exported: naming.exported === true,
    ...(naming.parent === undefined ? {} : { parent: naming.parent }),
    ...(naming.qualifier === undefined ? {} : { qualifier: naming.qualifier }),
  });
}

function readClass(r: Reader, node: Node, definition: number, ownName: string): Slot {
  const { tree, facts } = r;
  facts.openBlock();
  if (ownName !== '') facts.declare(ownName, 'local');
  declareTypeParameters(r, node);
  readClassDecorators(r, node);
  const bases = readHeritage(r, node);
  const row = facts.openClass({ definition });
  for (const base of bases) facts.base(row, base.slot, base.relation, base.at);
  const value = facts.classValue(row);
  if (ownName !== '') facts.assign(ownName, value);
  const body = tree.child(node, 'body');
  const owner = definition === -1 ? facts.definition : definition;
  if (body !== noNode) {
    readClassBody(r, body, { row, definition: owner, members: collectMembers(r, body) });
  }
  facts.closeClass();
  facts.closeBlock();
  return value;
}

function readClassDecorators(r: Reader, node: Node): void {
  for (let child = r.tree.firstNamedChild(node); child !== noNode; child = r.tree.nextNamedSibling(child)) {
    if (r.tree.kind(child) === 'decorator') r.read(child);
    else if (r.tree.field(child) === 'body') return;
  }
}

interface Base {
  readonly slot: Slot;
  readonly relation: 'extends' | 'implements';
  readonly at: Node;
}

function readHeritage(r: Reader, node: Node): Base[] {
  const heritage = r.tree.childOfKind(node, 'class_heritage');
  if (heritage === noNode) return [];
  return r.tree.namedChildren(heritage).flatMap((part) => {
    const kind = r.tree.kind(part);
    if (kind === 'extends_clause') return readExtends(r, part);
    if (kind === 'implements_clause') return readImplements(r, part);
    return kind === 'comment' ? [] : extendsValue(r, part);
  });
}

function readExtends(r: Reader, clause: Node): Base[] {
  const { tree } = r;
  const bases: Base[] = [];
  for (let child = tree.firstNamedChild(clause); child !== noNode; child = tree.nextNamedSibling(child)) {
    if (tree.field(child) === 'value') bases.push(...extendsValue(r, child));
    else touchTypes(r, child);
  }
  return bases;
}

function extendsValue(r: Reader, at: Node): Base[] {
  const slot = r.read(at);
  return slot === nothing ? [] : [{ slot, relation: 'extends', at }];
}

function readImplements(r: Reader, clause: Node): Base[] {
  return r.tree.namedChildren(clause).flatMap((type): Base[] => {
    const { classes } = readType(r, type);
    return classes === nothing ? [] : [{ slot: classes, relation: 'implements', at: type }];
  });
}
