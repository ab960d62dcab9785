import type { ContainerStep } from '../languages/language.ts';
import { callOperand as operand } from './call-operands.ts';
import type { Solver } from './solver.ts';
import { indexOf, kindOf, type Value, value, valueKinds } from './values.ts';

/** The member of a container that holds its elements, and that which holds the error of a result. */
const elementMember = '<of>';
const errorMember = '<err>';

/** Calls of containers' members whose effects are said in steps; see `ContainerStep`. */
export class ContainerCalls {
  readonly #solver: Solver;
  readonly #callbacks: { readonly site: number; readonly slot: number }[];
  readonly #itselfMembers: ReadonlySet<number>;
  /** Containers that calls give, and what their callbacks give, by call and step. */
  readonly #made = new Map<string, number>();
  readonly #called = new Map<string, number>();

  constructor(solver: Solver, callbacks: { readonly site: number; readonly slot: number }[]) {
    const { family, names } = solver.program;
    this.#solver = solver;
    this.#callbacks = callbacks;
    this.#itselfMembers = new Set([...(family.itselfMembers ?? [])].map((name) => names.of(name)));
  }

  mayGiveItself(name: number): boolean {
    return this.#itselfMembers.has(name);
  }

  /** A member such as `clone`, which no class of the receiver's has. */
  giveItself(at: number, receiver: Value, name: number): void {
    const kind = kindOf(receiver);
    if (kind !== valueKinds.instance && kind !== valueKinds.instanceExact) return;
    const { heap, hierarchy, members, graph } = this.#solver;
    const entity = indexOf(receiver);
    if (!this.#itselfMembers.has(name) || !heap.isClass(entity)) return;
    if (hierarchy.order(entity).some((cls) => members.onInstance(cls, name) !== undefined)) return;
    graph.add(this.#solver.operand(at, operand.result), receiver);
  }

  run(at: number, object: number, steps: readonly ContainerStep[]): void {
    steps.forEach((step, index) => this.#run(at, object, step, index));
  }

  #run(at: number, object: number, step: ContainerStep, index: number): void {
    const { graph } = this.#solver;
    const place = { at, object, key: `${String(at)}/${String(index)}` };
    if (step.calls !== undefined) this.#callBack(place, step.calls, step.with ?? []);
    const result = this.#solver.operand(at, operand.result);
    if (step.stores !== undefined) this.#give(this.#field(object, elementMember), step.stores, place);
    if (step.gives !== undefined) this.#give(result, step.gives, place);
    if (step.holds !== undefined) this.#give(this.#newContainer(place, elementMember), step.holds, place);
    if (step.fails !== undefined) this.#give(this.#newContainer(place, errorMember), step.fails, place);
    if (step.pairs !== undefined) this.#pair(place, step.pairs);
    if (step.holds !== undefined || step.pairs !== undefined) {
      graph.add(result, value(valueKinds.object, this.#made.get(place.key)!));
    }
  }

  #callBack(place: Place, argument: number, given: readonly string[]): void {
    const callee = this.#argument(place.at, argument);
    if (callee === -1) return;
    const site = this.#solver.operand(place.at, operand.site);
    if (site !== -1) this.#callbacks.push({ site, slot: callee });
    const slots = given.map((words) => {
      const slot = this.#slotOf(`${place.key}<${words}`);
      this.#give(slot, words, place);
      return slot;
    });
    const key = `${place.key}!`;
    if (this.#made.has(key)) return;
    this.#made.set(key, 0);
    this.#solver.addCall(this.#slotOf(place.key), callee, ...slots);
  }

  #pair(place: Place, [first, second]: readonly [string, string]): void {
    const key = `${place.key}:`;
    const pair = this.#objectOf(key);
    this.#give(this.#field(pair, '0'), first, place);
    this.#give(this.#field(pair, '1'), second, place);
    const elements = this.#newContainer(place, elementMember);
    this.#solver.graph.add(elements, value(valueKinds.object, pair));
  }

  /** Has everything that the words mean reach the slot. */
  #give(to: number, words: string, place: Place): void {
    const { graph } = this.#solver;
    for (const word of words.split('|')) {
      if (word === 'itself') graph.add(to, value(valueKinds.object, place.object));
      else if (word === 'called') graph.copy(to, this.#slotOf(place.key));
      else this.#giveMember(to, word, place);
    }
  }

  #giveMember(to: number, word: string, { at, object }: Place): void {
    const [head = '', member] = word.split('.');
    const count = this.#solver.operand(at, operand.count);
    const position = head === 'last' ? count - 1 : /^\d+$/.test(head) ? Number(head) : -1;
    if (position === -1) return this.#solver.graph.copy(to, this.#field(object, `<${head}>`));
    const slot = this.#argument(at, position);
    if (slot === -1) return;
    if (member === undefined) this.#solver.graph.copy(to, slot);
    else this.#solver.addLoad(to, slot, this.#solver.program.names.of(`<${member}>`));
  }

  #newContainer(place: Place, member: string): number {
    return this.#field(this.#objectOf(place.key), member);
  }

  #objectOf(key: string): number {
    let object = this.#made.get(key);
    if (object === undefined) this.#made.set(key, (object = this.#solver.heap.newObject()));
    return object;
  }

  #slotOf(key: string): number {
    let slot = this.#called.get(key);
    if (slot === undefined) this.#called.set(key, (slot = this.#solver.graph.newSlot()));
    return slot;
  }

  #field(object: number, name: string): number {
    return this.#solver.heap.objectField(object, this.#solver.program.names.of(name));
  }

  #argument(at: number, index: number): number {
    const isGiven = index < this.#solver.operand(at, operand.count);
    return isGiven ? this.#solver.operand(at, operand.arguments + 2 * index) : -1;
  }
}

interface Place {
  readonly at: number;
  readonly object: number;
  readonly key: string;
}
