import { classField, classStride, siteField, siteStride } from '../facts/facts.ts';
import { bindFreeName } from './free-names.ts';
import type { Solver } from './solver.ts';
import { value, valueKinds } from './values.ts';

/** Operands of an `enclosed` operation. */
const operand = { to: 0, class: 1, receiver: 2, name: 3, outside: 4, site: 5 } as const;

/**
 * Bare names that mean a member of the class around, of one above it or of a class around that; and only
 * where none of them has such a member, what the name means outside of classes.
 */
export class Enclosed {
  readonly #solver: Solver;
  readonly #noted: number[] = [];

  constructor(solver: Solver) {
    this.#solver = solver;
  }

  note(at: number): void {
    this.#noted.push(at);
  }

  /** Decides what each name means, once the hierarchy is known. */
  bind(): void {
    for (const at of this.#noted) this.#bind(at);
  }

  #bind(at: number): void {
    const { program } = this.#solver;
    const column = (field: keyof typeof operand) => this.#solver.operand(at, operand[field]);
    const name = column('name');
    let cls = program.wholeClass[column('class')]!;
    if (this.#has(cls, name)) return this.#bindMember(at, cls, column('receiver'));
    for (cls = this.#outer(cls); cls !== -1; cls = this.#outer(cls)) {
      if (this.#has(cls, name)) return this.#bindMember(at, cls, -1);
    }
    this.#bindOutside(at);
  }

  #bindMember(at: number, cls: number, receiver: number): void {
    const { graph } = this.#solver;
    const column = (field: keyof typeof operand) => this.#solver.operand(at, operand[field]);
    let object = receiver;
    if (object === -1) {
      object = graph.newSlot();
      graph.add(object, value(valueKinds.class, cls));
    }
    this.#solver.addLoad(column('to'), object, column('name'), column('site'));
  }

  #bindOutside(at: number): void {
    const { program, hierarchy, graph } = this.#solver;
    const column = (field: keyof typeof operand) => this.#solver.operand(at, operand[field]);
    const [site, outside] = [column('site'), column('outside')];
    if (site === -1) return;
    const file = program.fileOfSite[site]!;
    const isOutside = this.#solver.exports.throughWildcards(file, outside).length === 0;
    if (isOutside && hierarchy.hasUnknownBase(program.wholeClass[column('class')]!)) {
      return graph.add(column('to'), value(valueKinds.foreign, 0));
    }
    program.sites[site * siteStride + siteField.receiver] = -1;
    program.sites[site * siteStride + siteField.name] = outside;
    bindFreeName(this.#solver, column('to'), outside, file);
  }

  #has(cls: number, name: number): boolean {
    const { hierarchy, members } = this.#solver;
    return hierarchy.order(cls).some((above) => members.on(above, name) !== undefined);
  }

  #outer(cls: number): number {
    const { classes, wholeClass } = this.#solver.program;
    const outer = classes[cls * classStride + classField.outer]!;
    return outer === -1 ? -1 : wholeClass[outer]!;
  }
}
