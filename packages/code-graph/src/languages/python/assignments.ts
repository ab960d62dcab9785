import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { annotate, type Annotation, readAnnotation, typeValue } from './annotations.ts';
import { storeAttribute } from './attributes.ts';
import { bindLambda } from './functions.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { bindTarget, isSequence } from './targets.ts';
import { isTypeExpression } from './variables.ts';
import { textOfString } from './strings.ts';

/** `target = value`, `target: type = value`, `a = b = value`. Gives the value. */
export function readAssignment(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const target = tree.child(node, 'left');
  const right = tree.child(node, 'right');
  if (target === noNode) return reading.value(right);
  notePublished(reading, target, right);
  const type = tree.child(node, 'type');
  if (type !== noNode) return readAnnotated(reading, node, readAnnotation(reading, type));
  if (right !== noNode && tree.kind(right) === 'lambda' && bindLambda(reading, target, right)) return nothing;
  if (bindSideBySide(reading, target, right, node)) return nothing;
  const value = rightValue(reading, right);
  bindTarget(reading, target, value, node);
  return value;
}

function rightValue(reading: Reading, right: Node): Slot {
  if (right === noNode) return nothing;
  if (isTypeExpression(reading, right)) return typeValue(reading, readAnnotation(reading, right));
  const isAssignment = reading.tree.kind(right) === 'assignment';
  return isAssignment ? readAssignment(reading, right) : reading.value(right, 'value');
}

/** `a, b = x, y`: each target gets its own value, and no tuple is made. */
function bindSideBySide(reading: Reading, target: Node, right: Node, statement: Node): boolean {
  const { tree } = reading;
  if (right === noNode || !isSequence(tree, target) || !isSequence(tree, right)) return false;
  const [targets, sources] = [parts(tree, target), parts(tree, right)];
  const isPlain = [...targets, ...sources].every((part) => !tree.kind(part).startsWith('list_splat'));
  if (!isPlain || targets.length !== sources.length) return false;
  const values = sources.map((source) => reading.value(source, 'value'));
  targets.forEach((part, index) => bindTarget(reading, part, values[index]!, statement));
  return true;
}

function readAnnotated(reading: Reading, node: Node, annotation: Annotation): Slot {
  const { tree, facts, scope } = reading;
  const target = tree.child(node, 'left');
  const right = tree.child(node, 'right');
  const value = facts.slot();
  facts.copy(value, rightValue(reading, right));
  annotate(reading, value, annotation);
  if (tree.kind(target) === 'attribute') storeAttribute(reading, target, value, node, annotation);
  else if (right !== noNode || scope.kind !== 'function') bindTarget(reading, target, value, node);
  else declareOnly(reading, target, value);
  return value;
}

/** `name: type` in a function gives no value yet; what is assigned later is of that type all the same. */
function declareOnly(reading: Reading, target: Node, value: Slot): void {
  if (reading.tree.kind(target) === 'identifier') reading.facts.assign(reading.tree.text(target), value);
}

/** `target += value` */
export function readAugmentedAssignment(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const target = tree.child(node, 'left');
  const right = tree.child(node, 'right');
  if (target === noNode) return nothing;
  notePublished(reading, target, right);
  const added = rightValue(reading, right);
  if (tree.kind(target) === 'identifier') {
    const before = facts.read(tree.text(target), target);
    bindTarget(reading, target, facts.join([before, added]));
  } else if (added !== nothing) bindTarget(reading, target, added);
  else reading.value(target);
  return nothing;
}

/** Remembers the names that `__all__` lists. */
function notePublished(reading: Reading, target: Node, right: Node): void {
  const { tree, published, scope } = reading;
  if (scope.kind !== 'module' || right === noNode || tree.text(target) !== '__all__') return;
  const end = tree.end(right);
  for (let node = right; node < tree.count && tree.start(node) < end; node++) {
    const name = textOfString(tree, node);
    if (name !== undefined) published.add(name);
  }
}
