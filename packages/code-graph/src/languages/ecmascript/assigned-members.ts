import type { Slot } from '../../facts/scopes.ts';
import { type Node, noNode } from '../../syntax/tree.ts';
import { exportMember, exportWhole, isExports } from './commonjs.ts';
import { documentationBefore } from './documentation.ts';
import { unwrap } from './keys.ts';
import { selfNaming, shapeOf } from './named-values.ts';
import type { Named, Naming, Reader } from './reading.ts';
import { oneLine } from './signatures.ts';

export function assignMember(r: Reader, node: Node, left: Node, right: Node): Slot {
  const { tree, facts } = r;
  const object = unwrap(tree, tree.child(left, 'object'));
  const property = tree.child(left, 'property');
  if (object === noNode || property === noNode) return r.read(right);
  const name = tree.text(property);
  if (isExports(r, left)) {
    const whole = shapeOf(r, right) === 'object' ? '' : 'default';
    const naming = selfNaming(r, right, memberNaming(r, node, property, whole, { exported: true }));
    const { slot } = r.readNamed(right, naming);
    exportWhole(r, slot, right);
    return slot;
  }
  if (isExports(r, object)) {
    const { slot } = r.readNamed(right, memberNaming(r, node, property, name, { exported: true }));
    exportMember(r, name, slot, right);
    return slot;
  }
  if (tree.kind(object) === 'this') return assignOwn(r, node, property, right);
  const receiver = readObjectOf(r, left);
  const { slot } = r.readNamed(right, ownerNaming(r, node, object, property, receiver));
  facts.store(receiver, name, slot, name === 'prototype' || name === '__proto__' ? noNode : property);
  return slot;
}

export function memberNaming(
  r: Reader,
  node: Node,
  nameNode: Node,
  name: string,
  more: Partial<Naming>,
): Naming {
  return { name, nameNode, node, statement: r.tree.parent(node), kind: 'function', ...more };
}

/** How a function that is stored in a member is named: `A.prototype.m = …` is a method of A. */
function ownerNaming(r: Reader, node: Node, object: Node, property: Node, receiver: Slot): Naming {
  const { tree } = r;
  const name = tree.text(property);
  const whole = name === 'prototype' ? object : prototypeOwner(r, object);
  const isPrototype = whole !== noNode;
  const owner = isPrototype ? whole : object;
  const parent = tree.kind(owner) === 'identifier' ? (r.facts.find(tree.text(owner))?.definition ?? -1) : -1;
  const place = parent === -1 ? pathOf(r, owner) : { parent };
  if (name === 'prototype') {
    const definition = parent === -1 ? {} : { definition: parent };
    return memberNaming(r, node, property, pathText(r, owner), { kind: 'method', ...definition });
  }
  const kind = isPrototype ? 'method' : 'function';
  return memberNaming(r, node, property, name, { kind, ...place, ...(isPrototype ? {} : { receiver }) });
}

/** `A` of `A.prototype`, else `noNode`. */
function prototypeOwner(r: Reader, object: Node): Node {
  const { tree } = r;
  if (tree.kind(object) !== 'member_expression') return noNode;
  const property = tree.child(object, 'property');
  if (property === noNode || tree.text(property) !== 'prototype') return noNode;
  return tree.child(object, 'object');
}

function pathOf(r: Reader, owner: Node): Partial<Naming> {
  const text = pathText(r, owner);
  return text === '' ? {} : { qualifier: text };
}

const pathLengthMax = 60;

function pathText(r: Reader, owner: Node): string {
  const text = r.tree.text(owner);
  return text.length <= pathLengthMax && /^[\w$.]+$/.test(text) ? text : '';
}

/** `this.x = …`: the first one declares the attribute when the class does not. */
function assignOwn(r: Reader, node: Node, property: Node, right: Node): Slot {
  const { tree, facts } = r;
  const name = tree.text(property);
  const cls = r.body.class;
  const isNew = cls !== null && cls.definition !== -1 && !cls.members.has(name);
  const parent = isNew ? { parent: cls.definition } : {};
  if (isNew) cls.members.add(name);
  const isFunction = shapeOf(r, right) === 'function';
  const kind = isNew && isFunction ? 'method' : 'function';
  const own = isNew && !isFunction ? defineAttribute(r, node, property, cls.definition) : -1;
  const naming = memberNaming(r, node, property, name, { kind, receiver: facts.this(), ...parent });
  const named: Named = r.readNamed(right, own === -1 ? naming : { ...naming, definition: own });
  const definition = own === -1 ? named.definition : own;
  if (isNew) facts.member(cls.row, name, { definition, slot: facts.slot(), place: 'instance' });
  facts.store(facts.this(), name, named.slot, property);
  return named.slot;
}

function defineAttribute(r: Reader, node: Node, property: Node, parent: number): number {
  const { tree, facts } = r;
  return facts.define({
    node,
    nameNode: property,
    name: tree.text(property),
    kind: 'property',
    subkind: 'instance attribute',
    signature: oneLine(tree.source, tree.start(node), tree.end(node)).slice(0, 120),
    documentation: documentationBefore(tree.source, tree.start(tree.parent(node))),
    visibility: tree.text(property).startsWith('#') ? 'private' : '',
    parent,
  });
}

export function readObjectOf(r: Reader, member: Node): Slot {
  const object = r.tree.child(member, 'object');
  return object === noNode || r.tree.kind(object) === 'super' ? r.facts.this() : r.read(object);
}
