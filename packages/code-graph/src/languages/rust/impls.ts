import { nothing } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readAttributes } from './attributes.ts';
import { genericsOf } from './generics.ts';
import { readMembers } from './members.ts';
import { findOutside } from './names.ts';
import { pointers } from './library-types.ts';
import { kindOf, nameOf, textOf } from './parts.ts';
import { type Reading, type SelfType, withGenerics, withSelf } from './reading.ts';
import { classOfType, ofClass } from './type-meanings.ts';
import { isPathType } from './type-expressions.ts';

/** `impl Type { … }`, `impl Trait for Type { … }` */
export function readImpl(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  readAttributes(reading, node);
  withGenerics(reading, genericsOf(reading, node), () => {
    const own = selfTypeOf(reading, tree.child(node, 'type'));
    const trait = tree.child(node, 'trait');
    const self = trait === noNode ? own : { ...own, members: implementationOf(reading, own, trait) };
    withSelf(reading, self, () => {
      if (trait !== noNode && !isNegative(reading, node)) {
        const cls = classOfType(reading, reading.type(trait));
        facts.base(self.members, cls === nothing ? facts.slot() : cls, 'implements', trait);
      }
      readMembers(reading, tree.child(node, 'body'), trait !== noNode);
      if (/\bDeref$/.test(textOf(tree, trait))) lendTarget(reading, self, trait);
    });
  });
}

/** The row for what a type has for a trait, beside its own members. One for all types of a kind is such a row. */
function implementationOf(reading: Reading, own: ImplType, at: Node): number {
  const { row, isNameless, isForwarding } = own;
  const { facts } = reading;
  if (isNameless) {
    const members = isForwarding ? namelessOf(reading) : row;
    if (!isForwarding) lendToBounds(reading, own, members, at);
    return members;
  }
  const implementation = facts.openClass({ definition: -1, isImplementation: true });
  facts.closeClass();
  facts.base(row, facts.classValue(implementation), 'lends', at);
  return implementation;
}

/** `impl<T: Bound> Trait for T`: whatever is of the bound has what the block says. */
function lendToBounds(reading: Reading, { meaning, bounds }: ImplType, members: number, at: Node): void {
  const { facts } = reading;
  if (bounds === '') return;
  meaning.classes.forEach((bound, index) => {
    const part = partOf(reading, `${bounds} ${String(index)}`, at, bound);
    facts.base(part, facts.classValue(members), 'lends', at);
  });
}

/** `impl Deref for Type { type Target = Other; }`: the members of the other are called on the type, too. */
function lendTarget({ facts }: Reading, { row, members }: SelfType, at: Node): void {
  facts.base(row, facts.load(facts.classValue(members), 'Target', noNode), 'lends', at);
}

/** `impl !Send for T` */
function isNegative({ tree }: Reading, node: Node): boolean {
  return tree.childOfKind(node, '!') !== noNode;
}

/**
 * @property isNameless whether the row stands for no single type.
 * @property isForwarding whether `self` points to something of the trait, as in `impl<T: A> A for Box<T>`.
 */
interface ImplType extends SelfType {
  readonly isNameless: boolean;
  readonly isForwarding: boolean;
  /** The block's own type parameter where it is for all types of its bounds, else ''. */
  readonly bounds: string;
}

/**
 * Whose members the block holds: those of a type of this file, of a type of another file, or, where it is for
 * all types of a kind (`impl<T: A> B for T`, `impl B for Vec<T>`), of a type without a name.
 */
function selfTypeOf(reading: Reading, type: Node): ImplType {
  const { tree, facts } = reading;
  const node = withoutPointers(reading, type);
  const meaning = reading.type(node);
  const head = kindOf(tree, node) === 'generic_type' ? tree.child(node, 'type') : node;
  const name = nameOf(tree, head);
  const known = kindOf(tree, head) === 'type_identifier' ? reading.module.types.get(name) : undefined;
  const isOwn = known !== undefined && findOutside(reading, name)?.definition === known.definition;
  if (isOwn && !reading.generics.has(name)) {
    const own = ofClass(facts.classValue(known.row));
    return {
      ...known,
      members: known.row,
      meaning: own,
      qualifier: '',
      isTrait: false,
      isNameless: false,
      isForwarding: false,
      bounds: '',
    };
  }
  const qualifier = [...reading.module.path, textOf(tree, head).replaceAll(/\s+/g, '')].join('.');
  const isGeneric = reading.generics.has(name);
  const isForwarding = (node !== type && isGeneric) || pointers.has(name);
  const isNamed = isPathType(reading, head) && !isGeneric && !isForwarding && meaning.classes.length > 0;
  const row = isNamed
    ? partOf(reading, textOf(tree, head), head, classOfType(reading, meaning))
    : namelessOf(reading);
  const isNameless = !isNamed;
  const bounds = isGeneric && node === type ? `${name} ${String(type)}` : '';
  return {
    row,
    members: row,
    definition: -1,
    meaning,
    qualifier,
    isTrait: false,
    isNameless,
    isForwarding,
    bounds,
  };
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
