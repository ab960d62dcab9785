import { nothing } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { nameText, scopeName } from './names.ts';
import { firstPart, parts } from './parts.ts';
import type { Reading } from './reading.ts';
import {
  amongOthers,
  classMeaning,
  joinMeanings,
  noMeaning,
  selfClass,
  staticInstance,
  type TypeMeaning,
  valueMeaning,
} from './type-meanings.ts';

/** Names that say nothing of what a value's members are. */
export const plainTypes: ReadonlySet<string> = new Set(
  'array iterable callable object mixed int integer float double string bool boolean false true null void never resource scalar numeric'.split(
    ' ',
  ),
);

/** Reads a type that is part of the code: its names are references. */
export function readType(reading: Reading, node: Node): TypeMeaning {
  if (node === noNode) return noMeaning;
  const { tree } = reading;
  switch (tree.kind(node)) {
    case 'named_type':
      return readNamedType(reading, firstPart(tree, node));
    case 'name':
    case 'qualified_name':
    case 'relative_name':
      return readNamedType(reading, node);
    case 'primitive_type':
    case 'bottom_type':
      return noMeaning;
    case 'union_type':
    case 'disjunctive_normal_form_type':
      return readUnion(reading, node);
    default:
      return joinMeanings(parts(tree, node).map((part) => readType(reading, part)));
  }
}

/** With `null` alone beside it a class stays the only one that values may be of. */
function readUnion(reading: Reading, node: Node): TypeMeaning {
  const { tree, facts } = reading;
  const members = parts(tree, node);
  const meaning = joinMeanings(members.map((part) => readType(reading, part)));
  const others = members.filter((part) => !/^(?:null|false)$/i.test(tree.text(part)));
  return others.length > 1 ? amongOthers(facts, meaning) : meaning;
}

function readNamedType(reading: Reading, node: Node): TypeMeaning {
  if (node === noNode) return noMeaning;
  const { facts } = reading;
  const text = nameText(reading, node);
  const lower = text.toLowerCase();
  if (lower === 'static') return valueMeaning(staticInstance(reading));
  if (lower === 'self') return classMeaning(selfClass(reading));
  if (lower === 'parent') return classMeaning(reading.scope.class?.parent ?? nothing);
  if (plainTypes.has(lower)) return noMeaning;
  return classMeaning(facts.read(scopeName(reading, text, 'class'), node, 'type'));
}
