import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { elementOf, putElement } from './elements.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { textOfString } from './strings.ts';
import { valueOfType } from './type-meanings.ts';

/** Values after these are not stored under a number of their own: no struct has so many fields. */
const positionsMax = 32;
/** Likewise for the keys of a map. */
const keyedValuesMax = 200;

/** What the parts of a literal are put into. */
interface Filled {
  readonly value: Slot;
  /** Written as a slice, an array or a map: its keys are expressions and not fields. */
  readonly isContainer: boolean;
}

/** `T{…}`, `[]T{…}`, `map[K]V{…}` */
export function readComposite(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const type = tree.child(node, 'type');
  const value = valueOfType(reading, reading.type(type));
  const isContainer = type !== noNode && isContainerKind(tree.kind(type));
  fill(reading, { value, isContainer }, tree.child(node, 'body'));
  return value;
}

function fill(reading: Reading, filled: Filled, body: Node): void {
  const { tree } = reading;
  parts(tree, body).forEach((part, index) => {
    if (tree.kind(part) === 'keyed_element') fillKeyed(reading, filled, part, index);
    else fillPosition(reading, filled, part, index);
  });
}

function fillPosition(reading: Reading, filled: Filled, part: Node, index: number): void {
  const { facts } = reading;
  const position = String(index);
  const inner = filled.isContainer ? nothing : facts.load(filled.value, position, noNode);
  const value = valueIn(reading, part, () => facts.join([elementOf(reading, filled.value), inner]));
  putElement(reading, filled.value, value);
  if (!filled.isContainer && index < positionsMax) facts.store(filled.value, position, value);
}

function fillKeyed(reading: Reading, filled: Filled, part: Node, index: number): void {
  const { tree, facts } = reading;
  const key = tree.firstNamedChild(tree.child(part, 'key'));
  const isField = !filled.isContainer && key !== noNode && tree.kind(key) === 'identifier';
  const text = index < keyedValuesMax ? textOfString(tree, key) : undefined;
  if (!isField && text === undefined) valueIn(reading, tree.child(part, 'key'), () => nothing);
  const within = () =>
    isField ? facts.load(filled.value, tree.text(key), noNode) : elementOf(reading, filled.value);
  const value = valueIn(reading, tree.child(part, 'value'), within);
  if (isField) facts.store(filled.value, tree.text(key), value, key);
  else putElement(reading, filled.value, value, text);
}

/** The value of an element. A literal without a type fills what its place holds by its own type. */
function valueIn(reading: Reading, element: Node, within: () => Slot): Slot {
  const { tree } = reading;
  if (element === noNode) return nothing;
  const isWrapped = tree.kind(element) === 'literal_element';
  const inner = isWrapped ? (parts(tree, element)[0] ?? noNode) : element;
  if (inner === noNode || tree.kind(inner) !== 'literal_value') return reading.value(inner, 'value');
  const value = within();
  fill(reading, { value, isContainer: false }, inner);
  return nothing;
}

/** Whether the type is written as a slice, an array or a map, and not by a name. */
function isContainerKind(kind: string): boolean {
  return /^(?:slice|array|map|implicit_length_array)_type$/.test(kind);
}
