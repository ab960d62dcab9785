import { classField, classStride } from '../facts/facts.ts';
import type { Solver } from './solver.ts';
import { value, valueKinds } from './values.ts';

/**
 * Constants of languages whose classes nest and may be opened again in any file: a name is looked for in
 * the class around, then in those around that by where they are written, and last above the class.
 */
export class Constants {
  readonly #solver: Solver;
  readonly #inherited: number[] = [];
  /** The member row that a site's constant means. */
  readonly rows = new Map<number, number>();

  constructor(solver: Solver) {
    this.#solver = solver;
  }

  /** Looks the constant up by nesting; what is not found so waits until the hierarchy is known. */
  seed(at: number): void {
    const name = this.#solver.operand(at, 2);
    const { classes, wholeClass } = this.#solver.program;
    let cls = this.#solver.operand(at, 1);
    for (; cls !== -1; cls = classes[cls * classStride + classField.outer]!) {
      const rows = this.#solver.members.onClass(wholeClass[cls]!, name);
      if (rows !== undefined) return this.#bind(at, rows);
    }
    this.#inherited.push(at);
  }

  /** Looks for the others above the class; what is nowhere is the language's own or a library's. */
  seedInherited(): void {
    for (const at of this.#inherited) this.#seedInherited(at);
  }

  #seedInherited(at: number): void {
    const { program, hierarchy, members, graph } = this.#solver;
    const name = this.#solver.operand(at, 2);
    for (const above of hierarchy.order(program.wholeClass[this.#solver.operand(at, 1)]!)) {
      const rows = members.onClass(above, name);
      if (rows !== undefined) return this.#bind(at, rows);
    }
    const text = program.names.texts[name]!;
    const isOwn = program.family.libraryConstants?.has(text) === true;
    graph.add(
      this.#solver.operand(at, 0),
      isOwn ? value(valueKinds.library, name) : value(valueKinds.foreign, 0),
    );
  }

  #bind(at: number, rows: readonly number[]): void {
    for (const row of rows)
      this.#solver.graph.copy(this.#solver.operand(at, 0), this.#solver.memberSlot(row));
    const site = this.#solver.operand(at, 3);
    if (site !== -1) this.rows.set(site, rows[0]!);
  }
}
