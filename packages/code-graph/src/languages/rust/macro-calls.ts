import type { Argument } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { macroKey } from './names.ts';
import { kindOf, nameOf } from './parts.ts';
import type { Reading } from './reading.ts';
import { containerOf, elementOf } from './wrapped.ts';

/** Macros whose value is what they are given, and those that take it out of a result. */
const givers = new Set(['dbg', 'pin']);
const unwrappers = new Set(['ready', 'try', 'tri', 'try_ready']);

/** Calls a macro: one of the repository's is a target like a function. */
export function callMacro(
  reading: Reading,
  name: string,
  at: Node,
  args: readonly Argument[],
  holder?: Slot,
): Slot {
  const { facts } = reading;
  const variable =
    facts.find(macroKey(name)) ?? (holder === undefined ? importNamed(reading, name) : undefined);
  if (variable !== undefined) facts.call({ name: variable.name, at }, []);
  else facts.call({ name: macroKey(name), at }, []);
  const values = args.map(({ slot }) => slot);
  if (name === 'vec') return containerOf(reading, facts.join(values));
  if (unwrappers.has(name)) return elementOf(reading, facts.join(values));
  return givers.has(name) ? facts.join(values) : nothing;
}

function importNamed({ facts }: Reading, name: string) {
  const variable = facts.find(name);
  return variable?.role === 'import' ? variable : undefined;
}

/** Reads names followed by parentheses in tokens that are no expressions as calls. */
export function readTokens(reading: Reading, tokens: Node): void {
  const { tree, facts } = reading;
  if (tokens === noNode) return;
  for (let token = tree.firstChild(tokens); token !== noNode; token = tree.nextSibling(token)) {
    if (kindOf(tree, token) === 'token_tree') readTokens(reading, token);
    if (kindOf(tree, token) !== 'identifier') continue;
    const variable = facts.find(nameOf(tree, token));
    if (variable !== undefined && variable.role !== 'local' && variable.role !== 'parameter') {
      facts.readVariable(variable, token);
    }
  }
}
