import { nothing } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readAttributes } from './attributes.ts';
import { genericsOf } from './generics.ts';
import { readMembers } from './members.ts';
import { findOutside } from './names.ts';
import { kindOf, nameOf, textOf } from './parts.ts';
import { type Reading, type SelfType, withGenerics, withSelf } from './reading.ts';
import { classOfType, ofClass } from './type-meanings.ts';
import { isPathType } from './types.ts';

/** `impl Type { … }`, `impl Trait for Type { … }` */
export function readImpl(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  readAttributes(reading, node, -1);
  withGenerics(reading, genericsOf(reading, node), () => {
    const self = selfTypeOf(reading, tree.child(node, 'type'));
    withSelf(reading, self, () => {
      const trait = tree.child(node, 'trait');
      if (trait !== noNode && !isNegative(reading, node)) {
        const cls = classOfType(reading, reading.type(trait));
        facts.base(self.row, cls === nothing ? facts.slot() : cls, 'implements', trait);
      }
      readMembers(reading, tree.child(node, 'body'), trait !== noNode);
    });
  });
}

/** `impl !Send for T` */
function isNegative({ tree }: Reading, node: Node): boolean {
  return tree.childOfKind(node, '!') !== noNode;
}

/**
 * Whose members the block holds: those of a type of this file, of a type of another file, or, where it is for
 * all types of a kind (`impl<T: A> B for T`, `impl B for Vec<T>`), of a type without a name.
 */
function selfTypeOf(reading: Reading, type: Node): SelfType {
  const { tree, facts } = reading;
  const node = withoutPointers(reading, type);
  const meaning = reading.type(node);
  const head = kindOf(tree, node) === 'generic_type' ? tree.child(node, 'type') : node;
  const name = nameOf(tree, head);
  const known = kindOf(tree, head) === 'type_identifier' ? reading.module.types.get(name) : undefined;
  const isOwn = known !== undefined && findOutside(reading, name)?.definition === known.definition;
  if (isOwn && !reading.generics.has(name)) {
    return { ...known, meaning: ofClass(facts.classValue(known.row)), qualifier: '', isTrait: false };
  }
  const qualifier = [...reading.module.path, textOf(tree, head).replaceAll(/\s+/g, '')].join('.');
  const isNamed = isPathType(reading, head) && !reading.generics.has(name) && meaning.classes.length > 0;
  const row = isNamed
    ? partOf(reading, textOf(tree, head), head, classOfType(reading, meaning))
    : namelessOf(reading);
  return { row, definition: -1, meaning, qualifier, isTrait: false };
}

function withoutPointers({ tree }: Reading, type: Node): Node {
  let node = type;
  while (kindOf(tree, node) === 'reference_type') node = tree.child(node, 'type');
  return node;
}

function namelessOf({ facts }: Reading): number {
  const row = facts.openClass({ definition: -1 });
  facts.closeClass();
  return row;
}

/** The row for members of a type of another file. */
function partOf({ facts, module }: Reading, text: string, at: Node, type: number): number {
  const known = module.parts.get(text);
  if (known !== undefined) return known;
  const row = facts.openClass({ definition: -1, isPart: true });
  facts.base(row, type, 'extends', at);
  facts.closeClass();
  module.parts.set(text, row);
  return row;
}
