import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { firstPart, listed, parts } from './parts.ts';
import { readPattern } from './patterns.ts';
import { type Reading, withinBreakable } from './reading.ts';

const patternKind = /_pattern$|^discard$/;

/** `value switch { pattern when condition => result, … }` */
export function readSwitchExpression(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const value = reading.value(firstPart(tree, node));
  const results: Slot[] = [];
  const arms = parts(tree, node).filter((part) => tree.kind(part) === 'switch_expression_arm');
  facts.branches(
    arms.map((arm) => () => {
      facts.openBlock();
      const [pattern = noNode, ...others] = parts(tree, arm);
      readPattern(reading, pattern, value);
      for (const other of others) {
        if (tree.kind(other) === 'when_clause') reading.value(firstPart(tree, other));
        else results.push(reading.value(other, 'value'));
      }
      facts.closeBlock();
    }),
  );
  return results.length === 0 ? nothing : facts.join(results);
}

/** `switch (value) { case pattern when condition: … default: … }` */
export function readSwitch(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const value = reading.value(tree.child(node, 'value'));
  const sections = listed(tree, tree.child(node, 'body')).filter(
    (part) => tree.kind(part) === 'switch_section',
  );
  const hasDefault = sections.some((section) => tree.childOfKind(section, 'default') !== noNode);
  const paths = sections.map((section) => () => readSection(reading, section, value));
  facts.openBlock();
  withinBreakable(reading, 'switch', () => facts.branches(hasDefault ? paths : [...paths, () => {}]));
  facts.closeBlock();
}

function readSection(reading: Reading, section: Node, value: Slot): void {
  const { tree, facts } = reading;
  facts.openBlock();
  for (const part of listed(tree, section)) {
    const kind = tree.kind(part);
    if (patternKind.test(kind)) readPattern(reading, part, value);
    else if (kind === 'when_clause') reading.value(firstPart(tree, part));
    else reading.statement(part);
  }
  facts.closeBlock();
}
