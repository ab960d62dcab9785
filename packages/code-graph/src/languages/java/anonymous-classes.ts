import type { Slot } from '../../facts/scopes.ts';
import type { Node } from '../../syntax/tree.ts';
import { type ClassFacts, type Reading, withinClass } from './reading.ts';

/** The class of `new Base() { … }`: it has no name, and its methods belong to what is around it. */
export function readAnonymousClass(reading: Reading, body: Node, base: Slot, at: Node): Slot {
  const { facts } = reading;
  const outer = reading.classes.at(-1);
  const row = facts.openClass({ definition: -1, outer: outer?.row ?? -1 });
  facts.base(row, base, 'extends', at);
  const cls: ClassFacts = {
    row,
    definition: -1,
    name: '',
    names: new Set(),
    isNamed: false,
    isInterface: false,
    components: [],
  };
  facts.openBlock();
  withinClass(reading, cls, () => reading.body(body, cls));
  facts.closeBlock();
  facts.closeClass();
  return facts.classValue(row);
}
