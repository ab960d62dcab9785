import { declaredType, keywordSpread, parameterKinds, positional, spread } from '../facts/facts.ts';
import { callOperand } from './call-operands.ts';
import { restrictTo } from './declared.ts';
import { isPositional, type Parameter } from './parameters.ts';
import { functionColumn } from './program.ts';
import type { Solver } from './solver.ts';
import { value, valueKinds } from './values.ts';

/** How the arguments of a call reach the parameters of a function. */
export class Arguments {
  readonly #solver: Solver;

  constructor(solver: Solver) {
    this.#solver = solver;
  }

  /** @param skipped how many arguments come before those of the parameters: an explicit receiver. */
  pass(at: number, fn: number, skipped: number): void {
    const count = this.#solver.operand(at, callOperand.count);
    let position = -skipped;
    for (let index = 0; index < count; index++) {
      const slot = this.#solver.operand(at, callOperand.arguments + 2 * index);
      const keyword = this.#solver.operand(at, callOperand.arguments + 2 * index + 1);
      if (keyword === positional) this.#passPosition(fn, position++, slot);
      else if (keyword === spread) this.#passElements(fn, position, slot);
      else if (keyword === keywordSpread) this.#passEntries(fn, slot);
      else if (keyword === declaredType) this.#declare(fn, position, slot);
      else this.#passKeyword(fn, keyword, slot);
    }
  }

  /**
   * Has the call give what the function gives back as it came: its own argument, not that of every call. Where
   * a type is declared, that says more.
   */
  giveBack(at: number, fn: number, skipped: number): void {
    const { graph, program } = this.#solver;
    const parameters = this.#solver.parameters.of(fn);
    parameters.forEach((parameter, position) => {
      if (!parameter.isReturned) return;
      const result = this.#solver.operand(at, callOperand.result);
      const returnSlot = functionColumn(program, fn, 'returnSlot');
      const own = graph.isRestricted(parameter.slot)
        ? -1
        : this.#argumentFor(at, parameter, position + skipped);
      if (graph.isRestricted(returnSlot)) graph.copy(returnSlot, parameter.slot);
      else graph.copy(result, own === -1 ? parameter.slot : own);
    });
  }

  /** The slot that the call gives for a parameter, or -1 when it is not known. */
  #argumentFor(at: number, parameter: Parameter, wanted: number): number {
    const count = this.#solver.operand(at, callOperand.count);
    let position = 0;
    for (let index = 0; index < count; index++) {
      const slot = this.#solver.operand(at, callOperand.arguments + 2 * index);
      const keyword = this.#solver.operand(at, callOperand.arguments + 2 * index + 1);
      if (keyword === spread || keyword === keywordSpread) return -1;
      if (keyword === parameter.name) return slot;
      if (keyword !== positional) continue;
      if (position === wanted && isPositional(parameter)) return slot;
      position++;
    }
    return -1;
  }

  #passPosition(fn: number, position: number, slot: number): void {
    if (position < 0 || slot === -1) return;
    const parameters = this.#solver.parameters.of(fn);
    const own = parameters[position];
    if (own !== undefined && isPositional(own)) {
      this.#solver.takes.tell(own.slot, slot);
      return this.#solver.graph.copy(own.slot, slot);
    }
    const rest = parameters.findIndex(({ kind }) => kind === parameterKinds.rest);
    if (rest !== -1 && position >= rest)
      this.#solver.graph.copy(this.#restElements(parameters[rest]!.slot), slot);
  }

  /**
   * A function without a name takes what the place that it is written for says: whoever calls it has been
   * checked against that. One with a name may be called from elsewhere.
   */
  #declare(fn: number, position: number, type: number): void {
    const own = this.#solver.parameters.of(fn)[position];
    if (own === undefined || !isPositional(own) || this.#solver.graph.isRestricted(own.slot)) return;
    if (functionColumn(this.#solver.program, fn, 'definition') === -1)
      restrictTo(this.#solver, own.slot, type);
  }

  #passElements(fn: number, from: number, container: number): void {
    const { names } = this.#solver.program;
    this.#solver.parameters.of(fn).forEach((parameter, position) => {
      if (container === -1 || position < from) return;
      const { slot, kind } = parameter;
      if (kind === parameterKinds.rest) this.#solver.addElement(this.#restElements(slot), container);
      else if (isPositional(parameter)) {
        this.#solver.addLoad(slot, container, names.of(String(position - from)));
      }
    });
  }

  #passEntries(fn: number, container: number): void {
    if (container === -1) return;
    for (const { slot, name, kind } of this.#solver.parameters.of(fn)) {
      if (kind !== parameterKinds.rest && kind !== parameterKinds.keywordRest) {
        this.#solver.addLoad(slot, container, name);
      }
    }
  }

  #passKeyword(fn: number, keyword: number, slot: number): void {
    const parameters = this.#solver.parameters.of(fn);
    const own = parameters.find(({ name, kind }) => name === keyword && kind !== parameterKinds.rest);
    if (own !== undefined) return this.#solver.graph.copy(own.slot, slot);
    const rest = parameters.find(({ kind }) => kind === parameterKinds.keywordRest);
    if (rest !== undefined) this.#solver.graph.copy(this.#restField(rest.slot, keyword), slot);
  }

  #restElements(parameter: number): number {
    return this.#solver.heap.elements(this.#restObject(parameter));
  }

  #restField(parameter: number, name: number): number {
    return this.#solver.heap.objectField(this.#restObject(parameter), name);
  }

  #restObject(parameter: number): number {
    const object = this.#solver.heap.restObject(parameter);
    this.#solver.graph.add(parameter, value(valueKinds.object, object));
    return object;
  }
}
