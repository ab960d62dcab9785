import type { FactsBuilder } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import type { TypeMeaning } from './meanings.ts';

type Shape = (facts: FactsBuilder, args: readonly Slot[], type: Slot) => TypeMeaning;

function words(text: string): string[] {
  return text.split(' ');
}

function collection(at: number): Shape {
  return (facts, args, type) => {
    const element = args[at] ?? nothing;
    return { type, value: element === nothing ? nothing : facts.collection(element) };
  };
}

/** A function without a name that gives a value, as a member of a modelled object. */
function giver(facts: FactsBuilder, value: Slot): Slot {
  const fn = facts.openFunction({ definition: -1, receiver: 'none' });
  facts.returns(value);
  facts.closeFunction();
  return facts.functionValue(fn);
}

/** A function that calls what it is given with the values. */
function caller(facts: FactsBuilder, values: readonly Slot[], gives: Slot): Slot {
  const fn = facts.openFunction({ definition: -1, receiver: 'none' });
  const given = facts.parameter('');
  const result = facts.apply(
    given,
    values.map((slot) => ({ slot })),
  );
  facts.returns(facts.join([gives, result]));
  facts.closeFunction();
  return facts.functionValue(fn);
}

function entryOf(facts: FactsBuilder, key: Slot, value: Slot): Slot {
  const entry = facts.object();
  for (const name of ['getKey()', 'component1()', 'key']) store(facts, entry, name, key);
  for (const name of ['getValue()', 'component2()', 'value']) store(facts, entry, name, value);
  return entry;
}

function store(facts: FactsBuilder, object: Slot, name: string, value: Slot): void {
  if (value !== nothing) facts.store(object, name, name.endsWith(')') ? giver(facts, value) : value);
}

const mapOf: Shape = (facts, [key = nothing, value = nothing], type) => {
  if (key === nothing && value === nothing) return { type, value: nothing };
  const map = facts.collection(value);
  const keySet = key === nothing ? nothing : facts.collection(key);
  for (const name of ['keySet()', 'keys', 'navigableKeySet()']) store(facts, map, name, keySet);
  for (const name of ['firstKey()', 'lastKey()']) store(facts, map, name, key);
  const entry = entryOf(facts, key, value);
  const entries = facts.collection(entry);
  for (const name of ['entrySet()', 'entries', 'iterator()']) store(facts, map, name, entries);
  for (const name of ['firstEntry()', 'lastEntry()', 'floorEntry()', 'ceilingEntry()'])
    store(facts, map, name, entry);
  facts.store(map, 'forEach()', caller(facts, [key, value], nothing));
  facts.store(map, entryMember, entry);
  return { type, value: map };
};

/** Where a map keeps what iterating over it gives. */
export const entryMember = '<entry>';

const entry: Shape = (facts, [key = nothing, value = nothing], type) => ({
  type,
  value: entryOf(facts, key, value),
});

/** A type of functions: its one method, what that takes and what it gives, by place of the type's arguments. */
function functional(method: string, takes: readonly number[], gives: number): Shape {
  return (facts, args, type) => {
    const given = gives === -1 ? nothing : (args[gives] ?? nothing);
    const value = facts.object();
    if (given !== nothing) facts.store(value, `${method}()`, giver(facts, given));
    const taken = takes.map((at) => args[at] ?? nothing);
    const isUseful = taken.some((slot) => slot !== nothing);
    return {
      type,
      value: given === nothing ? nothing : value,
      isFunction: true,
      ...(isUseful ? { takes: taken } : {}),
    };
  };
}

const sequences = words(
  'Collection List Set ArrayList LinkedList HashSet LinkedHashSet TreeSet SortedSet NavigableSet Queue Deque ArrayDeque PriorityQueue Vector Stack Iterable Iterator ListIterator Enumeration Stream Optional CopyOnWriteArrayList CopyOnWriteArraySet BlockingQueue LinkedBlockingQueue ConcurrentLinkedQueue ConcurrentLinkedDeque EnumSet AbstractList AbstractSet AbstractCollection Spliterator AtomicReference ThreadLocal WeakReference SoftReference Reference Future CompletableFuture CompletionStage ServiceLoader Sequence MutableList MutableSet MutableCollection MutableIterable MutableIterator MutableListIterator Array Lazy Result Flow StateFlow SharedFlow MutableStateFlow Deferred Channel ReceiveChannel SendChannel IndexedValue',
);
const maps = words(
  'Map HashMap LinkedHashMap TreeMap SortedMap NavigableMap ConcurrentMap ConcurrentHashMap EnumMap IdentityHashMap WeakHashMap Hashtable ConcurrentSkipListMap ConcurrentNavigableMap AbstractMap MutableMap',
);

const shapes: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ...sequences.map((name) => [name, collection(0)] as const),
  ...maps.map((name) => [name, mapOf] as const),
  ['Entry', entry],
  ['Map.Entry', entry],
  ['Pair', pair],
  ['Supplier', functional('get', [], 0)],
  ['Callable', functional('call', [], 0)],
  ['Function', functional('apply', [0], 1)],
  ['BiFunction', functional('apply', [0, 1], 2)],
  ['UnaryOperator', functional('apply', [0], 0)],
  ['BinaryOperator', functional('apply', [0, 0], 0)],
  ['Consumer', functional('accept', [0], -1)],
  ['BiConsumer', functional('accept', [0, 1], -1)],
  ['Predicate', functional('test', [0], -1)],
  ['BiPredicate', functional('test', [0, 1], -1)],
  ['Comparator', functional('compare', [0, 0], -1)],
  ['ToIntFunction', functional('applyAsInt', [0], -1)],
  ['ToLongFunction', functional('applyAsLong', [0], -1)],
  ['ToDoubleFunction', functional('applyAsDouble', [0], -1)],
  ['IntFunction', functional('apply', [], 0)],
  ['LongFunction', functional('apply', [], 0)],
]);

function pair(
  facts: FactsBuilder,
  [first = nothing, second = nothing]: readonly Slot[],
  type: Slot,
): TypeMeaning {
  const value = facts.object();
  for (const name of ['component1()', 'first']) store(facts, value, name, first);
  for (const name of ['component2()', 'second']) store(facts, value, name, second);
  return { type, value };
}

/** Types of functions may have no arguments: what is put there can still be called. */
export function modelOf(facts: FactsBuilder, name: string, type: Slot, args: readonly Slot[]): TypeMeaning {
  const shape = shapes.get(name);
  return shape === undefined ? { type, value: nothing } : shape(facts, args, type);
}
