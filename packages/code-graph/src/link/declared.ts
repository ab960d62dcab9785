import { opcodes } from '../facts/facts.ts';
import { operationLength } from './operand-forms.ts';
import type { Solver } from './solver.ts';
import { indexOf, kindOf, type Value, valueKinds } from './values.ts';

/**
 * Slots with a declared type take only instances of it or of a class below. For an interface an
 * instance also fits when its class has all the interface's members: structural typing.
 */
export function restrictToDeclaredTypes(solver: Solver): void {
  const { program, graph } = solver;
  const declared = new Map<number, Set<number>>();
  const outside = new Map<number, Set<number>>();
  for (let at = 0; at < program.operations.length; at += operationLength(program.operations, at)) {
    if (program.operations[at] !== opcodes.declare) continue;
    const slot = program.operations[at + 1]!;
    const types = graph.values(program.operations[at + 2]!);
    for (const name of outsideNames(solver, types)) {
      outside.set(slot, (outside.get(slot) ?? new Set<number>()).add(name));
    }
    const classes = types.filter(isClass).map(indexOf);
    if (classes.length === 0) continue;
    const known = declared.get(slot) ?? new Set<number>();
    for (const cls of classes) known.add(cls);
    declared.set(slot, known);
  }
  for (const [slot, classes] of declared) {
    if (solver.overloads !== null) solver.functional.lend(slot, classes);
    graph.restrict(slot, (v) => fits(solver, v, classes) && !isSaid(solver, v, classes));
  }
  for (const [slot, names] of outside) {
    if (declared.has(slot)) continue;
    const isPlain = [...names].every((name) => solver.overloads?.isPlain(name) === true);
    graph.restrict(slot, (v) => isOfOutside(v, names) && !(isPlain && isOwn(v)));
  }
}

function isOfOutside(v: Value, names: ReadonlySet<number>): boolean {
  return kindOf(v) !== valueKinds.outside || names.has(indexOf(v));
}

const ownKinds: ReadonlySet<number> = new Set([
  valueKinds.instance,
  valueKinds.instanceExact,
  valueKinds.function,
  valueKinds.object,
]);

/** Whether it is made by the repository's code: a number or a text is not. */
function isOwn(v: Value): boolean {
  return ownKinds.has(kindOf(v));
}

/** Whether the declared type says as much: where types are static, what is below is found by dispatch. */
function isSaid(solver: Solver, v: Value, classes: ReadonlySet<number>): boolean {
  if (solver.overloads === null || kindOf(v) > valueKinds.instance || kindOf(v) < valueKinds.instanceExact)
    return false;
  return !classes.has(indexOf(v)) || kindOf(v) === valueKinds.instanceExact;
}

/** Names of types outside of the repository that a place is declared to be of: it takes no others of those. */
function outsideNames({ overloads }: Solver, types: readonly Value[]): number[] {
  if (overloads === null) return [];
  return types.map((type) => overloads.outsideName(type)).filter((name) => name !== -1);
}

/** Has the slot take only instances of the classes that `type` holds. */
export function restrictTo(solver: Solver, slot: number, type: number): void {
  const classes = new Set(solver.graph.values(type).filter(isClass).map(indexOf));
  if (classes.size > 0) solver.graph.restrict(slot, (v) => fits(solver, v, classes));
}

function isClass(v: Value): boolean {
  return kindOf(v) === valueKinds.classExact || kindOf(v) === valueKinds.class;
}

function fits(solver: Solver, v: Value, classes: ReadonlySet<number>): boolean {
  const kind = kindOf(v);
  if (kind === valueKinds.outside) return false;
  if (kind === valueKinds.object) return mayBeLiteral(solver, classes);
  if (kind !== valueKinds.instance && kind !== valueKinds.instanceExact) return true;
  const entity = indexOf(v);
  if (!solver.heap.isClass(entity)) return false;
  for (const cls of classes) {
    if (solver.hierarchy.isBelowOrSame(entity, cls)) return true;
    if (solver.hierarchy.isInterface(cls) && hasMembersOf(solver, entity, cls)) return true;
  }
  return false;
}

/** Whether a literal may be where the classes are declared: a nominal class has instances of its own only. */
function mayBeLiteral({ program, hierarchy }: Solver, classes: ReadonlySet<number>): boolean {
  return program.family.hasNominalClasses !== true || [...classes].some((cls) => hierarchy.isInterface(cls));
}

function hasMembersOf(solver: Solver, cls: number, shape: number): boolean {
  const order = solver.hierarchy.order(cls);
  let count = 0;
  for (const name of solver.members.namesOf(shape)) {
    count++;
    if (!order.some((at) => solver.members.onInstance(at, name) !== undefined)) return false;
  }
  return count > 0;
}
