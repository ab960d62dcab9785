import { declaredType } from '../facts/facts.ts';
import { callOperand } from './call-operands.ts';
import type { Solver } from './solver.ts';
import type { Value } from './values.ts';

/** Operations by the place of which they say what is written there takes, and whom they have been told of. */
export class Takes {
  readonly #solver: Solver;
  readonly #operations = new Map<number, number[]>();
  readonly #told = new Map<number, Set<number>>();

  constructor(solver: Solver) {
    this.#solver = solver;
  }

  /** Remembers a call operation when it says what a function type takes. */
  noteCall(at: number): void {
    const { count, arguments: first } = callOperand;
    const end = first + 2 * this.#solver.operand(at, count);
    for (let keyword = first + 1; keyword < end; keyword += 2) {
      if (this.#solver.operand(at, keyword) !== declaredType) continue;
      return this.add(this.#solver.operand(at, callOperand.callee), at);
    }
  }

  add(place: number, at: number): void {
    const known = this.#operations.get(place);
    if (known === undefined) this.#operations.set(place, [at]);
    else if (!known.includes(at)) known.push(at);
  }

  has(place: number): boolean {
    return this.#operations.has(place);
  }

  /** Has what is in a slot take what the place says, also where the place is given more than it can hold. */
  tell(place: number, slot: number): void {
    for (const at of this.#operations.get(place) ?? []) {
      const told = this.#told.get(at) ?? new Set<number>();
      if (told.has(slot)) continue;
      this.#told.set(at, told.add(slot));
      this.#solver.act(at, slot);
    }
  }

  tellValue(place: number, v: Value): void {
    for (const at of this.#operations.get(place) ?? []) this.#solver.actOn(at, v);
  }
}
