import { noNode, type Node } from '../../syntax/tree.ts';
import { assignTo } from './assignments.ts';
import { assume } from './conditions.ts';
import { iteratedOf } from './elements.ts';
import { noteElements } from './named-values.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** `foreach ($list as $key => $value) { … }` */
export function readForeach(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const body = tree.child(node, 'body');
  const [list, target] = parts(tree, node).filter((part) => part !== body);
  const elements = iteratedOf(reading, reading.value(list ?? noNode));
  if (list !== undefined && target !== undefined) noteElements(reading, target, list);
  facts.loop(() => {
    if (target !== undefined) bindElement(reading, target, elements);
    reading.statement(body);
  });
}

function bindElement(reading: Reading, target: Node, elements: number): void {
  const { tree } = reading;
  if (tree.kind(target) !== 'pair') return assignTo(reading, target, elements);
  const [key, value] = parts(tree, target);
  if (key !== undefined) assignTo(reading, key, -1);
  if (value !== undefined) assignTo(reading, value, elements);
}

/** `for (…; …; …) { … }` */
export function readFor(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const of = (field: string) => parts(tree, node).filter((part) => tree.field(part) === field);
  for (const part of of('initialize')) reading.value(part);
  facts.loop(() => {
    for (const part of of('condition')) reading.value(part);
    for (const part of of('body')) reading.statement(part);
    for (const part of of('update')) reading.value(part);
  });
}

/** `while (…) { … }` */
export function readWhile(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const condition = tree.child(node, 'condition');
  facts.loop(() => {
    reading.value(condition);
    assume(reading, condition, true);
    reading.statement(tree.child(node, 'body'));
  });
}

/** `do { … } while (…);` */
export function readDo(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  facts.loop(() => {
    reading.statement(tree.child(node, 'body'));
    reading.value(tree.child(node, 'condition'));
  });
}
