import type { Slot } from '../../facts/scopes.ts';
import { type Node, noNode } from '../../syntax/tree.ts';
import { declareTypeParameters, readAnnotation, readFunctionType, readType } from './annotations.ts';
import { readMethod } from './class-body.ts';
import { documentationBefore } from './documentation.ts';
import { keyName } from './keys.ts';
import { applyType } from './meanings.ts';
import { modifiersOf, subkindOf } from './modifiers.ts';
import type { ClassBody, Reader } from './reading.ts';
import { oneLine, signatureOf } from './signatures.ts';
import { touchTypes } from './type-names.ts';

/** Defines an interface; its name may be declared several times, and then means all of them. */
export function declareInterface(r: Reader, node: Node, statement: Node): void {
  const { tree, facts } = r;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  const body = tree.child(node, 'body');
  const definition = facts.define({
    node,
    nameNode,
    name: tree.text(nameNode),
    kind: 'interface',
    signature: signatureOf(tree, node, body),
    documentation: documentationBefore(tree.source, tree.start(statement)),
  });
  facts.openBlock();
  declareTypeParameters(r, node);
  const bases = readExtendedTypes(r, node);
  const row = facts.openClass({ definition, isInterface: true });
  for (const base of bases) facts.base(row, base.slot, 'extends', base.at);
  readTypeMembers(r, body, { row, definition, members: new Set() });
  facts.closeClass();
  facts.closeBlock();
  bindType(r, tree.text(nameNode), definition, facts.classValue(row));
}

function readExtendedTypes(r: Reader, node: Node): { slot: Slot; at: Node }[] {
  const clause = r.tree.childOfKind(node, 'extends_type_clause');
  if (clause === noNode) return [];
  const types = r.tree.namedChildren(clause);
  return types.map((at) => ({ slot: readType(r, at).classes, at })).filter(({ slot }) => slot !== -1);
}

/** Defines `type X = …`: an object type has members like an interface, another type is what X means. */
export function declareTypeAlias(r: Reader, node: Node, statement: Node): void {
  const { tree, facts } = r;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  const value = tree.child(node, 'value');
  const definition = facts.define({
    node,
    nameNode,
    name: tree.text(nameNode),
    kind: 'type_alias',
    signature: oneLine(tree.source, tree.start(node), tree.end(node)),
    documentation: documentationBefore(tree.source, tree.start(statement)),
  });
  facts.openBlock();
  declareTypeParameters(r, node);
  const slot = readAliased(r, value, definition);
  facts.closeBlock();
  bindType(r, tree.text(nameNode), definition, slot);
}

function readAliased(r: Reader, value: Node, definition: number): Slot {
  const kind = value === noNode ? '' : r.tree.kind(value);
  if (kind !== 'object_type' && kind !== 'function_type') return readType(r, value).classes;
  const row = r.facts.openClass({ definition, isInterface: true });
  if (kind === 'function_type') readCallType(r, value, row);
  else readTypeMembers(r, value, { row, definition, members: new Set() });
  r.facts.closeClass();
  return r.facts.classValue(row);
}

/** What functions of a type take is said of a member without a name: `(x: X) => void`, `{ (x: X): void }`. */
function readCallType(r: Reader, node: Node, row: number): void {
  const slot = r.facts.slot();
  applyType(r, slot, readFunctionType(r, node));
  r.facts.member(row, '()', { slot, place: 'instance' });
}

/** Gives a type's name its meaning beside whatever else the name means. */
export function bindType(r: Reader, name: string, definition: number, value: Slot): void {
  const variable = r.facts.find(name);
  if (variable === undefined) return;
  const before = variable.versions.at(-1);
  r.facts.bindDefinition(variable, definition);
  r.facts.assign(name, before === undefined ? value : r.facts.join([before, value]));
}

function readTypeMembers(r: Reader, body: Node, cls: ClassBody): void {
  if (body === noNode) return;
  const { tree } = r;
  const seen = new Set<string>();
  for (const node of tree.namedChildren(body)) {
    const kind = tree.kind(node);
    if (kind === 'property_signature') readProperty(r, node, cls);
    else if (kind === 'method_signature') {
      const name = tree.child(node, 'name');
      if (name !== noNode && seen.has(tree.text(name))) touchTypes(r, node);
      else readMethod(r, node, cls, tree.start(node));
      if (name !== noNode) seen.add(tree.text(name));
    } else if (kind === 'call_signature') readCallType(r, node, cls.row);
    else if (kind !== 'comment') touchTypes(r, node);
  }
}

function readProperty(r: Reader, node: Node, cls: ClassBody): void {
  const { tree, facts } = r;
  const key = tree.child(node, 'name');
  if (key === noNode) return;
  const name = keyName(tree, key) ?? tree.text(key);
  const definition = facts.define({
    node,
    nameNode: key,
    name,
    kind: 'property',
    subkind: subkindOf(modifiersOf(tree, node).words),
    signature: oneLine(tree.source, tree.start(node), tree.end(node)),
    documentation: documentationBefore(tree.source, tree.start(node)),
    parent: cls.definition,
  });
  const slot = facts.slot();
  applyType(r, slot, readAnnotation(r, node));
  facts.member(cls.row, name, { definition, slot, place: 'instance' });
}
