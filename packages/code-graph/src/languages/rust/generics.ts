import { noNode, type Node } from '../../syntax/tree.ts';
import { kindOf, nameOf, parts } from './parts.ts';
import type { Reading, TypeMeaning } from './reading.ts';
import { joinMeanings, unknownType } from './type-meanings.ts';
import { joinBounds } from './type-expressions.ts';

/**
 * The type parameters of an item, `<T: A + B, const N: usize>` with `where T: C`: a type parameter stands for
 * what its bounds say.
 */
export function genericsOf(reading: Reading, node: Node): ReadonlyMap<string, TypeMeaning> {
  const { tree } = reading;
  const found = new Map<string, TypeMeaning>();
  const outer = reading.generics;
  const list = tree.child(node, 'type_parameters');
  for (const name of parameterNames(reading, list)) found.set(name, unknownType);
  reading.generics = found.size === 0 ? outer : new Map([...outer, ...found]);
  for (const part of parts(tree, list)) readParameter(reading, part, found);
  readWhere(reading, tree.childOfKind(node, 'where_clause'), found);
  reading.generics = outer;
  return found;
}

function parameterNames({ tree }: Reading, list: Node): string[] {
  return parts(tree, list)
    .filter((part) => tree.kind(part) === 'type_parameter')
    .map((part) => nameOf(tree, tree.child(part, 'name')));
}

function readParameter(reading: Reading, node: Node, found: Map<string, TypeMeaning>): void {
  const { tree } = reading;
  if (tree.kind(node) === 'const_parameter') return void reading.type(tree.child(node, 'type'));
  if (tree.kind(node) !== 'type_parameter') return;
  const bounds = tree.child(node, 'bounds');
  const fallback = reading.type(tree.child(node, 'default_type'));
  const meaning = bounds === noNode ? fallback : joinBounds(reading, bounds);
  add(reading, found, nameOf(tree, tree.child(node, 'name')), meaning);
}

function readWhere(reading: Reading, clause: Node, found: Map<string, TypeMeaning>): void {
  const { tree } = reading;
  for (const predicate of parts(tree, clause)) {
    const left = tree.child(predicate, 'left');
    const meaning = joinBounds(reading, tree.child(predicate, 'bounds'));
    const name = kindOf(tree, left) === 'type_identifier' ? nameOf(tree, left) : '';
    if (reading.generics.has(name)) add(reading, found, name, meaning);
    else reading.type(left);
  }
}

/** Later bounds see what earlier ones said: `F: Fn(T)` after `T: Trait`. */
function add(reading: Reading, found: Map<string, TypeMeaning>, name: string, more: TypeMeaning): void {
  const known = found.get(name) ?? reading.generics.get(name) ?? unknownType;
  const meaning = joinMeanings([known, more]);
  found.set(name, meaning);
  reading.generics = new Map([...reading.generics, [name, meaning]]);
}
