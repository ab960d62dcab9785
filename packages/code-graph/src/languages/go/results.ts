import type { Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { parts, partsOfField } from './parts.ts';
import type { Reading, TypeMeaning } from './reading.ts';
import { declareAs, valueOfType } from './type-meanings.ts';

interface Result {
  readonly name: string;
  readonly meaning: TypeMeaning;
}

/**
 * Says what the open function gives. Several results stand side by side in one object, under their numbers.
 *
 * @returns the names of named results with their places.
 */
export function declareResults(reading: Reading, node: Node): readonly (readonly [string, Slot])[] {
  const { facts } = reading;
  const results = readResults(reading, node);
  const returned = facts.returnSlotOf(facts.function);
  const isTuple = results.length > 1;
  const tuple = isTuple ? facts.object() : returned;
  reading.results = results.map(({ meaning }, index) => {
    const place = isTuple ? facts.slot() : returned;
    declareAs(reading, place, meaning);
    if (isTuple) facts.store(tuple, String(index), place);
    return place;
  });
  facts.copy(returned, tuple);
  results.forEach(({ name, meaning }) => declareNamed(reading, name, meaning));
  return results
    .map(({ name }, index) => [name, reading.results[index]!] as const)
    .filter(([name]) => name !== '');
}

function readResults(reading: Reading, node: Node): Result[] {
  const { tree } = reading;
  if (node === noNode) return [];
  if (tree.kind(node) !== 'parameter_list') return [{ name: '', meaning: reading.type(node) }];
  return parts(tree, node).flatMap((part) => {
    const meaning = reading.type(tree.child(part, 'type'));
    const names = partsOfField(tree, part, 'name').map((name) => tree.text(name));
    return (names.length === 0 ? [''] : names).map((name) => ({ name: name === '_' ? '' : name, meaning }));
  });
}

function declareNamed(reading: Reading, name: string, meaning: TypeMeaning): void {
  if (name === '') return;
  reading.facts.declare(name, 'local');
  reading.facts.assign(name, valueOfType(reading, meaning));
}

/** What named results ever hold is given back, too: by a bare `return`, or changed by what is deferred. */
export function giveNamedResults({ facts }: Reading, named: readonly (readonly [string, Slot])[]): void {
  for (const [name, place] of named) {
    const variable = facts.find(name);
    if (variable !== undefined) facts.copy(place, facts.allValuesOf(variable));
  }
}

/** `return a, b` and `return f()` where `f` gives as many. */
export function giveResults({ facts, results }: Reading, values: readonly Slot[]): void {
  const [only] = values;
  if (values.length === 1 && only !== undefined && results.length > 1) {
    results.forEach((place, index) => facts.copy(place, facts.load(only, String(index), noNode)));
    return;
  }
  if (results.length === 0) for (const value of values) facts.returns(value);
  results.forEach((place, index) => facts.copy(place, values[index] ?? -1));
}
