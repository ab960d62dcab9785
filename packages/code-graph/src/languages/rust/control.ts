import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { iterated } from './iteration.ts';
import { kindOf, parts } from './parts.ts';
import { bindPattern } from './patterns.ts';
import type { Reading } from './reading.ts';

/** `if condition { … } else { … }`, `if let pattern = value { … }` */
export function readIf(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const values: Slot[] = [];
  facts.branches([
    () => {
      facts.openBlock();
      readCondition(reading, tree.child(node, 'condition'));
      values.push(reading.value(tree.child(node, 'consequence'), 'value'));
      facts.closeBlock();
    },
    () => {
      const alternative = tree.child(node, 'alternative');
      for (const part of parts(tree, alternative)) values.push(reading.value(part, 'value'));
    },
  ]);
  return facts.join(values);
}

/** A condition; the names of its patterns hold for what follows. */
function readCondition(reading: Reading, node: Node): void {
  const { tree } = reading;
  switch (kindOf(tree, node)) {
    case 'let_condition': {
      const value = reading.value(tree.child(node, 'value'));
      const pattern = tree.child(node, 'pattern');
      if (pattern !== noNode) bindPattern(reading, pattern, value);
      return;
    }
    case 'let_chain':
      for (const part of parts(tree, node)) readCondition(reading, part);
      return;
    default:
      reading.value(node);
  }
}

/** `match value { pattern if guard => … }` */
export function readMatch(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const matched = reading.value(tree.child(node, 'value'));
  const values: Slot[] = [];
  const arms = parts(tree, tree.child(node, 'body'));
  facts.branches(
    arms.map((arm) => () => {
      facts.openBlock();
      values.push(tree.kind(arm) === 'match_arm' ? readArm(reading, arm, matched) : reading.value(arm));
      facts.closeBlock();
    }),
  );
  return facts.join(values);
}

function readArm(reading: Reading, arm: Node, matched: Slot): Slot {
  const { tree } = reading;
  const pattern = tree.child(arm, 'pattern');
  if (pattern !== noNode) {
    bindPattern(reading, pattern, matched);
    readCondition(reading, tree.child(pattern, 'condition'));
  }
  return reading.value(tree.child(arm, 'value'), 'value');
}

/** `while condition { … }`, `while let pattern = value { … }` */
export function readWhile(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  facts.openBlock();
  facts.loop(() => {
    readCondition(reading, tree.child(node, 'condition'));
    withinLoop(reading, () => reading.value(tree.child(node, 'body')));
  });
  facts.closeBlock();
  return nothing;
}

/** `loop { … break value; }` */
export function readLoop(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  let values: readonly Slot[] = [];
  facts.loop(() => {
    values = withinLoop(reading, () => reading.value(tree.child(node, 'body')));
  });
  return facts.join(values);
}

/** `for pattern in value { … }` */
export function readFor(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const element = iterated(reading, reading.value(tree.child(node, 'value')));
  const pattern = tree.child(node, 'pattern');
  facts.openBlock();
  facts.loop(() => {
    if (pattern !== noNode) bindPattern(reading, pattern, element);
    withinLoop(reading, () => reading.value(tree.child(node, 'body')));
  });
  facts.closeBlock();
  return nothing;
}

function withinLoop(reading: Reading, read: () => void): readonly Slot[] {
  const outer = reading.broken;
  const broken: Slot[] = [];
  reading.broken = broken;
  read();
  reading.broken = outer;
  return broken;
}

/** `break`, `break 'outer value`, `continue` */
export function readBreak(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  for (const part of parts(tree, node)) {
    if (tree.kind(part) !== 'label') reading.broken.push(reading.value(part, 'value'));
  }
  facts.leaveLoop();
  return nothing;
}

export function readReturn(reading: Reading, node: Node): Slot {
  const { facts } = reading;
  for (const part of parts(reading.tree, node)) {
    const value = reading.value(part, 'value');
    if (!reading.returnsAsDeclared) facts.returns(value);
  }
  facts.endPath();
  return nothing;
}
