import {
  definitionField,
  definitionStride,
  memberField,
  memberStride,
  opcodes,
  parameterField,
  parameterStride,
  receivers,
  siteField,
  siteStride,
} from '../facts/facts.ts';
import { instanceOf } from './instances.ts';
import { operationLength } from './operand-forms.ts';
import { functionColumn, type Program } from './program.ts';
import type { Solver } from './solver.ts';
import { value, valueKinds } from './values.ts';

/** Classes with several bases below one that are looked at for what `super` means in them. */
const mixturesMax = 16;

/** Says what methods are called on, their class or one below, and what lies above them. */
export function seedReceivers(solver: Solver): void {
  const { program, graph } = solver;
  for (let fn = 0; fn < program.totals.functions; fn++) {
    const cls = functionColumn(program, fn, 'class');
    if (cls === -1) continue;
    const receiver = functionColumn(program, fn, 'receiver');
    const slot = functionColumn(program, fn, 'thisSlot');
    if (receiver === receivers.instance) {
      graph.add(slot, instanceOf(solver, cls));
      for (const by of solver.hierarchy.extenders(cls)) graph.add(slot, value(valueKinds.class, by));
    }
    if (receiver === receivers.class) graph.add(slot, value(valueKinds.class, cls));
  }
  for (let at = 0; at < program.operations.length; at += operationLength(program.operations, at)) {
    if (program.operations[at] === opcodes.super) seedSuper(solver, at);
  }
  if (program.family.inheritsParameters === true) inheritParameters(solver);
}

/** What a parameter is declared to be holds for those that override its method, too. */
function inheritParameters(solver: Solver): void {
  const { program, hierarchy, members } = solver;
  const constructors = new Set(program.family.constructors.map((name) => program.names.of(name)));
  for (let row = 0; row < program.totals.members; row++) {
    const column = (field: keyof typeof memberField) =>
      program.members[row * memberStride + memberField[field]]!;
    const own = functionOfMember(program, row);
    if (own === -1 || constructors.has(column('name'))) continue;
    for (const above of hierarchy.order(column('class')).slice(1)) {
      const [overridden] = members.on(above, column('name')) ?? [];
      if (overridden === undefined) continue;
      passParameters(solver, functionOfMember(program, overridden), own);
      break;
    }
  }
}

function functionOfMember(program: Program, row: number): number {
  const definition = program.members[row * memberStride + memberField.definition]!;
  return definition === -1
    ? -1
    : program.definitions[definition * definitionStride + definitionField.function]!;
}

function passParameters({ program, graph }: Solver, from: number, to: number): void {
  if (from === -1 || from === to) return;
  const count = Math.min(
    functionColumn(program, from, 'parameterCount'),
    functionColumn(program, to, 'parameterCount'),
  );
  const slotOf = (fn: number, index: number) =>
    program.parameters[
      (functionColumn(program, fn, 'parametersFrom') + index) * parameterStride + parameterField.slot
    ]!;
  for (let index = 0; index < count; index++) graph.copy(slotOf(to, index), slotOf(from, index));
}

/**
 * A member above the class; with more than one base that is, for an instance of a class below, the next
 * in that class's own order.
 */
function seedSuper(solver: Solver, at: number): void {
  const [to, cls, name] = [solver.operand(at, 0), solver.operand(at, 1), solver.operand(at, 2)];
  if (cls === -1) return;
  const { hierarchy } = solver;
  if (isOfClass(solver, at)) return loadAboveClass(solver, to, cls, name);
  const own = hierarchy.order(cls);
  loadAbove(solver, to, own.slice(own.indexOf(cls) + 1), name);
  const isMixed = (below: number) =>
    hierarchy.parents(below).length > 1 || hierarchy.order(below)[0] !== below;
  const mixtures = hierarchy.below(cls).filter(isMixed);
  for (const below of mixtures.slice(0, mixturesMax)) {
    const order = hierarchy.order(below);
    loadAbove(solver, to, order.slice(order.indexOf(cls) + 1), name);
  }
}

/** Whether the receiver is a class whose family tells members of classes from those of instances. */
function isOfClass(solver: Solver, at: number): boolean {
  const { program } = solver;
  if (program.family.roots === undefined) return false;
  const site = solver.operand(at, 3);
  if (site === -1) return false;
  const fn = program.sites[site * siteStride + siteField.function]!;
  return functionColumn(program, fn, 'receiver') === receivers.class;
}

function loadAboveClass(solver: Solver, to: number, cls: number, name: number): void {
  for (const { cls: above, place } of solver.hierarchy.classOrder(cls)) {
    if (above === cls && place === 'class') continue;
    const { members } = solver;
    const rows = place === 'class' ? members.onClass(above, name) : members.onInstance(above, name);
    if (rows === undefined) continue;
    for (const row of rows) solver.graph.copy(to, solver.memberSlot(row));
    return;
  }
}

function loadAbove(solver: Solver, to: number, order: readonly number[], name: number): void {
  for (const above of order) {
    solver.graph.copy(to, solver.heap.instanceField(above, name));
    const rows = solver.members.on(above, name);
    if (rows === undefined) continue;
    for (const row of rows) solver.graph.copy(to, solver.memberSlot(row));
    return;
  }
}
