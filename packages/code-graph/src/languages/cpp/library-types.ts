import { nothing, type Slot } from '../../facts/scopes.ts';
import type { Reading, TypeMeaning } from '../c/reading.ts';
import { valueOfType } from '../c/type-meanings.ts';

/** Templates of the library whose values are maps: what is found under a key is their second argument. */
const maps = new Set(['map', 'unordered_map', 'multimap', 'unordered_multimap', 'pair']);
/** Templates whose values call what they hold. */
const callables = new Set(['function', 'move_only_function', 'packaged_task']);

/**
 * What a template given types makes. The library's containers and pointers hold what they are given, and so,
 * for all that is known, do a program's own: `->`, `*`, `[]` and the usual members give what was put in.
 */
export function instantiate(
  reading: Reading,
  name: string,
  template: TypeMeaning,
  given: readonly TypeMeaning[],
): TypeMeaning {
  const last = name.slice(name.lastIndexOf(':') + 1);
  if (callables.has(last)) return { classes: [], values: [], isOpen: true };
  const held = given.map((type) => valueOfType(reading, type, false));
  if (held.every((slot) => slot === nothing)) return template;
  const { facts } = reading;
  const container = facts.object();
  if (maps.has(last)) {
    const [first = nothing, second = nothing] = held;
    facts.put(container, second);
    if (first !== nothing) facts.store(container, 'first', first);
    if (second !== nothing) facts.store(container, 'second', second);
  } else {
    for (const slot of held) facts.put(container, slot);
  }
  const isLibrary = name.startsWith('std::');
  return { classes: isLibrary ? [] : template.classes, values: [container] };
}

/** Any element of what may be a container; of something else that can be followed, the thing itself. */
export function elementOf({ facts }: Reading, value: Slot): Slot {
  return value === nothing ? nothing : facts.join([value, facts.element(value)]);
}
