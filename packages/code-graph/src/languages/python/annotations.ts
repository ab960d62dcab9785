import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import type { Reading } from './reading.ts';
import { readTypeForm, type TypeForm } from './type-forms.ts';

/** What an annotation says a value is: an instance of one of `types`, or what `values` hold. */
export interface Annotation {
  readonly types: readonly Slot[];
  readonly values: readonly Slot[];
}

export const noAnnotation: Annotation = { types: [], values: [] };

/** Says nothing of the value. */
const unspecific = new Set([
  'Any',
  'object',
  'None',
  'NoReturn',
  'Never',
  'TypeAlias',
  'AnyStr',
  'LiteralString',
]);

/** Means what its arguments mean. */
const transparent = new Set([
  'Optional',
  'Union',
  'ClassVar',
  'Final',
  'Required',
  'NotRequired',
  'ReadOnly',
  'InitVar',
  'Awaitable',
  'Unpack',
]);

/** Has elements of its last argument's type. */
const containers = new Set([
  'list',
  'List',
  'set',
  'Set',
  'frozenset',
  'FrozenSet',
  'deque',
  'Deque',
  'Sequence',
  'MutableSequence',
  'Iterable',
  'Iterator',
  'AsyncIterable',
  'AsyncIterator',
  'Collection',
  'Container',
  'Reversible',
  'AbstractSet',
  'MutableSet',
  'KeysView',
  'ValuesView',
  'dict',
  'Dict',
  'Mapping',
  'MutableMapping',
  'defaultdict',
  'DefaultDict',
  'OrderedDict',
]);

const generators = new Set(['Generator', 'AsyncGenerator']);

/** Reads an annotation: its names are references, and its meaning says what is in the annotated place. */
export function readAnnotation(reading: Reading, node: Node): Annotation {
  return node === noNode ? noAnnotation : meaningOf(reading, readTypeForm(reading, node));
}

/** Says that the slot is annotated. */
export function annotate(reading: Reading, slot: Slot, { types, values }: Annotation): void {
  const { facts } = reading;
  if (values.length === 0) return facts.declareType(slot, facts.join(types));
  for (const type of types) facts.copy(slot, facts.instance(type));
  for (const value of values) facts.copy(slot, value);
}

/** A slot that holds what the annotation says, or `nothing`. */
export function annotatedValue({ facts }: Reading, { types, values }: Annotation): Slot {
  return facts.join([...types.map((type) => facts.instance(type)), ...values]);
}

/** What a name for the type holds: its classes. */
export function typeValue({ facts }: Reading, { types }: Annotation): Slot {
  return facts.join(types);
}

function meaningOf(reading: Reading, form: TypeForm): Annotation {
  if (form.kind === 'union') return unionOf(reading, form.arguments);
  if (form.kind !== 'name') return noAnnotation;
  return (form.isOwn ? undefined : meaningOfTyping(reading, form)) ?? { types: known(form.slot), values: [] };
}

/** What a name of `typing`, `collections` or the built-ins means, or undefined when it is none. */
function meaningOfTyping(reading: Reading, form: TypeForm): Annotation | undefined {
  const { facts } = reading;
  const { name } = form;
  if (unspecific.has(name) || name === 'Callable') return noAnnotation;
  if (name === 'Self') return selfType(reading);
  if (transparent.has(name)) return unionOf(reading, form.arguments);
  if (name === 'Coroutine') return unionOf(reading, form.arguments.slice(-1));
  if (name === 'Tuple' || name === 'tuple') return only(tupleOf(reading, form.arguments));
  if (name === 'Type' || name === 'type')
    return only(facts.join(form.arguments.map((argument) => argument.slot)));
  if (generators.has(name)) return only(containerOf(reading, form.arguments[0]));
  if (containers.has(name)) return only(containerOf(reading, form.arguments.at(-1)));
  return undefined;
}

function known(slot: Slot): Slot[] {
  return slot === nothing ? [] : [slot];
}

function only(slot: Slot): Annotation {
  return { types: [], values: known(slot) };
}

function unionOf(reading: Reading, forms: readonly TypeForm[]): Annotation {
  const members = forms.map((form) => meaningOf(reading, form));
  return {
    types: members.flatMap((member) => member.types),
    values: members.flatMap((member) => member.values),
  };
}

function selfType({ facts, scope }: Reading): Annotation {
  if (scope.receiver === null) return noAnnotation;
  return scope.receiver.kind === 'class' ? { types: [facts.this()], values: [] } : only(facts.this());
}

function containerOf(reading: Reading, element: TypeForm | undefined): Slot {
  if (element === undefined) return nothing;
  return reading.facts.collection(annotatedValue(reading, meaningOf(reading, element)));
}

function tupleOf(reading: Reading, elements: readonly TypeForm[]): Slot {
  const { facts } = reading;
  const [first, second] = elements;
  if (elements.length === 2 && second?.kind === 'nothing') return containerOf(reading, first);
  const tuple = facts.object();
  elements.forEach((element, index) =>
    facts.store(tuple, String(index), annotatedValue(reading, meaningOf(reading, element))),
  );
  return tuple;
}
