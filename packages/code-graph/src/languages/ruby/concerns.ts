import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { joinPath } from './classes.ts';
import type { SpecialCall } from './kernel-calls.ts';
import { type Reading, type ReadingBody, within } from './reading.ts';

/** What a concern (`extend ActiveSupport::Concern`) says of the classes that include it. */
export const concernCalls: readonly (readonly [string, SpecialCall])[] = [
  ['included', (reading, call) => readPassed(reading, call, false)],
  ['prepended', (reading, call) => readPassed(reading, call, false)],
  ['class_methods', (reading, call) => readPassed(reading, call, true)],
];

/** The block is read as a class body whose class-level members go to those who include the module. */
function readPassed(reading: Reading, call: Node, isOfClass: boolean): Slot | undefined {
  const { tree, facts, scope } = reading;
  const block = call === noNode ? noNode : tree.child(call, 'block');
  if (block === noNode) return undefined;
  const globalName = joinPath(scope.nesting.path, 'ClassMethods');
  const cls = facts.openClass({ definition: -1, globalName, outer: scope.nesting.cls });
  facts.closeClass();
  facts.base(scope.body.cls, facts.classValue(cls), 'passesToClass', call);
  const body: ReadingBody = { ...scope.body, classSide: { cls, place: 'instance' } };
  within(reading, { ...scope, body, isSingleton: isOfClass }, () => reading.value(tree.child(block, 'body')));
  return nothing;
}
