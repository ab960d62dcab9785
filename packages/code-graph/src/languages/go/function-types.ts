import { nothing, type Slot } from '../../facts/scopes.ts';
import { type Node } from '../../syntax/tree.ts';
import { declareParameters } from './parameters.ts';
import { type Reading, withinFunction } from './reading.ts';
import { declareResults } from './results.ts';

/**
 * A type of functions: a function that is not known but for what it gives. Of one that gives nothing there
 * is nothing to know.
 */
export function readFunctionType(reading: Reading, node: Node): Slot {
  const { facts, tree } = reading;
  const fn = facts.openFunction({ definition: -1, receiver: 'none' });
  withinFunction(reading, () => {
    declareParameters(reading, tree.child(node, 'parameters'));
    declareResults(reading, tree.child(node, 'result'));
  });
  facts.closeFunction();
  return tree.child(node, 'result') === -1 ? nothing : facts.functionValue(fn);
}
