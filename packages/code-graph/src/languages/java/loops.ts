import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { calledName } from '../jvm/members.ts';
import { narrow } from '../jvm/meanings.ts';
import { readModifiers } from './modifiers.ts';
import { partsOfField } from './parts.ts';
import { type Reading, withinBreakable } from './reading.ts';
import { declareLocal, readDimensions } from './variables.ts';

function readLoopBody(reading: Reading, node: Node): void {
  withinBreakable(reading, 'loop', () => reading.statement(reading.tree.child(node, 'body')));
}

export function readWhile(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  facts.loop(() => {
    reading.value(tree.child(node, 'condition'));
    readLoopBody(reading, node);
  });
}

export function readDo(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  facts.loop(() => {
    readLoopBody(reading, node);
    reading.value(tree.child(node, 'condition'));
  });
}

/** `for (init; condition; update) …` */
export function readFor(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  facts.openBlock();
  for (const init of partsOfField(tree, node, 'init')) reading.statement(init);
  facts.loop(() => {
    reading.value(tree.child(node, 'condition'));
    readLoopBody(reading, node);
    for (const update of partsOfField(tree, node, 'update')) reading.value(update);
  });
  facts.closeBlock();
}

/** `for (T name : values) …` */
export function readForEach(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  readModifiers(reading, node);
  const values = reading.value(tree.child(node, 'value'));
  const meaning = readDimensions(reading, node, reading.type(tree.child(node, 'type')));
  facts.openBlock();
  facts.loop(() => {
    declareLocal(
      reading,
      tree.child(node, 'name'),
      narrow(facts, elementOf(reading, values), meaning),
      meaning,
    );
    readLoopBody(reading, node);
  });
  facts.closeBlock();
}

/** An element of a container, or what the iterator of a class gives. */
function elementOf({ facts }: Reading, values: Slot): Slot {
  if (values === nothing) return nothing;
  const iterator = facts.apply(facts.load(values, calledName('iterator'), noNode), []);
  const next = facts.apply(facts.load(iterator, calledName('next'), noNode), []);
  return facts.join([facts.element(values), facts.element(iterator), next]);
}
