import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode } from '../../syntax/tree.ts';
import type { Reading, TypeMeaning } from './reading.ts';
import { valueOfType } from './type-meanings.ts';

/** What arrays are called as a type of the library's. */
export const array = '[]';
/** The member of a dictionary that holds what an index gives. */
export const indexed = '[k]';
/** The member of a task and the like that holds what it comes to. */
export const outcome = 'Result';
/** The member of a class made of a container that holds the container. */
export const underlying = '[]';

type Maker = (reading: Reading, args: readonly TypeMeaning[]) => readonly Slot[];

function sequence(reading: Reading, [element]: readonly TypeMeaning[]): readonly Slot[] {
  const value = element === undefined ? nothing : valueOfType(reading, element);
  return [reading.facts.collection(value)];
}

/** What is found under a key, what a loop goes over, and both sides of that by themselves. */
function dictionary(reading: Reading, [key, entry]: readonly TypeMeaning[]): readonly Slot[] {
  const { facts } = reading;
  const keys = key === undefined ? nothing : valueOfType(reading, key);
  const values = entry === undefined ? nothing : valueOfType(reading, entry);
  const made = facts.collection(pairOf(reading, keys, values));
  facts.store(made, indexed, values);
  facts.store(made, 'Keys', facts.collection(keys));
  facts.store(made, 'Values', facts.collection(values));
  return [made];
}

function pairOf({ facts }: Reading, key: Slot, value: Slot): Slot {
  const pair = facts.object();
  facts.store(pair, 'Key', key);
  facts.store(pair, 'Value', value);
  return pair;
}

function pair(reading: Reading, [key, value]: readonly TypeMeaning[]): readonly Slot[] {
  const slotOf = (meaning: TypeMeaning | undefined) =>
    meaning === undefined ? nothing : valueOfType(reading, meaning);
  return [pairOf(reading, slotOf(key), slotOf(value))];
}

function holder(member: string): Maker {
  return (reading, [held]) => {
    const made = reading.facts.object();
    if (held !== undefined) reading.facts.store(made, member, valueOfType(reading, held));
    return [made];
  };
}

function tuple(reading: Reading, args: readonly TypeMeaning[]): readonly Slot[] {
  const made = reading.facts.object();
  args.forEach((meaning, index) =>
    reading.facts.store(made, `Item${index + 1}`, valueOfType(reading, meaning)),
  );
  return [made];
}

function group(reading: Reading, [key, element]: readonly TypeMeaning[]): readonly Slot[] {
  const { facts } = reading;
  const made = facts.collection(element === undefined ? nothing : valueOfType(reading, element));
  if (key !== undefined) facts.store(made, 'Key', valueOfType(reading, key));
  return [made];
}

function named(maker: Maker, names: string): (readonly [string, Maker])[] {
  return names.split(' ').map((name) => [name, maker] as const);
}

/** The library's generic types that hold values, with what a value of each holds. */
const makers: ReadonlyMap<string, Maker> = new Map([
  ...named(
    sequence,
    'IEnumerable IEnumerator IAsyncEnumerable IAsyncEnumerator ICollection IReadOnlyCollection IList IReadOnlyList List LinkedList HashSet ISet IReadOnlySet SortedSet Queue Stack PriorityQueue Collection ReadOnlyCollection ObservableCollection BindingList BlockingCollection ConcurrentBag ConcurrentQueue ConcurrentStack ImmutableArray ImmutableList IImmutableList ImmutableHashSet ImmutableQueue ImmutableStack FrozenSet IQueryable IOrderedEnumerable IOrderedQueryable Span ReadOnlySpan Memory ReadOnlyMemory ArraySegment NativeArray NativeList DbSet',
  ),
  ...named(
    dictionary,
    'Dictionary IDictionary IReadOnlyDictionary ReadOnlyDictionary SortedDictionary SortedList ConcurrentDictionary ImmutableDictionary IImmutableDictionary ImmutableSortedDictionary FrozenDictionary',
  ),
  ...named(pair, 'KeyValuePair'),
  ...named(group, 'IGrouping'),
  ...named(holder(outcome), 'Task ValueTask'),
  ...named(holder('Value'), 'Lazy Nullable ThreadLocal AsyncLocal StrongBox IOptions IOptionsSnapshot'),
  ...named(holder('Target'), 'WeakReference'),
  ...named(tuple, 'Tuple ValueTuple'),
]);

/** What a value of a library's generic type holds; of another type nothing. */
export function libraryValues(reading: Reading, name: string, args: readonly TypeMeaning[]): readonly Slot[] {
  return makers.get(name)?.(reading, args) ?? [];
}

/** Where in a value of a library's generic type what its argument at the index says is. */
export function containerPlace(name: string, index: number): string | undefined {
  const maker = makers.get(name);
  if (maker === sequence) return '[]';
  if (maker === dictionary) return index === 0 ? 'Keys' : indexed;
  if (maker === pair) return index === 0 ? 'Key' : 'Value';
  if (name === 'Task' || name === 'ValueTask') return outcome;
  return maker === undefined ? undefined : 'Value';
}

/** What functions of the library's delegate types are called with. */
export function takenBy(
  reading: Reading,
  name: string,
  args: readonly TypeMeaning[],
): readonly Slot[] | undefined {
  const slots = args.map((meaning) => valueOfType(reading, meaning));
  switch (name) {
    case 'Action':
    case 'Predicate':
      return slots;
    case 'Func':
      return slots.slice(0, -1);
    case 'Converter':
      return slots.slice(0, 1);
    case 'Comparison':
      return [slots[0] ?? nothing, slots[0] ?? nothing];
    case 'EventHandler':
      return [nothing, slots[0] ?? nothing];
    default:
      return undefined;
  }
}

/** The expression that `Expression<Func<…>>` is made from takes what the function takes. */
export const wrappers: ReadonlySet<string> = new Set(['Expression']);

/** Any element of a container, also of a class that is made of one. */
export function elementOf({ facts }: Reading, container: Slot): Slot {
  if (container === nothing) return nothing;
  return facts.join([facts.element(container), facts.element(facts.load(container, underlying, noNode))]);
}
