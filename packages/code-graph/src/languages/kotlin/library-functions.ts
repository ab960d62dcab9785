import type { Argument } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { calledName } from '../jvm/members.ts';
import type { Reading } from './reading.ts';

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

const containers = words(
  'listOf mutableListOf arrayListOf listOfNotNull setOf mutableSetOf hashSetOf linkedSetOf sortedSetOf arrayOf arrayOfNulls sequenceOf flowOf emptyList emptySet emptySequence emptyFlow emptyArray intArrayOf longArrayOf byteArrayOf charArrayOf booleanArrayOf mutableStateListOf',
);
const maps = words('mapOf mutableMapOf hashMapOf linkedMapOf sortedMapOf emptyMap');
const givesArgument = words('checkNotNull requireNotNull maxOf minOf');
const givesResult = words(
  'lazy lazyOf buildList buildSet buildMap sequence iterator synchronized measureTimedValue',
);
const others = words(
  'require check error assert println print TODO repeat buildString naturalOrder reverseOrder compareBy compareValues compareByDescending readLine runCatching enumValues enumValueOf emptyArray Pair Triple Regex StringBuilder Array IntArray LongArray ByteArray CharArray BooleanArray List MutableList Any Exception RuntimeException IllegalStateException IllegalArgumentException ArrayList HashMap HashSet LinkedHashMap LinkedHashSet',
);

/** What a function of Kotlin's own library gives, where the repository has none of that name. */
export function libraryFunction(
  { facts }: Reading,
  name: string,
  args: readonly Argument[],
): { readonly values: readonly Slot[]; readonly gives: Slot } {
  const slots = args.map(({ slot, spread }) => (spread === undefined ? slot : facts.element(slot)));
  const values = [facts.libraryValue(calledName(name))];
  if (containers.has(name)) return { values, gives: collectionOf({ facts }, slots) };
  if (maps.has(name)) return { values, gives: facts.object() };
  if (givesArgument.has(name)) return { values, gives: facts.join(slots) };
  if (givesResult.has(name)) {
    const result = facts.apply(slots.at(-1) ?? nothing, []);
    return { values, gives: name === 'synchronized' ? result : collectionOf({ facts }, [result]) };
  }
  return { values: others.has(name) ? values : [], gives: nothing };
}

function collectionOf({ facts }: Pick<Reading, 'facts'>, elements: readonly Slot[]): Slot {
  const container = facts.object();
  for (const element of elements) facts.put(container, element);
  return container;
}
