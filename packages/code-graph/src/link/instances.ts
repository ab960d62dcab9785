import type { Solver } from './solver.ts';
import { indexOf, kindOf, type Value, value, valueKinds } from './values.ts';

/** What a place declared to be of the class holds: an instance of it, or of one below where there may be such. */
export function instanceOf({ program, hierarchy }: Solver, cls: number): Value {
  const isOpen = program.family.isStructural !== true || hierarchy.isInterface(cls);
  return value(isOpen ? valueKinds.instance : valueKinds.instanceExact, cls);
}

/** Has the slot hold what a place holds that is declared to be of the type. */
export function addInstance(solver: Solver, to: number, type: Value): void {
  const { graph, program, overloads, heap } = solver;
  const kind = kindOf(type);
  if (kind === valueKinds.classExact || kind === valueKinds.class) {
    graph.add(to, instanceOf(solver, indexOf(type)));
  } else if (overloads !== null && (kind === valueKinds.external || kind === valueKinds.library)) {
    graph.add(to, value(valueKinds.outside, overloads.outsideName(type)));
  } else if (kind === valueKinds.external || kind === valueKinds.foreign || kind === valueKinds.library) {
    const { isStructural, knowsOutside } = program.family;
    const isForeign = knowsOutside === true || (isStructural === true && kind !== valueKinds.library);
    if (isForeign) graph.add(to, value(valueKinds.foreign, 0));
  } else if (kind === valueKinds.object && program.family.aliasesHoldExamples === true) {
    graph.add(to, type);
  } else if (kind === valueKinds.function) {
    graph.add(to, value(valueKinds.instance, heap.entityOfFunction(indexOf(type))));
  }
}
