import { calledName } from './members.ts';

function names(text: string): ReadonlySet<string> {
  return new Set(text.split(' ').map((name) => calledName(name)));
}

/** What everything has from Java's own library or from Kotlin's. */
export const libraryMembers = names(
  'equals hashCode toString getClass notify notifyAll wait clone finalize let run apply also takeIf takeUnless use to values valueOf ordinal name compareTo describeConstable getDeclaringClass component1 component2 component3 copy',
);

/** By what Java's own interfaces and Kotlin's types of functions call a function. */
export const functionMembers = names(
  'run call get apply accept test compare invoke applyAsInt applyAsLong applyAsDouble getAsInt getAsLong getAsDouble getAsBoolean',
);
