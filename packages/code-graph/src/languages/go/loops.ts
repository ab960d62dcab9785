import { nothing } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { assignTo, declareLocal } from './assignments.ts';
import { elementOf, receiveFrom } from './elements.ts';
import { listed, parts } from './parts.ts';
import { type Reading, withinBreakable } from './reading.ts';

/** `for { … }`, `for condition { … }`, `for init; condition; update { … }`, `for k, v := range x { … }` */
export function readFor(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const head = parts(tree, node).find((part) => tree.field(part) !== 'body') ?? noNode;
  const kind = head === noNode ? '' : tree.kind(head);
  facts.openBlock();
  const body = () => withinBreakable(reading, 'loop', () => reading.statement(tree.child(node, 'body')));
  if (kind === 'range_clause') readRange(reading, head, body);
  else if (kind === 'for_clause') readClause(reading, head, body);
  else {
    facts.loop(() => {
      reading.value(head);
      body();
    });
  }
  facts.closeBlock();
}

function readClause(reading: Reading, head: Node, body: () => void): void {
  const { tree, facts } = reading;
  reading.statement(tree.child(head, 'initializer'));
  facts.loop(() => {
    reading.value(tree.child(head, 'condition'));
    body();
    reading.statement(tree.child(head, 'update'));
  });
}

/** The first place of a range is an index or a key, or what comes out of a channel; the second an element. */
function readRange(reading: Reading, head: Node, body: () => void): void {
  const { tree, facts } = reading;
  const container = reading.value(tree.child(head, 'right'));
  const isDeclaration = tree.childOfKind(head, ':=') !== noNode;
  const targets = listed(tree, tree.child(head, 'left'));
  const values =
    targets.length === 1 ? [receiveFrom(reading, container)] : [nothing, elementOf(reading, container)];
  facts.loop(() => {
    targets.forEach((target, index) => {
      if (isDeclaration) declareLocal(reading, target, values[index] ?? nothing);
      else assignTo(reading, target, values[index] ?? nothing);
    });
    body();
  });
}
