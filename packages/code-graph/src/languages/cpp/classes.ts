import type { Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { bareName, readDeclarator, splitQualified } from '../c/declarators.ts';
import { documentationOf } from '../c/documentation.ts';
import { bindGlobal } from '../c/globals.ts';
import { qualified } from '../c/names.ts';
import { kindOf, parts, partsOfField, textOf } from '../c/parts.ts';
import { type ClassScope, type Reading, withinScope } from '../c/reading.ts';
import { headOf } from '../c/signatures.ts';
import { readMembers } from './members.ts';

/** `class a::Name : public Base { … }`: gives the class. */
export function readClass(reading: Reading, node: Node, alias: Node): Slot {
  const { tree, facts } = reading;
  const own = tree.child(node, 'name');
  const written = own === noNode ? alias : own;
  const { last, path } = splitQualified(tree, written);
  const name = bareName(tree, last);
  const simple = [...path.filter((at) => at !== ''), name].join('::');
  const definition = written === noNode ? -1 : defineClass(reading, node, last, name);
  const outer = reading.scope.cls;
  const row = facts.openClass({ definition, outer: outer?.row ?? -1 });
  const value = facts.classValue(row);
  const clause = tree.childOfKind(node, 'base_class_clause');
  const full = qualified(reading, simple);
  const cls: ClassScope = {
    row,
    definition,
    name: full,
    simpleName: name,
    members: memberNames(reading, tree.child(node, 'body')),
    fieldTypes: new Map(),
    itself: facts.instance(value),
    isWhole: clause === noNode && outer === null,
  };
  const isSpecial = kindOf(tree, last) === 'template_type';
  if (definition !== -1 && !isSpecial) {
    bindGlobal(reading, full, definition, value);
    if (reading.scope.prefixes.length === 1) bindGlobal(reading, `struct#${full}`, definition, value);
  }
  if (outer !== null && name !== '') facts.member(outer.row, name, { slot: value, place: 'class' });
  if (!reading.classes.has(full)) reading.classes.set(full, cls);
  readBases(reading, row, clause);
  const prefixes = [`${full}::`, ...reading.scope.prefixes];
  const { isInBody } = reading;
  reading.isInBody = false;
  withinScope(reading, { prefixes, cls }, () => readMembers(reading, cls, node));
  reading.isInBody = isInBody;
  facts.closeClass();
  return value;
}

function defineClass(reading: Reading, node: Node, nameNode: Node, name: string): number {
  const { tree, facts } = reading;
  const kind = kindOf(tree, node);
  const isSpecial = kindOf(tree, nameNode) === 'template_type';
  const template = kindOf(tree, tree.parent(node)) === 'template_declaration' ? tree.parent(node) : noNode;
  return facts.define({
    node,
    nameNode,
    name,
    kind: kind === 'class_specifier' ? 'class' : 'struct',
    subkind:
      kind === 'union_specifier'
        ? 'union'
        : isSpecial
          ? 'specialization'
          : template === noNode
            ? ''
            : 'template',
    signature: headOf(tree, template === noNode ? node : node),
    documentation: documentationOf(tree, template === noNode ? node : template),
    visibility: reading.access,
    exported: true,
  });
}

function readBases(reading: Reading, row: number, clause: Node): void {
  if (clause === noNode) return;
  const { tree, facts } = reading;
  for (const part of parts(tree, clause)) {
    const kind = tree.kind(part);
    if (kind === 'access_specifier' || kind === 'virtual' || kind === 'attribute_declaration') continue;
    const type = reading.type(part);
    const held = facts.join([...type.classes, ...type.values]);
    facts.base(row, type.classes.length === 0 ? held : facts.join(type.classes), 'extends', part);
  }
}

/** Names that the body declares, so that those used before their declaration are known to be members. */
function memberNames(reading: Reading, body: Node): Set<string> {
  const { tree } = reading;
  const names = new Set<string>();
  for (const item of parts(tree, body)) {
    const inner = kindOf(tree, item) === 'template_declaration' ? (parts(tree, item).at(-1) ?? item) : item;
    for (const declarator of partsOfField(tree, inner, 'declarator')) {
      const { name } = readDeclarator(tree, declarator);
      if (name !== noNode) names.add(textOf(tree, name));
    }
  }
  return names;
}
