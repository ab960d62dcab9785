import type { Argument } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode } from '../../syntax/tree.ts';
import { argumentNodes, type MethodCall, slotOf } from './arguments.ts';
import type { Reader } from './reading.ts';

/** Whether the name is a promise's member, whatever the receiver is found to hold. */
export function isSettling(name: string): boolean {
  return name === 'then' || name === 'catch' || name === 'finally';
}

/** The member of the receiver's own, or else the one that all promises have. */
export function promiseMember(r: Reader, receiver: Slot, name: string): Slot {
  return r.facts.join([r.facts.load(receiver, name, noNode), r.facts.libraryValue('Promise')]);
}

/** `p.then(f, g)`: f is called with what p will be, and its result is what the new promise will be. */
export function settle(r: Reader, { name, args, receiver, node }: MethodCall): Slot {
  const nodes = argumentNodes(r, node);
  const given = name === 'then' ? [{ slot: receiver }] : [];
  const results = args.map((callback, index) => {
    const at = nodes[index];
    if (callback.slot === nothing || at === undefined) return nothing;
    return r.facts.call({ value: callback.slot, at }, index === 0 ? given : []);
  });
  return r.facts.join(name === 'then' ? results : [receiver, ...(name === 'catch' ? results : [])]);
}

export function settled(r: Reader, all: Slot): Slot {
  const outcome = r.facts.object();
  r.facts.store(outcome, 'value', r.facts.element(all));
  return r.facts.collection(outcome);
}

/** The executor is called with a function whose argument is what the promise will be. */
export function newPromise(r: Reader, args: readonly Argument[]): Slot {
  const { facts } = r;
  const result = facts.slot();
  const resolve = facts.openFunction({ definition: -1, receiver: 'none' });
  facts.copy(result, facts.parameter(''));
  facts.closeFunction();
  facts.apply(slotOf(args, 0), [{ slot: facts.functionValue(resolve) }]);
  return result;
}
