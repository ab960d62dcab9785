import { opcodes } from '../facts/facts.ts';
import { operationLength } from './operand-forms.ts';
import type { Solver } from './solver.ts';
import { indexOf, kindOf, type Value, valueKinds } from './values.ts';

/**
 * What a declared type says of literals that are put in its place: a function takes what the type's own call
 * takes, and one under a member's name what that member's type says. So callbacks are typed whose type stands
 * elsewhere: behind an alias, or as a member of the options that they are passed in.
 */
export class LiteralTypes {
  readonly #solver: Solver;
  readonly #call: number;
  /** By place: the classes that it is declared to be of. */
  readonly #classes = new Map<number, readonly number[]>();
  /** Places by the operation that declares them. */
  readonly #places = new Map<number, number>();

  constructor(solver: Solver) {
    this.#solver = solver;
    this.#call = solver.program.names.of(callMember);
  }

  /**
   * Finds the places that type literals. Twice, so that a literal in a literal is typed where its type is
   * declared after that of the one around it.
   */
  seed(): void {
    const { operations } = this.#solver.program;
    for (let round = 0; round < 2; round++) {
      for (let at = 0; at < operations.length; at += operationLength(operations, at)) {
        if (operations[at] === opcodes.declare) this.#note(at);
      }
    }
    for (const [at, slot] of this.#places) this.#solver.graph.watch(slot, at * 2);
  }

  #note(at: number): void {
    if (this.#places.has(at)) return;
    const slot = this.#solver.operand(at, 0);
    const types = this.#solver.graph.values(this.#solver.operand(at, 1));
    const classes = types.filter(isClass).map(indexOf);
    const typing = classes.filter((cls) => this.#typesLiterals(cls));
    if (typing.length === 0) return;
    this.#classes.set(slot, typing);
    this.#places.set(at, slot);
    this.#solver.takes.add(slot, at);
  }

  /** A value has reached the place of the operation, or an argument for it. */
  onValue(at: number, v: Value): void {
    const isObject = kindOf(v) === valueKinds.object;
    if (!isObject && kindOf(v) !== valueKinds.function) return;
    for (const cls of this.#classes.get(this.#solver.operand(at, 0)) ?? []) {
      if (isObject) this.#typeMembers(indexOf(v), cls);
      else for (const slot of this.#slotsOf(cls, this.#call)) this.#solver.takes.tellValue(slot, v);
    }
  }

  #typeMembers(object: number, cls: number): void {
    const { hierarchy, members, heap } = this.#solver;
    for (const above of hierarchy.order(cls)) {
      for (const name of members.namesOf(above)) {
        for (const slot of this.#slotsOf(above, name))
          this.#solver.takes.tell(slot, heap.objectField(object, name));
      }
    }
  }

  #typesLiterals(cls: number): boolean {
    const { hierarchy, members } = this.#solver;
    if (!hierarchy.isInterface(cls)) return false;
    return hierarchy
      .order(cls)
      .some((above) => [...members.namesOf(above)].some((name) => this.#slotsOf(above, name).length > 0));
  }

  /** Slots of a member whose type says what functions there take. */
  #slotsOf(cls: number, name: number): number[] {
    const rows = this.#solver.members.onInstance(cls, name) ?? [];
    return rows.map((row) => this.#solver.memberSlot(row)).filter((slot) => this.#solver.takes.has(slot));
  }
}

/** The member of a class that stands for a function type: what its functions take. */
const callMember = '()';

function isClass(v: Value): boolean {
  return kindOf(v) === valueKinds.classExact || kindOf(v) === valueKinds.class;
}
