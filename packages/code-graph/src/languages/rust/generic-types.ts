import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { containers, conversions, iterations, maps, pointers } from './library-types.ts';
import { kindOf, nameOf, parts } from './parts.ts';
import { isOwnName } from './names.ts';
import type { Reading, TypeMeaning } from './reading.ts';
import { joinMeanings, ofValue, unknownType, valueOfType } from './type-meanings.ts';
import { containerOf, errorMember, keyMember } from './wrapped.ts';

/** `Vec<T>`, `Option<&T>`, `Box<dyn Trait>`, `Wrapper<T>`, `impl Iterator<Item = T>` */
export function readGenericType(reading: Reading, node: Node): TypeMeaning {
  const { tree } = reading;
  const named = tree.child(node, 'type');
  const meaning = reading.type(named);
  const list = tree.child(node, 'type_arguments');
  const given = readArguments(reading, list);
  const name = nameOf(tree, kindOf(tree, named).startsWith('scoped') ? tree.child(named, 'name') : named);
  if (isOwnName(reading, named)) return meaning;
  const held = heldBy(reading, name, given);
  return held === undefined ? meaning : joinMeanings([meaning, held]);
}

interface Given {
  /** What the arguments that are no lifetimes mean, in order. */
  readonly types: readonly TypeMeaning[];
  /** `Item = T` by name. */
  readonly bound: ReadonlyMap<string, TypeMeaning>;
}

function readArguments(reading: Reading, list: Node): Given {
  const { tree } = reading;
  const types: TypeMeaning[] = [];
  const bound = new Map<string, TypeMeaning>();
  for (const part of parts(tree, list)) {
    const kind = tree.kind(part);
    if (kind === 'type_binding') {
      bound.set(nameOf(tree, tree.child(part, 'name')), reading.type(tree.child(part, 'type')));
    } else if (kind === 'trait_bounds') {
      for (const inner of parts(tree, part)) reading.type(inner);
    } else if (kind === 'block' || kind.endsWith('literal')) reading.value(part);
    else if (kind !== 'lifetime') types.push(reading.type(part));
  }
  return { types, bound };
}

function heldBy(reading: Reading, name: string, { types, bound }: Given): TypeMeaning | undefined {
  const [first = unknownType, second = unknownType] = types;
  const value = (meaning: TypeMeaning): Slot => valueOfType(reading, meaning);
  if (pointers.has(name)) return first;
  if (containers.has(name)) return ofValue(containerOf(reading, value(first)));
  if (name.endsWith('Result')) {
    const error = second === unknownType ? nothing : value(second);
    return ofValue(containerOf(reading, value(first), { [errorMember]: error }));
  }
  if (maps.has(name)) return ofValue(containerOf(reading, value(second), { [keyMember]: value(first) }));
  if (iterations.has(name)) return ofValue(containerOf(reading, value(bound.get('Item') ?? first)));
  if (name === 'Future' || name === 'IntoFuture') return bound.get('Output');
  if (name === 'Into' || name === 'TryInto') return ofValue(containerOf(reading, value(first)));
  if (conversions.has(name)) return bound.get('Target') ?? first;
  return undefined;
}

/** Reads the arguments of a call's turbofish: `::<T, U>`. */
export function readTypeArguments(reading: Reading, list: Node): readonly TypeMeaning[] {
  return list === noNode ? [] : readArguments(reading, list).types;
}
