import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { firstPart, parts } from './parts.ts';
import { readPattern } from './patterns.ts';
import { type Reading, withinBreakable } from './reading.ts';

export function readSwitch(reading: Reading, node: Node): void {
  readSwitchValue(reading, node);
}

/** `switch (value) { case a, b -> …; case T t when x: …; default: … }`; gives what its cases give. */
export function readSwitchValue(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const { yielded } = reading;
  const given: Slot[] = [];
  reading.yielded = given;
  const value = reading.value(firstPart(tree, tree.child(node, 'condition')));
  const cases = parts(tree, tree.child(node, 'body'));
  const paths = cases.map((part) => () => {
    facts.openBlock();
    readCase(reading, part, value, given);
    facts.closeBlock();
  });
  withinBreakable(reading, 'switch', () => facts.branches([...paths, () => {}]));
  reading.yielded = yielded;
  return facts.join(given);
}

function readCase(reading: Reading, node: Node, value: Slot, given: Slot[]): void {
  const { tree } = reading;
  const isRule = tree.kind(node) === 'switch_rule';
  for (const part of parts(tree, node)) {
    if (tree.kind(part) === 'switch_label') readLabel(reading, part, value);
    else if (isRule && tree.kind(part) === 'expression_statement') {
      given.push(reading.value(firstPart(tree, part), 'value'));
    } else reading.statement(part);
  }
}

/** The names of enum members stand alone in labels: the enum is the type of what is switched over. */
function readLabel(reading: Reading, label: Node, value: Slot): void {
  const { tree, facts } = reading;
  for (const part of parts(tree, label)) {
    const kind = tree.kind(part);
    if (kind === 'pattern') readPattern(reading, part, value);
    else if (kind === 'guard') reading.value(firstPart(tree, part));
    else if (kind !== 'identifier') reading.value(part);
    else if (value === nothing) reading.value(part);
    else facts.load(value, tree.text(part), part);
  }
}

/** `yield value;` */
export function readYield(reading: Reading, node: Node): void {
  const value = reading.value(parts(reading.tree, node)[0] ?? noNode, 'value');
  reading.yielded.push(value);
  reading.facts.endPath();
}
