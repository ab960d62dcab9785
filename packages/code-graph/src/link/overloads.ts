import { definitionField, definitionStride, memberField, memberStride, opcodes } from '../facts/facts.ts';
import type { Overloading } from '../languages/language.ts';
import { accepts } from './applicability.ts';
import { callOperand } from './call-operands.ts';
import { Fitting } from './fitting.ts';
import { operationLength } from './operand-forms.ts';
import { ParameterTypes } from './parameter-types.ts';
import { functionColumn } from './program.ts';
import type { Solver } from './solver.ts';
import { Specificity } from './specificity.ts';
import { indexOf, kindOf, type Value, valueKinds } from './values.ts';

/**
 * Functions of one name that differ in what they take.
 *
 * While values move, a look-up finds all functions of the name that none below overrides, and a call runs
 * those whose parameters its arguments can fill by their number and names (applicability). When nothing moves any
 * more, `choose` also compares what the arguments hold with the declared types (specificity).
 */
export class Overloads {
  readonly #solver: Solver;
  readonly #fitting: Fitting;
  readonly #types: ParameterTypes;
  readonly #specificity: Specificity;
  readonly #joinsInherited: boolean;
  readonly #callOfSite = new Map<number, number>();

  constructor(solver: Solver, overloading: Overloading) {
    this.#solver = solver;
    this.#fitting = new Fitting(solver, overloading);
    this.#types = new ParameterTypes(solver.graph, this.#fitting);
    this.#specificity = new Specificity(solver, this.#fitting, this.#types);
    this.#joinsInherited = overloading.joinsInherited;
    this.#readOperations();
  }

  /** Whether the type outside holds nothing but its own kind: numbers, texts. */
  isPlain(name: number): boolean {
    return this.#fitting.isPlain(name);
  }

  /** What a type is called outside of the repository, or -1 for one of its own. */
  outsideName(type: Value): number {
    return this.#fitting.outsideName(type);
  }

  /** Rows of a class that a look-up adds to those it found below: all that none of them overrides. */
  unhidden(found: readonly number[], rows: readonly number[]): readonly number[] {
    if (found.length === 0) return rows;
    return rows.filter((row) => !found.some((below) => this.overrides(below, row)));
  }

  /** Whether a look-up that found these rows in a class goes on above it. */
  goesOn(rows: readonly number[]): boolean {
    return this.#joinsInherited && rows.every((row) => this.#functionOf(row) !== -1);
  }

  /** Whether a member takes the place of one above it: it takes as many arguments of types that may be the same. */
  overrides(row: number, above: number): boolean {
    const [fn, other] = [this.#functionOf(row), this.#functionOf(above)];
    if (fn === -1 || other === -1) return fn === other;
    const { parameters } = this.#solver;
    const [own, others] = [parameters.of(fn), parameters.of(other)];
    return (
      own.length === others.length &&
      own.every(({ slot }, at) => this.#types.mayBeSame(slot, others[at]!.slot))
    );
  }

  /** The callees of a site without functions of the same name that are not meant. */
  choose(site: number, callees: readonly Value[]): readonly Value[] {
    const call = this.#callOfSite.get(site);
    if (call === undefined || callees.length < 2) return callees;
    if (callees.some(isOutside)) return this.#acceptingOf(call, callees);
    const byName = new Map<number, number[]>();
    for (const callee of callees) {
      const name = kindOf(callee) === valueKinds.function ? this.#nameOf(indexOf(callee)) : -1;
      if (name !== -1) byName.set(name, [...(byName.get(name) ?? []), indexOf(callee)]);
    }
    const meant = new Set([...byName.values()].flatMap((fns) => this.#specificity.choose(call, fns)));
    const isRival = (v: Value) => kindOf(v) === valueKinds.function && this.#nameOf(indexOf(v)) !== -1;
    return callees.filter((callee) => !isRival(callee) || meant.has(indexOf(callee)));
  }

  /** Where something outside may be meant, only functions that can take the arguments are. */
  #acceptingOf(call: number, callees: readonly Value[]): readonly Value[] {
    const isNamed = (v: Value) => kindOf(v) === valueKinds.function && this.#nameOf(indexOf(v)) !== -1;
    const named = callees.filter(isNamed).map(indexOf);
    const accepting = named.filter((fn) => accepts(this.#solver, fn, call));
    const meant = new Set(this.#specificity.choose(call, accepting));
    return callees.filter((v) => !isNamed(v) || meant.has(indexOf(v)));
  }

  /** The constructors among these rows that the site's call runs. */
  chooseRows(site: number, rows: readonly number[]): readonly number[] {
    const call = this.#callOfSite.get(site);
    if (call === undefined || rows.length < 2) return rows;
    const meant = new Set(
      this.#specificity.choose(
        call,
        rows.map((row) => this.#functionOf(row)),
      ),
    );
    return rows.filter((row) => meant.has(this.#functionOf(row)));
  }

  #functionOf(row: number): number {
    const { members, definitions } = this.#solver.program;
    const definition = members[row * memberStride + memberField.definition]!;
    return definition === -1 ? -1 : definitions[definition * definitionStride + definitionField.function]!;
  }

  #nameOf(fn: number): number {
    const { program } = this.#solver;
    const definition = functionColumn(program, fn, 'definition');
    return definition === -1
      ? -1
      : program.definitions[definition * definitionStride + definitionField.name]!;
  }

  #readOperations(): void {
    const { operations } = this.#solver.program;
    for (let at = 0; at < operations.length; at += operationLength(operations, at)) {
      if (operations[at] === opcodes.declare) {
        this.#types.note(operations[at + 1]!, operations[at + 2]!);
      }
      if (operations[at] !== opcodes.call) continue;
      const site = operations[at + 1 + callOperand.site]!;
      if (site !== -1) this.#callOfSite.set(site, at);
    }
  }
}

function isOutside(v: Value): boolean {
  return kindOf(v) === valueKinds.foreign || kindOf(v) === valueKinds.external;
}
