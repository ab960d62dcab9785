import type { Node } from '../../syntax/tree.ts';
import { parts } from './parts.ts';
import { type Reading, withinFunction } from './reading.ts';
import { unknownType } from '../jvm/meanings.ts';

/** `static { … }` and `{ … }`: code of the class that runs when it, or an instance, is made. */
export function readInitializer(reading: Reading, node: Node, isStatic: boolean): void {
  const { facts, tree } = reading;
  facts.openFunction({ definition: -1, receiver: isStatic ? 'none' : 'instance', class: facts.class });
  withinFunction(reading, unknownType, () => {
    for (const part of parts(tree, node)) reading.statement(part);
  });
  facts.closeFunction();
}
