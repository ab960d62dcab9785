import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import type { ReadCall } from './calls.ts';
import { annotatedValue, readAnnotation } from './annotations.ts';
import { callOf } from './protocols.ts';
import { bindModule } from './imports.ts';
import type { Reading } from './reading.ts';
import { textOfString } from './strings.ts';

/**
 * Calls of Python's own library whose text says more than values can: a name or a module in a string, a
 * type test, pairs to loop over. What can be said by values alone stands in `family.ts`.
 */
type Meaning = (reading: Reading, call: ReadCall, result: Slot) => Slot;

/** Whether the name is not one of the file's own definitions or variables. */
export function isLibraryName({ facts }: Reading, name: string): boolean {
  const variable = facts.find(name);
  return variable === undefined || variable.role === 'import';
}

export function namedCallResult(reading: Reading, name: string, call: ReadCall, result: Slot): Slot {
  return byName.get(name)?.(reading, call, result) ?? result;
}

export function memberCallResult(
  reading: Reading,
  name: string,
  receiver: Slot,
  call: ReadCall,
  result: Slot,
): Slot {
  const { facts } = reading;
  const meaning = byMember.get(name);
  if (meaning !== undefined) return meaning(reading, call, result);
  if (name === 'items') reading.pairings.set(call.node, { places: 'second', containers: [receiver] });
  else if (adders.has(name)) facts.put(receiver, facts.element(slotOf(call, 0)));
  else if (name === 'sort') applyKey(reading, call, facts.element(receiver));
  return result;
}

const adders = new Set(['extend', 'update', 'extendleft', 'union']);

const byName = new Map<string, Meaning>([
  ['isinstance', noteTest],
  ['getattr', readNamedMember],
  ['setattr', storeNamedMember],
  ['enumerate', (reading, call, result) => pair(reading, call, 'second', result)],
  ['zip', (reading, call, result) => pair(reading, call, 'each', result)],
  ['cast', castValue],
  ['partial', bindArguments],
  ['filter', (reading, call, result) => reading.facts.join([result, slotOf(call, 1)])],
  ['next', special('__next__')],
  ['iter', special('__iter__')],
  ['len', special('__len__')],
  ['str', special('__str__')],
  ['repr', special('__repr__')],
  ['hash', special('__hash__')],
  ['reversed', special('__reversed__')],
  ['sorted', keyed],
  ['min', keyed],
  ['max', keyed],
  ['property', ({ facts }, call) => facts.apply(slotOf(call, 0), [])],
  ['type', classOf],
  ['dict', dictionaryOf],
  ['import_module', importNamed],
  ['__import__', importNamed],
  ['gather', inOrder],
]);

/** The same when written with their module: `functools.partial`, `typing.cast`. */
const byMember = new Map(
  [...byName].filter(([name]) => ['cast', 'partial', 'import_module', 'gather'].includes(name)),
);

function slotOf(call: ReadCall, index: number): Slot {
  const argument = call.arguments[index];
  return argument === undefined || argument.keyword !== undefined ? nothing : argument.slot;
}

/** `len(x)` calls `x.__len__()`. */
function special(method: string): Meaning {
  return (reading, call, result) =>
    reading.facts.join([result, callOf(reading, slotOf(call, 0), method, call.node)]);
}

/** `partial(f, a)` gives `f` with its first arguments bound. */
function bindArguments({ facts }: Reading, call: ReadCall, result: Slot): Slot {
  const callee = slotOf(call, 0);
  if (callee !== nothing) facts.apply(callee, call.arguments.slice(1));
  return facts.join([result, callee]);
}

function noteTest({ tree, facts, testedTypes }: Reading, call: ReadCall, result: Slot): Slot {
  const [subject] = call.argumentNodes;
  const type = slotOf(call, 1);
  if (subject !== undefined && type !== nothing && tree.kind(subject) === 'identifier') {
    testedTypes.set(call.node, facts.join([type, facts.element(type)]));
  }
  return result;
}

function readNamedMember({ tree, facts }: Reading, call: ReadCall, result: Slot): Slot {
  const at = call.argumentNodes[1] ?? noNode;
  const name = textOfString(tree, at);
  if (name === undefined) return result;
  return facts.join([facts.load(slotOf(call, 0), name, at), slotOf(call, 2)]);
}

function storeNamedMember({ tree, facts }: Reading, call: ReadCall, result: Slot): Slot {
  const at = call.argumentNodes[1] ?? noNode;
  const name = textOfString(tree, at);
  if (name !== undefined) facts.store(slotOf(call, 0), name, slotOf(call, 2), at);
  return result;
}

function pair(reading: Reading, call: ReadCall, places: 'each' | 'second', result: Slot): Slot {
  const given = places === 'each' ? call.arguments : call.arguments.slice(0, 1);
  reading.pairings.set(call.node, { places, containers: given.map(({ slot }) => slot) });
  return result;
}

function castValue(reading: Reading, call: ReadCall, result: Slot): Slot {
  const type = call.argumentNodes[0] ?? noNode;
  if (type === noNode) return result;
  const isForward = reading.tree.kind(type) === 'string';
  const value = isForward ? annotatedValue(reading, readAnnotation(reading, type)) : nothing;
  return value === nothing ? reading.facts.instance(slotOf(call, 0)) : value;
}

/** `sorted(xs, key=f)` calls `f` with elements. */
function keyed(reading: Reading, call: ReadCall, result: Slot): Slot {
  applyKey(reading, call, reading.facts.element(slotOf(call, 0)));
  return result;
}

function applyKey({ facts }: Reading, call: ReadCall, element: Slot): void {
  const key = call.arguments.find((argument) => argument.keyword === 'key');
  if (key !== undefined) facts.apply(key.slot, [{ slot: element }]);
}

function classOf({ facts }: Reading, call: ReadCall, result: Slot): Slot {
  return call.arguments.length === 1 ? facts.load(slotOf(call, 0), '__class__', noNode) : result;
}

function dictionaryOf({ facts }: Reading, call: ReadCall, result: Slot): Slot {
  if (!call.arguments.some((argument) => argument.keyword !== undefined)) return result;
  const dictionary = facts.object();
  for (const { keyword, slot } of call.arguments) {
    if (keyword !== undefined) facts.store(dictionary, keyword, slot);
    else facts.put(dictionary, facts.element(slot));
  }
  return dictionary;
}

/** `asyncio.gather(a(), b())` */
function inOrder({ facts }: Reading, call: ReadCall): Slot {
  const results = facts.object();
  call.arguments.forEach(({ slot, spread }, index) => {
    if (spread === undefined) facts.store(results, String(index), slot);
    else facts.put(results, facts.element(slot));
  });
  return results;
}

/** `importlib.import_module('a.b')` */
function importNamed(reading: Reading, call: ReadCall, result: Slot): Slot {
  const at: Node = call.argumentNodes[0] ?? noNode;
  const specifier = textOfString(reading.tree, at);
  return specifier === undefined || specifier === '' ? result : bindModule(reading, specifier, at);
}
