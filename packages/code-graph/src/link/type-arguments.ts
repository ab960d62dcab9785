import type { Solver } from './solver.ts';
import { indexOf, kindOf, type Value, value, valueKinds } from './values.ts';

/**
 * What generic classes are used with. A place that is declared as `Repo<Foo>` holds, beside an instance of `Repo`,
 * the arguments of the type; they move with it. Where a member's type or a result is a parameter of the class, what
 * is read or called on the place is what the arguments say.
 */
export class TypeArguments {
  readonly #solver: Solver;
  readonly #ofSlot = new Map<number, Use[]>();
  readonly #given = new Set<string>();

  constructor(solver: Solver) {
    this.#solver = solver;
  }

  /** The slot holds what its receiver's type is used with. */
  note(at: number): void {
    const [slot, name, within] = [0, 1, 2].map((index) => this.#solver.operand(at, index)) as [
      number,
      number,
      number,
    ];
    const uses = this.#ofSlot.get(slot);
    if (uses === undefined) this.#ofSlot.set(slot, [{ name, within }]);
    else uses.push({ name, within });
  }

  /** A member of an instance of the class is read into `to` from what `holder` holds. */
  read(to: number, holder: number, cls: number, name: number): void {
    if (this.#ofSlot.size === 0) return;
    const { hierarchy, members } = this.#solver;
    for (const above of hierarchy.order(cls)) {
      const rows = members.onInstance(above, name);
      if (rows === undefined) continue;
      for (const row of rows) this.give(to, holder, this.#solver.memberSlot(row));
      return;
    }
  }

  /** What the slot holds reaches `to`, as far as it depends on the arguments in `holder`. */
  give(to: number, holder: number, slot: number): void {
    const uses = this.#ofSlot.get(slot);
    if (uses === undefined || holder === -1) return;
    const key = `${to} ${holder} ${slot}`;
    if (this.#given.has(key)) return;
    this.#given.add(key);
    for (const use of uses) this.#solver.addArgument(this.#target(to, use), holder, use.name);
  }

  /** What the type argument is that a value says: one of a place's own, or what the value's class is used with. */
  take(to: number, holder: number, name: number, v: Value): void {
    const { heap, graph, hierarchy, members } = this.#solver;
    const [kind, index] = [kindOf(v), indexOf(v)];
    if (kind === valueKinds.arguments) return graph.copy(to, heap.objectField(index, name));
    const isInstance = kind === valueKinds.instance || kind === valueKinds.instanceExact;
    if (!isInstance || !heap.isClass(index)) return;
    for (const cls of hierarchy.order(index)) {
      const rows = members.onInstance(cls, name);
      if (rows === undefined) continue;
      for (const row of rows) {
        graph.copy(to, this.#solver.memberSlot(row));
        this.give(to, holder, this.#solver.memberSlot(row));
      }
      return;
    }
  }

  /** The place for the argument: itself, or inside a container or a generic type that `to` then holds. */
  #target(to: number, { within }: Use): number {
    if (within === -1) return to;
    const { heap, graph, program } = this.#solver;
    const text = program.names.texts[within]!;
    const object = heap.newObject();
    const kind = text.startsWith('<') ? valueKinds.arguments : valueKinds.object;
    graph.add(to, value(kind, object));
    return text === '[]' ? heap.elements(object) : heap.objectField(object, within);
  }
}

interface Use {
  readonly name: number;
  /** Where in what the slot holds the argument is, or -1 where it is that itself. */
  readonly within: number;
}
