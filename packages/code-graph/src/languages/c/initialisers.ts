import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { kindOf, parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** Values after these are not stored under a number of their own: no struct has so many fields. */
const positionsMax = 64;
/** The values of longer lists are numbers, or too many to say anything. */
const joinedMax = 256;

/**
 * Fills a struct or an array with what stands in braces. Values that hold no function and nothing of a struct
 * (most do) leave no trace but their references.
 *
 * @returns all of it together: an array is not told apart from its elements.
 */
export function fillInitialiser(reading: Reading, target: Slot, list: Node): Slot {
  const { tree, facts } = reading;
  const values: Slot[] = [];
  for (const [index, part] of parts(tree, list).entries()) {
    const isDesignated = kindOf(tree, part) === 'initializer_pair';
    const value = isDesignated ? fillDesignated(reading, target, part) : valueIn(reading, part, () => target);
    values.push(value);
    if (isDesignated || value === nothing || target === nothing) continue;
    if (index < positionsMax) facts.store(target, String(index), value);
  }
  return values.length > joinedMax ? nothing : facts.join(values);
}

/** `.read = f`, `[3] = f`, `.inner.read = f` */
function fillDesignated(reading: Reading, target: Slot, pair: Node): Slot {
  const { tree, facts } = reading;
  let [holder, field] = [target, noNode];
  for (const designator of parts(tree, pair)) {
    if (tree.field(designator) !== 'designator') continue;
    const kind = tree.kind(designator);
    if (kind === 'field_designator' || kind === 'field_identifier') {
      if (field !== noNode) holder = facts.load(holder, tree.text(field), field);
      field = kind === 'field_identifier' ? designator : tree.firstNamedChild(designator);
    } else {
      for (const inner of parts(tree, designator)) reading.value(inner);
    }
  }
  const place = () => (field === noNode ? holder : facts.load(holder, tree.text(field), noNode));
  const value = valueIn(reading, tree.child(pair, 'value'), place);
  if (field === noNode) return value;
  if (holder !== nothing) facts.store(holder, tree.text(field), value, field);
  return nothing;
}

/** A list in a list fills what the place holds by its own type. */
function valueIn(reading: Reading, node: Node, place: () => Slot): Slot {
  if (kindOf(reading.tree, node) !== 'initializer_list') return reading.value(node, 'value');
  return fillInitialiser(reading, place(), node);
}
