import type { Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { narrow, unknownType } from '../jvm/meanings.ts';
import { calledName } from '../jvm/members.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { declareLocal } from './variables.ts';

/** `value instanceof T`, `value instanceof T name`, `value instanceof R(T a, var b)` */
export function readInstanceof(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const value = reading.value(tree.child(node, 'left'));
  const pattern = tree.child(node, 'pattern');
  if (pattern !== noNode) readPattern(reading, pattern, value);
  const type = tree.child(node, 'right');
  const meaning = reading.type(type);
  const name = tree.child(node, 'name');
  if (name !== noNode) declareLocal(reading, name, narrow(facts, value, meaning));
  return facts.instance(facts.libraryValue('boolean'));
}

/** Declares the names of a pattern that the value fits. */
export function readPattern(reading: Reading, pattern: Node, value: Slot): void {
  const { tree } = reading;
  const kind = tree.kind(pattern);
  if (kind === 'record_pattern') return readRecord(reading, pattern, value);
  if (kind === 'type_pattern' || kind === 'record_pattern_component')
    return readTyped(reading, pattern, value);
  for (const part of parts(tree, pattern)) readPattern(reading, part, value);
}

function readTyped(reading: Reading, pattern: Node, value: Slot): void {
  const { tree, facts } = reading;
  const found = parts(tree, pattern);
  const name = found.findLast((part) => tree.kind(part) === 'identifier') ?? noNode;
  const type = found.find((part) => part !== name && tree.kind(part) !== 'modifiers');
  const meaning = type === undefined ? unknownType : reading.type(type);
  declareLocal(reading, name, narrow(facts, value, meaning));
}

/** The parts of a record are what its accessors give; which these are, its class says. */
function readRecord(reading: Reading, pattern: Node, value: Slot): void {
  const { tree, facts } = reading;
  const [type, body = noNode] = parts(tree, pattern);
  if (type === undefined) return;
  const record = narrow(facts, value, reading.type(type));
  parts(tree, body).forEach((component, index) => {
    const part = facts.apply(facts.load(record, calledName(`component${index + 1}`), noNode), []);
    readPattern(reading, component, part);
  });
}
