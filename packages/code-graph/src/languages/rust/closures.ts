import { type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { documentationOf } from './documentation.ts';
import { declareClosureParameters } from './parameters.ts';
import { kindOf, nameOf } from './parts.ts';
import type { Reading } from './reading.ts';
import { signatureOf } from './signatures.ts';
import { declareAs } from './type-meanings.ts';

/** `|x| …`: its code belongs to the function around it, unless a name is given to the closure. */
export function readClosure(reading: Reading, node: Node, definition = -1): Slot {
  const { tree, facts } = reading;
  const fn = facts.openFunction({ definition, receiver: 'lexical' });
  declareClosureParameters(reading, tree.child(node, 'parameters'));
  const result = tree.child(node, 'return_type');
  if (result !== noNode) declareAs(reading, facts.returnSlotOf(fn), reading.type(result));
  facts.returns(readClosureBody(reading, tree.child(node, 'body')));
  facts.closeFunction();
  return facts.functionValue(fn);
}

/** Reads the body of a function; `break` in it leaves no loop outside. */
export function readClosureBody(reading: Reading, body: Node, isDeclared = false): Slot {
  const { broken, returnsAsDeclared } = reading;
  reading.broken = [];
  reading.returnsAsDeclared = isDeclared;
  const value = reading.value(body, 'value');
  reading.broken = broken;
  reading.returnsAsDeclared = returnsAsDeclared;
  return value;
}

/** `let name = |x| …`: a function of that name. Gives undefined for other values. */
export function bindClosure(reading: Reading, statement: Node, pattern: Node, value: Node): boolean {
  const { tree, facts } = reading;
  if (kindOf(tree, value) !== 'closure_expression' || kindOf(tree, pattern) !== 'identifier') return false;
  const name = nameOf(tree, pattern);
  const definition = facts.define({
    node: statement,
    nameNode: pattern,
    name,
    kind: 'function',
    subkind: 'closure',
    signature: signatureOf(tree, statement),
    documentation: documentationOf(reading, statement),
    visibility: 'private',
  });
  const slot = readClosure(reading, value, definition);
  const variable = facts.redeclare(name, 'definition');
  facts.bindDefinition(variable, definition);
  facts.assign(name, slot);
  return true;
}
