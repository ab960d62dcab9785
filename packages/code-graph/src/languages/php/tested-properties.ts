import { nothing, type Slot } from '../../facts/scopes.ts';
import type { Node } from '../../syntax/tree.ts';
import { kindOf } from './parts.ts';
import type { Reading } from './reading.ts';

/**
 * Properties that conditions test: what `$this->store instanceof Cache` says holds for the same text after it.
 * Each is a variable of the function beside the others, called by that text; it holds nothing before its test.
 */
const textMax = 60;

/** Makes the variable for a property that is about to be tested. */
export function prepareTest(reading: Reading, subject: Node): void {
  const name = testedName(reading, subject);
  if (name === undefined || reading.scope.variables.has(name)) return;
  reading.scope.variables.add(name);
  reading.scope.hasTests = true;
  reading.facts.declare(name, 'local', 'hoisted');
  reading.facts.assign(name, nothing);
}

export function assumeProperty(reading: Reading, subject: Node, value: Slot): void {
  const name = testedName(reading, subject);
  if (name !== undefined && reading.scope.variables.has(name)) reading.facts.assign(name, value);
}

/** What tests have found the property to be, where the node is being read. */
export function testedProperty(reading: Reading, node: Node): Slot {
  const { facts, scope } = reading;
  if (!scope.hasTests) return nothing;
  const name = testedName(reading, node);
  if (name === undefined || !scope.variables.has(name)) return nothing;
  const variable = facts.find(name);
  return variable === undefined ? nothing : facts.currentValue(variable);
}

function testedName({ tree }: Reading, node: Node): string | undefined {
  const kind = kindOf(tree, node);
  if (kind !== 'member_access_expression' && kind !== 'nullsafe_member_access_expression') return undefined;
  if (tree.end(node) - tree.start(node) > textMax) return undefined;
  const text = tree.text(node);
  if (!/^\$\w+(?:\??->\w+)+$/.test(text)) return undefined;
  return text.replaceAll('?->', '->');
}
