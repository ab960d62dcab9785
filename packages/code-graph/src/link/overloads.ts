import {
  definitionField,
  definitionStride,
  keywordSpread,
  memberField,
  memberStride,
  opcodes,
  parameterKinds,
  positional,
  receivers,
  spread,
} from '../facts/facts.ts';
import type { Overloading } from '../languages/language.ts';
import { callOperand } from './call-operands.ts';
import { Fitting, unfit, unknownFit } from './fitting.ts';
import { isPositional } from './parameters.ts';
import { operationLength } from './operand-forms.ts';
import { functionColumn } from './program.ts';
import type { Solver } from './solver.ts';
import { indexOf, kindOf, type Value, valueKinds } from './values.ts';

/**
 * Functions of one name that differ in what they take.
 *
 * While values move, a look-up finds all functions of the name that none below overrides, and a call runs
 * those whose parameters its arguments can fill by their number and names. When nothing moves any more,
 * `choose` also compares what the arguments hold with the declared types: functions that cannot take it are
 * left out, and of related ones those that fit less well than another. What is not known fits everything.
 */
export class Overloads {
  readonly #solver: Solver;
  readonly #fitting: Fitting;
  readonly #joinsInherited: boolean;
  readonly #typesOfSlot = new Map<number, number[]>();
  readonly #callOfSite = new Map<number, number>();

  constructor(solver: Solver, overloading: Overloading) {
    this.#solver = solver;
    this.#fitting = new Fitting(solver, overloading);
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
      own.length === others.length && own.every(({ slot }, at) => this.#mayBeSame(slot, others[at]!.slot))
    );
  }

  /** Whether the call's arguments can fill the function's parameters by their number and names. */
  accepts(fn: number, call: number): boolean {
    const given = this.#keywordsOf(call);
    if (given.includes(spread) || given.includes(keywordSpread)) return true;
    const parameters = this.#solver.parameters.of(fn);
    const places = parameters.filter(isPositional);
    const hasRest = parameters.some(({ kind }) => kind === parameterKinds.rest);
    const skipped = this.#skipped(fn, call);
    const inOrder = given.filter((keyword) => keyword === positional).length - skipped;
    if (inOrder > places.length && !hasRest) return false;
    const names = given.filter((keyword) => keyword >= 0);
    const isKnown = (keyword: number) => parameters.some(({ name }) => name === keyword);
    if (!names.every(isKnown) && !parameters.some(({ kind }) => kind === parameterKinds.keywordRest))
      return false;
    const needed = parameters.filter(({ kind }) => kind === parameterKinds.positional).length;
    return given.length - skipped >= needed;
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
    const meant = new Set([...byName.values()].flatMap((fns) => this.chooseFunctions(call, fns)));
    const isRival = (v: Value) => kindOf(v) === valueKinds.function && this.#nameOf(indexOf(v)) !== -1;
    return callees.filter((callee) => !isRival(callee) || meant.has(indexOf(callee)));
  }

