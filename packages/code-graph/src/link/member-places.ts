import type { Heap } from './heap.ts';
import type { Members } from './members.ts';
import type { Program } from './program.ts';
import type { Solver } from './solver.ts';

/** Overriding members that one look-up on an open receiver may reach; beyond, only the declared one. */
const dispatchMax = 16;

/** The slots that a look-up of a member reads. */
interface Places {
  readonly slots: number[];
  /** Whether a class has the member, so that nothing else is meant. */
  isFound: boolean;
  /** Whether too many classes below have it. */
  isCut: boolean;
}

/**
 * Where a look-up of a member ends: the nearest of the class or above it, and on an open receiver what overrides
 * that below. It is the same for whoever looks, once the hierarchy is known, so it is found once.
 */
export class MemberPlaces {
  readonly #solver: Solver;
  readonly #program: Program;
  readonly #heap: Heap;
  readonly #members: Members;
  readonly #instantiator: number;
  /** By twice the class and one more where those below it are meant, too; then by name. */
  readonly #instancePlaces: (Map<number, Places> | undefined)[] = [];
  readonly #classPlaces: (Map<number, Places> | undefined)[] = [];

  /** @param instantiator the member that every class has for making its instances, or -1. */
  constructor(solver: Solver, instantiator: number) {
    this.#solver = solver;
    this.#program = solver.program;
    this.#heap = solver.heap;
    this.#members = solver.members;
    this.#instantiator = instantiator;
  }

  /** Where a member of an instance may be. */
  onInstance(entity: number, name: number, isOpen: boolean): Places {
    const known = (this.#instancePlaces[2 * entity + (isOpen ? 1 : 0)] ??= new Map<number, Places>());
    let places = known.get(name);
    if (places === undefined) {
      places = this.#findOnInstance(entity, name, isOpen);
      known.set(name, places);
    }
    return places;
  }

  #findOnInstance(entity: number, name: number, isOpen: boolean): Places {
    const { sharesClassFields, sharesFieldsBelow } = this.#program.family;
    const places: Places = { slots: [], isFound: false, isCut: false };
    const found: number[] = [];
    for (const cls of this.#solver.hierarchy.instanceOrder(entity)) {
      places.slots.push(this.#heap.instanceField(cls, name));
      if (sharesClassFields === true) places.slots.push(this.#heap.staticField(cls, name));
      if (this.#isLast(cls, this.#members.onInstance(cls, name), found, places)) break;
    }
    const find = (cls: number) => this.#members.onInstance(cls, name);
    if (isOpen && !this.#isClosed(entity, name)) this.#dispatch(entity, found, find, places);
    if (isOpen && sharesFieldsBelow === true) places.slots.push(this.#heap.fieldBelow(entity, name));
    places.isFound = found.length > 0;
    return places;
  }

  /** Whether the class has the member, and none below can override it. */
  #isClosed(cls: number, name: number): boolean {
    if (!this.#members.hasClosed) return false;
    let isFound = false;
    for (const above of this.#solver.hierarchy.order(cls)) {
      for (const row of this.#members.onInstance(above, name) ?? []) {
        if (!this.#members.isClosed(row)) return false;
        isFound = true;
      }
    }
    return isFound;
  }

  /** The same for a member of a class itself. */
  onClass(cls: number, name: number, isOpen: boolean): Places {
    const known = (this.#classPlaces[2 * cls + (isOpen ? 1 : 0)] ??= new Map<number, Places>());
    let places = known.get(name);
    if (places === undefined) {
      places = this.#findOnClass(cls, name, isOpen);
      known.set(name, places);
    }
    return places;
  }

  #findOnClass(cls: number, name: number, isOpen: boolean): Places {
    const places: Places = { slots: [], isFound: false, isCut: false };
    const found: number[] = [];
    for (const { cls: above, place } of this.#solver.hierarchy.classOrder(cls)) {
      if (place === 'class') places.slots.push(this.#heap.staticField(above, name));
      const rows =
        place === 'class' ? this.#members.onClass(above, name) : this.#members.onInstance(above, name);
      if (this.#isLast(above, rows, found, places)) break;
    }
    places.isFound = found.length > 0;
    const isInstantiator = !places.isFound && name === this.#instantiator;
    if (isOpen && !isInstantiator)
      this.#dispatch(cls, found, (below) => this.#members.onClass(below, name), places);
    return places;
  }

  /** Takes what a class has of the name. @returns whether the look-up ends there. */
  #isLast(cls: number, rows: readonly number[] | undefined, found: number[], places: Places): boolean {
    if (rows === undefined) return false;
    const { overloads, hierarchy } = this.#solver;
    const isOneOfSeveral = hierarchy.isImplementation(cls);
    if (found.length > 0 && !isOneOfSeveral && overloads?.goesOn(rows) !== true) return false;
    for (const row of overloads?.unhidden(found, rows) ?? rows) {
      places.slots.push(this.#solver.memberSlot(row));
      found.push(row);
    }
    return !isOneOfSeveral && overloads?.goesOn(rows) !== true;
  }

  /** @param declared the rows that classes below may override. */
  #dispatch(
    cls: number,
    declared: readonly number[],
    find: (cls: number) => readonly number[] | undefined,
    places: Places,
  ): void {
    const { overloads, hierarchy } = this.#solver;
    const isMeant = (row: number) =>
      overloads === null ||
      declared.length === 0 ||
      declared.some((above) => overloads.overrides(row, above));
    const found = new Set<number>();
    for (const below of hierarchy.below(cls)) {
      for (const row of find(below) ?? this.#implementation(cls, below, declared, find))
        if (isMeant(row)) found.add(row);
      if (found.size > dispatchMax) {
        places.isCut = true;
        return;
      }
    }
    for (const row of found) places.slots.push(this.#solver.memberSlot(row));
  }

  /**
   * What a class has from another class above it: for a member of its interface, and for one that a mixin
   * uses but does not have.
   */
  #implementation(
    shape: number,
    cls: number,
    declared: readonly number[],
    find: (cls: number) => readonly number[] | undefined,
  ): readonly number[] {
    const { hierarchy } = this.#solver;
    if (declared.length > 0 && !hierarchy.isInterface(shape)) return [];
    for (const above of hierarchy.implementationOrder(cls)) {
      const rows = find(above);
      if (rows !== undefined) return above === shape ? [] : rows;
    }
    return [];
  }
}
