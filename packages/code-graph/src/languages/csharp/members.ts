import type { DefinitionKind } from '@gkg/ontology';
import type { Node } from '../../syntax/tree.ts';
import { documentationOf } from './documentation.ts';
import { isExported, modifiersOf, visibilityIn } from './modifiers.ts';
import type { Reading } from './reading.ts';
import { headOf } from './signatures.ts';
import { memberVisibility, outermost } from './places.ts';

/** What a member is called and of what kind it is. */
export interface MemberHead {
  readonly node: Node;
  readonly nameNode: Node;
  readonly name: string;
  readonly kind: DefinitionKind;
  readonly subkind?: string;
  readonly signature?: string;
  /** The declaration whose modifiers are the member's, where that is not the node. */
  readonly modifiersOf?: Node;
}

export function defineMember(reading: Reading, head: MemberHead): number {
  const { tree, facts, place } = reading;
  const node = head.modifiersOf ?? head.node;
  const modifiers = modifiersOf(tree, node);
  const isExplicit = tree.childOfKind(node, 'explicit_interface_specifier') !== -1;
  const visibility = visibilityIn(modifiers, isExplicit ? 'public' : memberVisibility(place));
  return facts.define({
    ...head,
    ...outermost(place),
    signature: head.signature ?? headOf(tree, node),
    subkind: head.subkind ?? subkindOf(modifiers),
    documentation: documentationOf(tree, node),
    visibility,
    exported: isExported(visibility) || head.subkind === 'finalizer',
  });
}

const words = ['static', 'abstract', 'override', 'virtual', 'async', 'extern'];

function subkindOf(modifiers: ReadonlySet<string>): string {
  return words.find((word) => modifiers.has(word)) ?? '';
}

/** On what a member is found. */
export function placeOf(modifiers: ReadonlySet<string>): 'class' | 'instance' {
  return modifiers.has('static') || modifiers.has('const') ? 'class' : 'instance';
}

/** Whether classes below cannot override the member: it is hidden there at most. */
export function isClosed({ place }: Reading, modifiers: ReadonlySet<string>): boolean {
  const isOpen = ['virtual', 'abstract', 'override'].some((word) => modifiers.has(word));
  return !isOpen && place.types[0]?.kind === 'class';
}

/** The name of the member that an index reads. */
export const indexer = 'this[]';
