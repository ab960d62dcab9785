import { noNode, type Node } from '../../syntax/tree.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** `if (condition) … else …` */
export function readIf(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  facts.openBlock();
  reading.statement(tree.child(node, 'condition'));
  const alternative = tree.child(node, 'alternative');
  facts.branches([
    () => reading.statement(tree.child(node, 'consequence')),
    () => {
      if (alternative === noNode) return;
      if (tree.kind(alternative) === 'else_clause')
        for (const part of parts(tree, alternative)) reading.statement(part);
      else reading.statement(alternative);
    },
  ]);
  facts.closeBlock();
}

/** `(int x = f(); x)`: C++ may declare in a condition. */
export function readCondition(reading: Reading, node: Node): void {
  for (const part of parts(reading.tree, node)) reading.statement(part);
}

export function readFor(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  facts.openBlock();
  reading.statement(tree.child(node, 'initializer'));
  facts.loop(() => {
    reading.statement(tree.child(node, 'condition'));
    reading.statement(tree.child(node, 'body'));
    reading.statement(tree.child(node, 'update'));
  });
  facts.closeBlock();
}

export function readWhile(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  facts.openBlock();
  facts.loop(() => {
    reading.statement(tree.child(node, 'condition'));
    reading.statement(tree.child(node, 'body'));
  });
  facts.closeBlock();
}

export function readDo(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  facts.loop(() => {
    reading.statement(tree.child(node, 'body'));
    reading.statement(tree.child(node, 'condition'));
  });
}

/** A case may fall through into the next, so that the body is read as something that may run from anywhere. */
export function readSwitch(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  facts.openBlock();
  reading.statement(tree.child(node, 'condition'));
  facts.loop(() => reading.statement(tree.child(node, 'body')));
  facts.closeBlock();
}

/** Each case is a path beside the others. */
export function readCase(reading: Reading, node: Node): void {
  const { facts } = reading;
  facts.branches([
    () => {
      for (const part of parts(reading.tree, node)) reading.statement(part);
    },
    () => {},
  ]);
}
