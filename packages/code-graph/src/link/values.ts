/**
 * Abstract values: what a slot may hold. A value is one integer, `index * 16 + kind`.
 *
 * `classExact` and `instanceExact` are known to be of this very class (a constructor was called);
 * the plain forms may be of any class below it (`self`, an annotation), so a member found on them is
 * also looked for in the classes below. An instance's index is a class, or, above the classes, a
 * function used as a constructor (`classCount + function`): an *entity*.
 */
export const valueKinds = {
  function: 0,
  classExact: 1,
  class: 2,
  instanceExact: 3,
  instance: 4,
  module: 5,
  /** Something imported from outside the repository; the index is the import. */
  external: 6,
  /** A literal or container; the index is where it is made. */
  object: 7,
  /** A name of the language's own library; the index is the name. */
  library: 8,
  /** What `prototype` of a function or class is; the index is an entity. */
  prototype: 9,
  /** What calling something external gives: nothing is known of it but that it is not ours. Index 0. */
  foreign: 10,
  /** An instance of a type that is not the repository's; the index is the type's name. */
  outside: 11,
  /** What a generic type is used with; the index is an object that holds the arguments by name. */
  arguments: 12,
} as const;

export type Value = number;

export function value(kind: number, index: number): Value {
  return index * 16 + kind;
}

export function kindOf(v: Value): number {
  return v & 15;
}

export function indexOf(v: Value): number {
  return v >> 4;
}
