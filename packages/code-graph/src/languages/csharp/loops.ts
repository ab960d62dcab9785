import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { declareDesignation } from './designations.ts';
import { elementOf } from './library-types.ts';
import { parts } from './parts.ts';
import { type Reading, withinBreakable } from './reading.ts';
import { narrow } from './type-meanings.ts';

function readBody(reading: Reading, node: Node): void {
  const { tree } = reading;
  withinBreakable(reading, 'loop', () => reading.statement(tree.child(node, 'body')));
}

/** `while (condition) { … }` */
export function readWhile(reading: Reading, node: Node): void {
  reading.facts.loop(() => {
    reading.value(reading.tree.child(node, 'condition'));
    readBody(reading, node);
  });
}

/** `do { … } while (condition);` */
export function readDo(reading: Reading, node: Node): void {
  reading.facts.loop(() => {
    readBody(reading, node);
    reading.value(reading.tree.child(node, 'condition'));
  });
}

/** `for (initializer; condition; update) { … }` */
export function readFor(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const of = (field: string) => parts(tree, node).filter((part) => tree.field(part) === field);
  facts.openBlock();
  for (const part of of('initializer')) reading.statement(part);
  facts.loop(() => {
    for (const part of of('condition')) reading.value(part);
    readBody(reading, node);
    for (const part of of('update')) reading.value(part);
  });
  facts.closeBlock();
}

/** `foreach (Foo x in xs) { … }`, `foreach (var (k, v) in xs) { … }` */
export function readForEach(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const container = reading.value(tree.child(node, 'right'));
  const meaning = reading.type(tree.child(node, 'type'));
  const element = narrow(reading, enumerated(reading, container), meaning);
  facts.openBlock();
  facts.loop(() => {
    const left = tree.child(node, 'left');
    if (left !== noNode) declareDesignation(reading, left, element);
    readBody(reading, node);
  });
  facts.closeBlock();
}

/** What a loop goes over: elements, or what the enumerator of a class gives. */
function enumerated(reading: Reading, container: Slot): Slot {
  const { facts } = reading;
  if (container === nothing) return nothing;
  const enumerator = facts.apply(facts.load(container, 'GetEnumerator', noNode), [], container);
  return facts.join([
    elementOf(reading, container),
    elementOf(reading, enumerator),
    facts.load(enumerator, 'Current', noNode),
  ]);
}
