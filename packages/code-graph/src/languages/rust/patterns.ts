import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { findOutside } from './names.ts';
import { kindOf, nameOf, parts } from './parts.ts';
import { readPathSlot } from './paths.ts';
import type { Reading } from './reading.ts';
import { narrow, ofClass } from './type-meanings.ts';
import { elementOf, errorOf } from './wrapped.ts';

/** What names get what values in the pattern being read; both sides of `|` bind the same names. */
type Bindings = Map<string, Slot[]>;

/** Takes a value apart by a pattern and declares the pattern's names. */
export function bindPattern(
  reading: Reading,
  pattern: Node,
  value: Slot,
  role: 'local' | 'parameter' = 'local',
): void {
  const bindings: Bindings = new Map();
  match(reading, pattern, value, bindings);
  const { facts } = reading;
  for (const [name, slots] of bindings) {
    facts.redeclare(name, role);
    facts.assign(name, facts.join(slots));
  }
}

function match(reading: Reading, node: Node, value: Slot, bindings: Bindings): void {
  const { tree } = reading;
  switch (kindOf(tree, node)) {
    case '':
      return;
    case 'identifier':
    case 'shorthand_field_identifier':
      return matchName(reading, node, value, bindings);
    case 'tuple_pattern':
      return matchTuple(reading, parts(tree, node), value, bindings);
    case 'tuple_struct_pattern':
      return matchTupleStruct(reading, node, value, bindings);
    case 'struct_pattern':
      return matchStruct(reading, node, value, bindings);
    case 'slice_pattern':
      return matchPlaces(reading, parts(tree, node), bindings, () => elementOf(reading, value));
    case 'captured_pattern': {
      const [name, inner] = parts(tree, node);
      if (name !== undefined) bind(bindings, nameOf(tree, name), value);
      return match(reading, inner ?? noNode, value, bindings);
    }
    case 'mut_pattern':
    case 'ref_pattern':
    case 'reference_pattern':
    case 'or_pattern':
    case 'match_pattern':
      for (const part of parts(tree, node)) {
        if (tree.field(part) !== 'condition') match(reading, part, value, bindings);
      }
      return;
    default:
      return matchConstant(reading, node);
  }
}

/** A name in capitals is a constant, a unit struct or a variant; another is bound. */
function matchName(reading: Reading, node: Node, value: Slot, bindings: Bindings): void {
  const name = nameOf(reading.tree, node);
  if (!/^\p{Lu}/u.test(name)) return bind(bindings, name, value);
  if (findOutside(reading, name) === undefined && /^\p{Lu}$/u.test(name)) return bind(bindings, name, value);
  reading.facts.read(name, node);
}

function bind(bindings: Bindings, name: string, value: Slot): void {
  const known = bindings.get(name);
  if (known === undefined) bindings.set(name, [value]);
  else known.push(value);
}

/**
 * `(a, b)`. Going over a map gives keys beside values, and over what is counted numbers beside elements: the
 * second place of two is an element where it is no part of a tuple.
 */
function matchTuple(reading: Reading, nodes: readonly Node[], value: Slot, bindings: Bindings): void {
  const { facts } = reading;
  const part = (index: number) => facts.load(value, String(index), noNode);
  const isPair =
    nodes.length === 2 && nodes.every((node) => reading.tree.kind(node) !== 'remaining_field_pattern');
  matchPlaces(reading, nodes, bindings, (index) =>
    isPair && index === 1 ? facts.join([part(1), value]) : part(index),
  );
}

/** Patterns that stand for places by number; behind `..` the number is not known. */
function matchPlaces(
  reading: Reading,
  nodes: readonly Node[],
  bindings: Bindings,
  place: (index: number) => Slot,
): void {
  let isCounted = true;
  nodes.forEach((node, index) => {
    if (reading.tree.kind(node) === 'remaining_field_pattern') isCounted = false;
    else match(reading, node, isCounted ? place(index) : nothing, bindings);
  });
}

/** `Some(x)`, `Err(e)`, `Shape::Circle(r)`, `Wrapper(inner)` */
function matchTupleStruct(reading: Reading, node: Node, value: Slot, bindings: Bindings): void {
  const { tree, facts } = reading;
  const type = tree.child(node, 'type');
  const held = parts(tree, node).filter((part) => part !== type);
  const unwrap = wrapperOf(reading, type);
  if (unwrap !== undefined) {
    for (const part of held) match(reading, part, unwrap(reading, value), bindings);
    return;
  }
  const narrowed = narrow(reading, value, ofClass(readPathSlot(reading, type)));
  matchPlaces(reading, held, bindings, (index) => facts.load(narrowed, String(index), noNode));
}

type Unwrap = (reading: Reading, value: Slot) => Slot;

/** Variants of Rust's own enums. */
const wrappers: Readonly<Record<string, Unwrap>> = {
  Some: elementOf,
  Ok: elementOf,
  Err: errorOf,
  Ready: elementOf,
  Break: elementOf,
  Continue: elementOf,
  Occupied: (_, value) => value,
  Vacant: (_, value) => value,
  Borrowed: (_, value) => value,
  Owned: (_, value) => value,
  Included: elementOf,
  Excluded: elementOf,
};

function wrapperOf(reading: Reading, type: Node): Unwrap | undefined {
  const { tree } = reading;
  const isScoped = kindOf(tree, type) === 'scoped_identifier';
  const name = nameOf(tree, isScoped ? tree.child(type, 'name') : type);
  if (!Object.hasOwn(wrappers, name)) return undefined;
  if (!isScoped) return findOutside(reading, name) === undefined ? wrappers[name] : undefined;
  const holder = nameOf(tree, tree.child(type, 'path')).split('::').at(-1)!;
  const isOfLibrary = /^(?:Option|Result|Poll|ControlFlow|Entry|Cow|Bound)$/.test(holder);
  return isOfLibrary && findOutside(reading, holder)?.role !== 'definition' ? wrappers[name] : undefined;
}

/** `Point { x, y: Some(z), .. }` */
function matchStruct(reading: Reading, node: Node, value: Slot, bindings: Bindings): void {
  const { tree, facts } = reading;
  const type = tree.child(node, 'type');
  const cls = kindOf(tree, type) === '' ? nothing : structType(reading, type);
  const narrowed = narrow(reading, value, ofClass(cls));
  for (const field of parts(tree, node)) {
    if (tree.kind(field) !== 'field_pattern') continue;
    const name = tree.child(field, 'name');
    if (name === noNode) continue;
    const held = facts.load(narrowed, nameOf(tree, name), name);
    const inner = tree.child(field, 'pattern');
    if (inner === noNode) bind(bindings, nameOf(tree, name), held);
    else match(reading, inner, held, bindings);
  }
}

/** The class of a struct's or a variant's name. */
export function structType(reading: Reading, type: Node): Slot {
  const { tree, facts } = reading;
  if (tree.text(type) === 'Self') return facts.join(reading.self?.meaning.classes ?? []);
  return readPathSlot(reading, type, 'type');
}

function matchConstant(reading: Reading, node: Node): void {
  const { tree } = reading;
  const kind = tree.kind(node);
  if (kind === 'scoped_identifier' || kind === 'generic_pattern')
    readPathSlot(reading, withoutArguments(reading, node));
  else if (kind === 'const_block' || kind === 'macro_invocation' || kind === 'closure_expression')
    reading.value(node);
  else for (const part of parts(tree, node)) matchConstant(reading, part);
}

function withoutArguments({ tree }: Reading, node: Node): Node {
  return tree.kind(node) === 'generic_pattern' ? (parts(tree, node)[0] ?? node) : node;
}
