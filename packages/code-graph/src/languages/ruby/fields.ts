import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { documentationOf } from './documentation.ts';
import type { Reading } from './reading.ts';
import { lineOf } from './signatures.ts';

/** `@name` of the receiver; `@@name` of the class. */
export function readField(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  return facts.load(holderOf(reading, node), tree.text(node), node, access);
}

/** Gives the field its value; the first assignment in a class defines it. */
export function assignField(reading: Reading, node: Node, value: Slot, statement: Node): void {
  const { tree, facts, scope } = reading;
  const isNew = scope.body.kind === 'class' && !scope.body.fields.has(keyOf(reading, node));
  if (isNew) define(reading, node, statement);
  facts.store(holderOf(reading, node), tree.text(node), value, isNew ? noNode : node);
}

function holderOf(reading: Reading, node: Node): Slot {
  const { facts, scope } = reading;
  return isOfClass(reading, node) && scope.self !== 'class' ? facts.classValue(scope.body.cls) : facts.this();
}

function isOfClass({ tree }: Reading, node: Node): boolean {
  return tree.kind(node) === 'class_variable';
}

/** A class may have a field of its own under the name that its instances have one. */
function keyOf(reading: Reading, node: Node): string {
  return `${placeOf(reading, node)} ${reading.tree.text(node)}`;
}

function placeOf(reading: Reading, node: Node): 'instance' | 'class' {
  return isOfClass(reading, node) ? 'class' : reading.scope.self;
}

function define(reading: Reading, node: Node, statement: Node): void {
  const { tree, facts, scope } = reading;
  scope.body.fields.add(keyOf(reading, node));
  const name = tree.text(node);
  const definition = facts.define({
    node: statement,
    nameNode: node,
    name,
    kind: 'property',
    subkind: isOfClass(reading, node) ? 'class variable' : 'instance variable',
    signature: lineOf(tree, statement),
    documentation: documentationOf(tree, statement),
    visibility: 'private',
    parent: scope.body.definition,
  });
  facts.member(scope.body.cls, name, { definition, slot: facts.slot(), place: placeOf(reading, node) });
}

/** `$name`, which all files share. */
export function readGlobal({ tree, facts, top }: Reading, node: Node, access: SiteAccess): Slot {
  return facts.load(facts.classValue(top.namespace), tree.text(node), node, access);
}

export function assignGlobal({ tree, facts, top }: Reading, node: Node, value: Slot, statement: Node): void {
  const name = tree.text(node);
  const namespace = facts.classValue(top.namespace);
  if (/^\$\w+$/.test(name) && name.length > 2) {
    const definition = facts.define({
      node: statement,
      nameNode: node,
      name,
      kind: 'variable',
      subkind: 'global',
      signature: lineOf(tree, statement),
      parent: -1,
    });
    facts.member(top.namespace, name, {
      definition,
      slot: value === nothing ? facts.slot() : value,
      place: 'class',
    });
  }
  facts.store(namespace, name, value);
}
