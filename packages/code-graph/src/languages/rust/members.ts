import type { DefinitionKind } from '@gkg/ontology';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readAttributes } from './attributes.ts';
import { documentationOf } from './documentation.ts';
import { readFunctionBody, takesSelf, testKind } from './functions.ts';
import { genericsOf } from './generics.ts';
import { nameOf, parts } from './parts.ts';
import { type Reading, type SelfType, withGenerics } from './reading.ts';
import { signatureOf } from './signatures.ts';
import { classOfType, narrow, valueOfType } from './type-meanings.ts';
import { joinBounds } from './type-expressions.ts';
import { visibilityOf } from './visibility.ts';

/** The members of an impl block or a trait. @param isPublic what holds for those that say nothing themselves. */
export function readMembers(reading: Reading, body: Node, isPublic: boolean): void {
  const { tree, self } = reading;
  if (self === null) return;
  const nodes = parts(tree, body);
  for (const node of nodes)
    if (/^(?:type_item|associated_type)$/.test(tree.kind(node))) readType(reading, node, self);
  for (const node of nodes) {
    switch (tree.kind(node)) {
      case 'function_item':
      case 'function_signature_item':
        readMethod(reading, node, self, isPublic);
        break;
      case 'const_item':
        readConstant(reading, node, self, isPublic);
        break;
      case 'type_item':
      case 'associated_type':
        break;
      default:
        reading.statement(node);
    }
  }
}

function define(
  reading: Reading,
  node: Node,
  self: SelfType,
  facts: { readonly kind: DefinitionKind; readonly subkind: string; readonly isPublic: boolean },
): number {
  const { tree } = reading;
  const nameNode = tree.child(node, 'name');
  const visibility = facts.isPublic ? 'public' : visibilityOf(tree, node);
  const isElsewhere = self.definition === -1;
  const definition = reading.facts.define({
    node,
    nameNode,
    name: nameOf(tree, nameNode),
    kind: facts.kind,
    subkind: facts.subkind,
    signature: signatureOf(tree, node),
    documentation: documentationOf(reading, node),
    visibility,
    exported: visibility === 'public',
    parent: self.definition,
    ...(isElsewhere ? { qualifier: self.qualifier } : {}),
  });
  readAttributes(reading, node);
  return definition;
}

function readMethod(reading: Reading, node: Node, self: SelfType, isPublic: boolean): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  const hasSelf = takesSelf(reading, node);
  const isAbstract = tree.kind(node) === 'function_signature_item';
  const subkind = testKind(reading, node) || (isAbstract ? 'abstract' : hasSelf ? '' : 'associated function');
  const definition = define(reading, node, self, { kind: 'method', subkind, isPublic });
  const fn = facts.openFunction({ definition, receiver: hasSelf ? 'instance' : 'none', class: self.row });
  if (hasSelf && self.definition === -1) facts.copy(facts.this(), valueOfType(reading, self.meaning));
  readFunctionBody(reading, node, fn);
  facts.closeFunction();
  facts.member(self.members, nameOf(tree, nameNode), {
    definition,
    slot: facts.functionValue(fn),
    place: 'both',
  });
}

function readConstant(reading: Reading, node: Node, self: SelfType, isPublic: boolean): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  const definition = define(reading, node, self, { kind: 'constant', subkind: 'associated', isPublic });
  const meaning = reading.type(tree.child(node, 'type'));
  const value = reading.value(tree.child(node, 'value'), 'value');
  const slot = value === nothing ? valueOfType(reading, meaning) : narrow(reading, value, meaning);
  facts.member(self.members, nameOf(tree, nameNode), {
    definition,
    slot: held(reading, slot),
    place: 'class',
  });
}

/** `type Item = T;`, `type Item: Bound;` */
function readType(reading: Reading, node: Node, self: SelfType): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  const definition = define(reading, node, self, {
    kind: 'type_alias',
    subkind: 'associated',
    isPublic: true,
  });
  withGenerics(reading, genericsOf(reading, node), () => {
    const bounds = tree.child(node, 'bounds');
    const meaning = bounds === noNode ? reading.type(tree.child(node, 'type')) : joinBounds(reading, bounds);
    const slot = facts.join([classOfType(reading, meaning), ...meaning.values]);
    facts.member(self.members, nameOf(tree, nameNode), {
      definition,
      slot: held(reading, slot),
      place: 'class',
    });
  });
}

function held({ facts }: Reading, slot: Slot): Slot {
  return slot === nothing ? facts.slot() : slot;
}
