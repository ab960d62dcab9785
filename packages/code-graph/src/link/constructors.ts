import { definitionField, definitionStride } from '../facts/facts.ts';
import type { Arguments } from './arguments.ts';
import { mayRun } from './applicability.ts';
import { callOperand as operand, argumentOf, resultOf } from './call-operands.ts';
import { instanceOf } from './instances.ts';
import { memberDefinition } from './program.ts';
import type { Solver } from './solver.ts';
import { indexOf, kindOf, value, valueKinds } from './values.ts';

/** What calling a class does: it gives an instance, and the arguments reach a constructor. */
export class Constructors {
  readonly #solver: Solver;
  readonly #arguments: Arguments;
  readonly #names: readonly number[];

  constructor(solver: Solver, args: Arguments) {
    const { family, names } = solver.program;
    this.#solver = solver;
    this.#arguments = args;
    this.#names = family.constructors.map((name) => names.of(name));
  }

  /** Makes an instance and runs what the class has for it. */
  construct(at: number, cls: number, kind: number): void {
    if (this.#solver.program.family.callsConvert === true) this.#convert(at, cls);
    else this.#solver.graph.add(resultOf(this.#solver, at), value(kind, cls));
    if (this.#solver.hierarchy.isInterface(cls)) delegate(this.#solver, at);
    for (const row of this.#constructorRows(cls)) {
      const fn = this.#functionOfMember(row);
      if (fn !== -1 && mayRun(this.#solver, at, fn)) this.#arguments.pass(at, fn, 0);
    }
  }

  /** A conversion: an interface holds the very value, another type an instance with what it is made of. */
  #convert(at: number, cls: number): void {
    const { graph } = this.#solver;
    const [result, given] = [resultOf(this.#solver, at), argumentOf(this.#solver, at, 0)];
    graph.add(result, instanceOf(this.#solver, cls));
    if (given === -1 || this.#solver.program.family.isStructural !== true) return;
    if (this.#solver.hierarchy.isInterface(cls)) return graph.copy(result, given);
    const parts = graph.newSlot();
    graph.restrict(parts, (v) => kindOf(v) === valueKinds.function || kindOf(v) === valueKinds.object);
    graph.copy(parts, given);
    graph.copy(result, parts);
  }

  /** The member rows of the constructors that calling the class may run: its own, else those it inherits. */
  written(cls: number): readonly number[] {
    const { hierarchy, members, program, overloads } = this.#solver;
    const isWritten = (row: number) => memberDefinition(program, row) !== -1;
    for (const name of this.#names) {
      for (const above of hierarchy.order(cls)) {
        const rows = (members.on(above, name) ?? []).filter(isWritten);
        if (rows.length > 0) return overloads === null ? rows.slice(0, 1) : rows;
      }
    }
    return [];
  }

  /** Constructors that take the arguments: written ones, or one that follows from the class's fields. */
  #constructorRows(cls: number): readonly number[] {
    const { hierarchy, members } = this.#solver;
    for (const name of this.#names) {
      for (const above of hierarchy.order(cls)) {
        const rows = members.on(above, name);
        if (rows !== undefined) return rows;
      }
    }
    return [];
  }

  #functionOfMember(row: number): number {
    const { graph, program } = this.#solver;
    const definition = memberDefinition(program, row);
    if (definition !== -1) {
      return program.definitions[definition * definitionStride + definitionField.function]!;
    }
    const held = graph.values(this.#solver.memberSlot(row));
    return indexOf(held.find((v) => kindOf(v) === valueKinds.function) ?? value(valueKinds.function, -1));
  }
}

/** What is made of one function may be something that calls it. */
export function delegate(solver: Solver, at: number): void {
  const { graph, program } = solver;
  if (program.family.hasDelegates !== true || solver.operand(at, operand.count) !== 1) return;
  const functions = graph.newSlot();
  graph.restrict(functions, (v) => kindOf(v) === valueKinds.function);
  graph.copy(functions, argumentOf(solver, at, 0));
  graph.copy(resultOf(solver, at), functions);
}