  /** Where something outside may be meant, only functions that can take the arguments are. */
  #acceptingOf(call: number, callees: readonly Value[]): readonly Value[] {
    const isNamed = (v: Value) => kindOf(v) === valueKinds.function && this.#nameOf(indexOf(v)) !== -1;
    const named = callees.filter(isNamed).map(indexOf);
    const accepting = named.filter((fn) => this.accepts(fn, call));
    const meant = new Set(this.chooseFunctions(call, accepting));
    return callees.filter((v) => !isNamed(v) || meant.has(indexOf(v)));
  }

  /** The constructors among these rows that the site's call runs. */
  chooseRows(site: number, rows: readonly number[]): readonly number[] {
    const call = this.#callOfSite.get(site);
    if (call === undefined || rows.length < 2) return rows;
    const meant = new Set(
      this.chooseFunctions(
        call,
        rows.map((row) => this.#functionOf(row)),
      ),
    );
    return rows.filter((row) => meant.has(this.#functionOf(row)));
  }

  chooseFunctions(call: number, fns: readonly number[]): readonly number[] {
    if (fns.length < 2) return fns;
    const accepting = fns.filter((fn) => this.accepts(fn, call));
    const rated = accepting.map((fn) => ({
      fn,
      fits: this.#fits(fn, call),
      hasRest: this.#solver.parameters.of(fn).some(({ kind }) => kind === parameterKinds.rest),
    }));
    const possible = rated.filter(({ fits }) => fits.every(({ distance }) => distance !== unfit));
    if (possible.length === 0) return accepting;
    return withoutRest(this.#withoutAdded(possible))
      .filter((one) => !possible.some((other) => this.#isBetter(other, one)))
      .map(({ fn }) => fn);
  }

  /** What a type has itself goes before what others add to it. */
  #withoutAdded(possible: readonly Rated[]): readonly Rated[] {
    const { program } = this.#solver;
    const isAdded = ({ fn }: Rated) => functionColumn(program, fn, 'receiver') === receivers.dynamic;
    const own = possible.filter((rated) => !isAdded(rated));
    return own.length > 0 ? own : possible;
  }

  #isBetter(one: Rated, other: Rated): boolean {
    if (one === other || !this.#areRelated(one.fn, other.fn)) return false;
    const takesAll = (rated: Rated) => rated.fits.every(({ isWhole }) => isWhole);
    if (takesAll(one) !== takesAll(other)) return takesAll(one);
    let isNearer = false;
    for (const [at, { distance }] of one.fits.entries()) {
      const rival = other.fits[at]!.distance;
      if (distance > rival) return false;
      const isKnown = distance !== unknownFit && rival !== unknownFit;
      if (distance < rival && (isKnown || distance === 0)) isNearer = true;
    }
    return isNearer;
  }

  /** Functions outside of classes, or of classes one of which is above the other, were found by one look-up. */
  #areRelated(fn: number, other: number): boolean {
    const { program, hierarchy } = this.#solver;
    const [cls, another] = [functionColumn(program, fn, 'class'), functionColumn(program, other, 'class')];
    if (cls === -1 || another === -1) return cls === another;
    return hierarchy.isBelowOrSame(cls, another) || hierarchy.isBelowOrSame(another, cls);
  }

  /** How each argument that has a position fits its parameter. */
  #fits(fn: number, call: number): Fit[] {
    const all = this.#solver.parameters.of(fn);
    const parameters = all.filter(isPositional);
    const rest = all.find(({ kind }) => kind === parameterKinds.rest);
    const fits: Fit[] = [];
    const skipped = this.#skipped(fn, call);
    for (const [index, keyword] of this.#keywordsOf(call).entries()) {
      if (keyword !== positional) return fits;
      if (index < skipped) continue;
      const parameter = parameters[index - skipped] ?? rest;
      const slot = this.#solver.operand(call, callOperand.arguments + 2 * index);
      fits.push(parameter === undefined ? unknown : this.#fit(slot, this.#typesOf(parameter.slot)));
    }
    return fits;
  }

  #fit(slot: number, types: readonly Value[]): Fit {
    const held = slot === -1 ? [] : declaredTypes(this.#solver.graph.values(slot));
    if (held.length === 0 || types.length === 0) return unknown;
    const distances = held.map((v) => this.#fitting.distance(v, types));
    const fitting = distances.filter((distance) => distance !== unfit);
    if (fitting.length === 0) return { distance: unfit, isWhole: false };
    return { distance: Math.max(...fitting), isWhole: fitting.length === distances.length };
  }

  #mayBeSame(slot: number, other: number): boolean {
    const [types, others] = [this.#typesOf(slot), this.#typesOf(other)];
    if (types.length === 0 || others.length === 0) return true;
    return types.some((type) => others.some((one) => this.#isSameType(type, one)));
  }

  #isSameType(type: Value, other: Value): boolean {
    const name = this.#fitting.outsideName(type);
    return name === -1
      ? indexOf(type) === indexOf(other) && this.#fitting.outsideName(other) === -1
      : name === this.#fitting.outsideName(other);
  }

  /** Declared types of a parameter that are known: classes, and types outside of the repository. */
  #typesOf(slot: number): readonly Value[] {
    const types = this.#typesOfSlot.get(slot) ?? [];
    return types.flatMap((type) => this.#solver.graph.values(type).filter((v) => typeKinds.has(kindOf(v))));
  }

  #keywordsOf(call: number): readonly number[] {
    const count = this.#solver.operand(call, callOperand.count);
    return Array.from({ length: count }, (_, index) =>
      this.#solver.operand(call, callOperand.arguments + 2 * index + 1),
    );
  }

  /** How many arguments come before those of the parameters: the receiver of a method taken from its class. */
  #skipped(fn: number, call: number): number {
    const { program, graph } = this.#solver;
    if (!program.family.explicitReceiver) return 0;
    if (functionColumn(program, fn, 'receiver') !== receivers.instance) return 0;
    const receiver = this.#solver.operand(call, callOperand.receiver);
    const held = receiver === -1 ? [] : graph.values(receiver);
    const isClass = (v: Value) => kindOf(v) === valueKinds.classExact || kindOf(v) === valueKinds.class;
    return held.length > 0 && held.every(isClass) ? 1 : 0;
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
        const types = this.#typesOfSlot.get(operations[at + 1]!);
        if (types === undefined) this.#typesOfSlot.set(operations[at + 1]!, [operations[at + 2]!]);
        else types.push(operations[at + 2]!);
      }
      if (operations[at] !== opcodes.call) continue;
      const site = operations[at + 1 + callOperand.site]!;
      if (site !== -1) this.#callOfSite.set(site, at);
    }
  }
}

/** Whether overloading lets the call run the function; closures and what the library calls take anything. */
export function mayRun(solver: Solver, at: number, fn: number): boolean {
  const { overloads, program } = solver;
  if (overloads === null || solver.operand(at, callOperand.site) === -1) return true;
  return functionColumn(program, fn, 'definition') === -1 || overloads.accepts(fn, at);
}

interface Fit {
  readonly distance: number;
  /** Whether everything that the argument holds fits. */
  readonly isWhole: boolean;
}

function isOutside(v: Value): boolean {
  return kindOf(v) === valueKinds.foreign || kindOf(v) === valueKinds.external;
}

interface Rated {
  readonly fn: number;
  readonly fits: readonly Fit[];
  readonly hasRest: boolean;
}

/** A function that surely takes the arguments one by one goes before those that take any number. */
function withoutRest(possible: readonly Rated[]): readonly Rated[] {
  const plain = possible.filter(({ hasRest }) => !hasRest);
  const isSure = plain.some(({ fits }) => fits.every(({ distance }) => distance !== unknownFit));
  return isSure ? plain : possible;
}

/** Where a type outside is declared, it alone says which function is meant, and not what is put there. */
function declaredTypes(held: readonly Value[]): readonly Value[] {
  const types = held.filter((v) => kindOf(v) === valueKinds.outside);
  return types.length > 0 ? types : held;
}

const unknown: Fit = { distance: unknownFit, isWhole: true };

const typeKinds: ReadonlySet<number> = new Set([
  valueKinds.class,
  valueKinds.classExact,
  valueKinds.external,
  valueKinds.library,
]);
