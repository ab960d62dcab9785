import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { assume } from './conditions.ts';
import { kindOf, parts, partsOfKind, withoutParentheses } from './parts.ts';
import type { Reading } from './reading.ts';
import { joinMeanings, valueOf } from './type-meanings.ts';
import { readType } from './type-expressions.ts';
import { assignVariable } from './variables.ts';

/** `if … elseif … else …` */
export function readIf(reading: Reading, node: Node): void {
  const { tree } = reading;
  const others = parts(tree, node).filter((part) => tree.field(part) === 'alternative');
  readBranch(reading, node, others);
}

function readBranch(reading: Reading, node: Node, others: readonly Node[]): void {
  const { tree, facts } = reading;
  const condition = tree.child(node, 'condition');
  reading.value(condition);
  facts.branches([
    () => {
      assume(reading, condition, true);
      reading.statement(tree.child(node, 'body'));
    },
    () => {
      assume(reading, condition, false);
      readOther(reading, others);
    },
  ]);
}

function readOther(reading: Reading, [next, ...rest]: readonly Node[]): void {
  if (next === undefined) return;
  const { tree } = reading;
  if (tree.kind(next) === 'else_if_clause') readBranch(reading, next, rest);
  else reading.statement(tree.child(next, 'body'));
}

/** Each case may be entered from the start or by falling through from the one before. */
export function readSwitch(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const subject = tree.child(node, 'condition');
  reading.value(subject);
  const isTruth = /^\(\s*true\s*\)$/i.test(subject === noNode ? '' : tree.text(subject));
  const cases = parts(tree, tree.child(node, 'body'));
  facts.loop(() => {
    for (const clause of cases) {
      const value = tree.child(clause, 'value');
      if (value !== noNode) reading.value(value);
      facts.branches([
        () => {
          if (isTruth && value !== noNode) assume(reading, value, true);
          for (const part of parts(tree, clause)) if (part !== value) reading.statement(part);
        },
        () => {},
      ]);
    }
  });
}

/** A handler may be entered from anywhere in the block before. */
export function readTry(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  facts.branches([() => reading.statement(tree.child(node, 'body')), () => {}]);
  const handlers = partsOfKind(tree, node, 'catch_clause').map((clause) => () => readCatch(reading, clause));
  facts.branches([...handlers, () => {}]);
  const last = tree.childOfKind(node, 'finally_clause');
  if (last !== noNode) reading.statement(tree.child(last, 'body'));
}

function readCatch(reading: Reading, clause: Node): void {
  const { tree, facts } = reading;
  const types = parts(tree, tree.child(clause, 'type')).map((type) => readType(reading, type));
  const name = tree.child(clause, 'name');
  if (name !== noNode) assignVariable(reading, tree.text(name), valueOf(facts, joinMeanings(types)));
  reading.statement(tree.child(clause, 'body'));
}

/** `a ? b : c`, `a ?: c` */
export function readConditional(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const condition = tree.child(node, 'condition');
  const tested = reading.value(condition);
  const body = tree.child(node, 'body');
  const values: Slot[] = [];
  facts.branches([
    () => {
      assume(reading, condition, true);
      values.push(body === noNode ? tested : reading.value(body, 'value'));
    },
    () => {
      assume(reading, condition, false);
      values.push(reading.value(tree.child(node, 'alternative'), 'value'));
    },
  ]);
  return facts.join(values);
}

/** `match (x) { a, b => c, default => d }` */
export function readMatch(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const subject = tree.child(node, 'condition');
  reading.value(subject);
  const isTruth = kindOf(tree, withoutParentheses(tree, subject)) === 'boolean';
  const values: Slot[] = [];
  const arms = parts(tree, tree.child(node, 'body')).map((arm) => () => {
    const conditions = parts(tree, tree.child(arm, 'conditional_expressions'));
    for (const condition of conditions) reading.value(condition);
    const [only] = conditions;
    if (isTruth && only !== undefined && conditions.length === 1) assume(reading, only, true);
    values.push(reading.value(tree.child(arm, 'return_expression'), 'value'));
  });
  facts.branches([...arms, () => {}]);
  return values.length === 0 ? nothing : facts.join(values);
}
