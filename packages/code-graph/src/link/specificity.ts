import { parameterKinds, positional, receivers } from '../facts/facts.ts';
import { accepts, keywordsOf, skippedOf } from './applicability.ts';
import { callOperand } from './call-operands.ts';
import { type Fitting, unfit, unknownFit } from './fitting.ts';
import type { ParameterTypes } from './parameter-types.ts';
import { isPositional } from './parameters.ts';
import { functionColumn } from './program.ts';
import type { Solver } from './solver.ts';
import { kindOf, type Value, valueKinds } from './values.ts';

/**
 * Which of the functions that a call can run it means: those that cannot take what the arguments hold are left
 * out, and of related ones those that fit less well than another. What is not known fits everything.
 */
export class Specificity {
  readonly #solver: Solver;
  readonly #fitting: Fitting;
  readonly #types: ParameterTypes;

  constructor(solver: Solver, fitting: Fitting, types: ParameterTypes) {
    this.#solver = solver;
    this.#fitting = fitting;
    this.#types = types;
  }

  choose(call: number, fns: readonly number[]): readonly number[] {
    if (fns.length < 2) return fns;
    const accepting = fns.filter((fn) => accepts(this.#solver, fn, call));
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
    const skipped = skippedOf(this.#solver, fn, call);
    for (const [index, keyword] of keywordsOf(this.#solver, call).entries()) {
      if (keyword !== positional) return fits;
      if (index < skipped) continue;
      const parameter = parameters[index - skipped] ?? rest;
      const slot = this.#solver.operand(call, callOperand.arguments + 2 * index);
      fits.push(parameter === undefined ? unknown : this.#fit(slot, this.#types.of(parameter.slot)));
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
}

interface Fit {
  readonly distance: number;
  /** Whether everything that the argument holds fits. */
  readonly isWhole: boolean;
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
