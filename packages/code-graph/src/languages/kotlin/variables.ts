import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { narrow, type TypeMeaning } from '../jvm/meanings.ts';
import { calledName } from '../jvm/members.ts';
import { isType, parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** Declares a local name; what it is given later is of its type, too. */
export function declareLocal(
  { tree, facts, typesOfLocals }: Reading,
  name: Node,
  value: Slot,
  meaning?: TypeMeaning,
): void {
  if (name === noNode || tree.text(name) === '_') return;
  const variable = facts.declare(tree.text(name), 'local');
  if (meaning !== undefined) typesOfLocals.set(variable, meaning);
  facts.assign(tree.text(name), value);
}

/** `(a, b) = value`: what `component1()` and so on give, or the parts of a pair. */
export function destructure(reading: Reading, node: Node, value: Slot): void {
  const { facts } = reading;
  parts(reading.tree, node).forEach((variable, index) => {
    const component = calledName(`component${index + 1}`);
    const given = facts.apply(facts.load(value, component, noNode), []);
    declareVariable(reading, variable, given);
  });
}

/** `name: T` of a loop, a lambda or a part of a value. */
export function declareVariable(reading: Reading, node: Node, value: Slot): void {
  const { tree, facts } = reading;
  if (tree.kind(node) === 'multi_variable_declaration') return destructure(reading, node, value);
  const type = parts(tree, node).find((part) => isType(tree, part));
  const name = tree.kind(node) === 'identifier' ? node : tree.childOfKind(node, 'identifier');
  const held = type === undefined ? value : narrow(facts, value, reading.type(type));
  declareLocal(reading, name, held ?? nothing);
}
