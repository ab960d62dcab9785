import { siteField, siteKinds, siteStride } from '../facts/facts.ts';
import type { ExportTable } from './exports.ts';
import type { FlowGraph } from './graph.ts';
import type { Heap } from './heap.ts';
import type { Members } from './members.ts';
import type { Program } from './program.ts';
import type { Solver } from './solver.ts';
import { indexOf, kindOf, type Value, value, valueKinds } from './values.ts';

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

/** Where members are found and kept: on modules, instances, classes, functions and literals. */
export class MemberAccess {
  readonly #solver: Solver;
  readonly #program: Program;
  readonly #graph: FlowGraph;
  readonly #heap: Heap;
  readonly #members: Members;
  readonly #exports: ExportTable;
  readonly #prototype: number;
  readonly #proto: number;
  readonly #classMember: number;
  readonly #instantiator: number;
  readonly #functionCall: number;
  readonly #prototypeMembers: (Map<number, number> | undefined)[] = [];
  /** Look-ups `(to, name)` on objects that have no prototype yet, in programs where any object has one. */
  readonly #prototypeLoads: (number[] | undefined)[] = [];
  #hasPrototypes = false;
  /** By twice the class and one more where those below it are meant, too; then by name. */
  readonly #instancePlaces: (Map<number, Places> | undefined)[] = [];
  readonly #classPlaces: (Map<number, Places> | undefined)[] = [];

  constructor(solver: Solver) {
    const { family, names } = solver.program;
    this.#solver = solver;
    this.#program = solver.program;
    this.#graph = solver.graph;
    this.#heap = solver.heap;
    this.#members = solver.members;
    this.#exports = solver.exports;
    this.#prototype = names.of('prototype');
    this.#proto = names.of('__proto__');
    const numberOf = (member: string | undefined) => (member === undefined ? -1 : names.of(member));
    this.#classMember = numberOf(family.classMember);
    this.#instantiator = numberOf(family.instantiator);
    this.#functionCall = numberOf(family.functionCall);
  }

  /** A member of this name is stored somewhere in the program. */
  noteStore(name: number): void {
    if (name === this.#proto) this.#hasPrototypes = true;
  }

  /** A `load` operation acts on a value; before the hierarchy is known only names and modules move. */
  load(at: number, v: Value, isTyped: boolean): void {
    const [to, name, site] = [
      this.#solver.operand(at, 0),
      this.#solver.operand(at, 2),
      this.#solver.operand(at, 3),
    ];
    const index = indexOf(v);
    switch (kindOf(v)) {
      case valueKinds.module:
        return this.#loadFromModule(to, index, name);
      case valueKinds.external:
      case valueKinds.foreign:
        return this.#graph.add(to, v);
      case valueKinds.outside:
        if (isTyped) this.#copyRows(to, this.#solver.extensions.ofOutside(index, name));
        return this.#graph.add(to, value(valueKinds.foreign, 0));
      case valueKinds.library:
        return this.#loadFromLibrary(to, index, name);
      default:
    }
    if (!isTyped) return this.#loadOwnClassMember(to, v, name);
    this.#readTypeArguments(at, v);
    switch (kindOf(v)) {
      case valueKinds.arguments:
        return this.#graph.copy(to, this.#heap.objectField(index, name));
      case valueKinds.instanceExact:
      case valueKinds.prototype:
        return this.#loadFromInstance(to, index, name, site, false);
      case valueKinds.instance:
        return this.#loadFromInstance(to, index, name, site, true);
      case valueKinds.classExact:
        return this.#loadFromClass(to, index, name, site, false);
      case valueKinds.class:
        return this.#loadFromClass(to, index, name, site, true);
      case valueKinds.object:
        return this.#loadFromObject(to, index, name);
      case valueKinds.function:
        return this.#loadFromFunction(to, index, name);
      default:
    }
  }

  #readTypeArguments(at: number, held: Value): void {
    const kind = kindOf(held);
    if (kind !== valueKinds.instance && kind !== valueKinds.instanceExact) return;
    if (!this.#heap.isClass(indexOf(held))) return;
    const [to, holder] = [this.#solver.operand(at, 0), this.#solver.operand(at, 1)];
    this.#solver.typeArguments.read(to, holder, indexOf(held), this.#solver.operand(at, 2));
  }

  #loadFromModule(to: number, module: number, name: number): void {
    const rows = this.#exports.find(module, name);
    for (const row of rows) this.#graph.copy(to, this.#exports.exportSlot(row));
    if (rows.length > 0) return;
    const submodule = this.#exports.submodule(module, this.#program.names.texts[name]!);
    if (submodule !== -1) this.#graph.add(to, value(valueKinds.module, submodule));
  }

  #loadFromLibrary(to: number, library: number, name: number): void {
    const { names, family } = this.#program;
    const path = `${names.texts[library]!}.${names.texts[name]!}`;
    const isKnown = Object.hasOwn(family.libraryFunctions, path);
    if (isKnown || Object.hasOwn(family.libraryResults ?? {}, path)) {
      this.#graph.add(to, value(valueKinds.library, names.of(path)));
    } else if (family.overloading !== undefined) this.#graph.add(to, value(valueKinds.foreign, 0));
  }

  /** Before the hierarchy is known: classes in or on a class or function, for bases and annotations. */
  #loadOwnClassMember(to: number, v: Value, name: number): void {
    if (kindOf(v) === valueKinds.function)
      return this.#graph.copy(to, this.#heap.staticField(this.#heap.entityOfFunction(indexOf(v)), name));
    if (kindOf(v) !== valueKinds.classExact) return;
    this.#graph.copy(to, this.#heap.staticField(indexOf(v), name));
    for (const row of this.#members.onClass(indexOf(v), name) ?? [])
      this.#graph.copy(to, this.#solver.memberSlot(row));
  }

  #loadFromInstance(to: number, entity: number, name: number, site: number, isOpen: boolean): void {
    if (!this.#heap.isClass(entity)) {
      this.#graph.copy(to, this.#heap.instanceField(entity, name));
      const fn = this.#heap.functionOfEntity(entity);
      const prototype = this.#heap.staticField(this.#heap.entityOfFunction(fn), this.#prototype);
      return this.#graph.copy(to, this.#above(prototype, name));
    }
    if (name === this.#classMember) {
      return this.#graph.add(to, value(isOpen ? valueKinds.class : valueKinds.classExact, entity));
    }
    const places = this.#placesOnInstance(entity, name, isOpen);
    for (const slot of places.slots) this.#graph.copy(to, slot);
    if (places.isCut) this.#solver.cut(site);
    if (places.isFound) return;
    this.#copyRows(to, this.#solver.extensions.ofClass(entity, name));
    this.#loadMissing(to, entity, site, 'instance');
  }

  /** Where a member of an instance may be: the same for whoever looks it up, once the hierarchy is known. */
  #placesOnInstance(entity: number, name: number, isOpen: boolean): Places {
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

  /** What a class does not have may be in one above it that is not ours. */
  #loadOutside(to: number, cls: number): void {
    if (this.#program.family.knowsOutside !== true || !this.#solver.hierarchy.hasUnknownBase(cls)) return;
    this.#graph.add(to, value(valueKinds.foreign, 0));
  }

  /** What runs where a member is called that the class is known not to have. */
  #loadMissing(to: number, cls: number, site: number, place: 'instance' | 'class'): void {
    const { hierarchy } = this.#solver;
    const { sites, family } = this.#program;
    this.#loadOutside(to, cls);
    if (family.missingMembers === undefined || site === -1 || hierarchy.hasUnknownBase(cls)) return;
    if (sites[site * siteStride + siteField.kind] !== siteKinds.call) return;
    const name = this.#program.names.of(family.missingMembers[place]);
    for (const above of hierarchy.order(cls)) {
      const rows = this.#members.on(above, name) ?? [];
      for (const row of rows) this.#graph.copy(to, this.#solver.memberSlot(row));
      if (rows.length > 0) return;
    }
  }

  #loadFromClass(to: number, cls: number, name: number, site: number, isOpen: boolean): void {
    if (name === this.#prototype) return this.#graph.add(to, value(valueKinds.prototype, cls));
    const places = this.#placesOnClass(cls, name, isOpen);
    for (const slot of places.slots) this.#graph.copy(to, slot);
    if (!places.isFound && name === this.#instantiator) {
      return this.#graph.add(to, value(isOpen ? valueKinds.class : valueKinds.classExact, cls));
    }
    if (places.isCut) this.#solver.cut(site);
    if (!places.isFound) this.#loadMissing(to, cls, site, 'class');
  }

  /** The same for a member of a class itself. */
  #placesOnClass(cls: number, name: number, isOpen: boolean): Places {
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

  #copyRows(to: number, rows: readonly number[]): void {
    for (const row of rows) this.#graph.copy(to, this.#solver.memberSlot(row));
  }

  #loadFromObject(to: number, object: number, name: number): void {
    this.#copyRows(to, this.#solver.extensions.ofContainer(name));
    this.#graph.copy(to, this.#heap.objectField(object, name));
    if (isIndex(this.#program.names.texts[name]!)) this.#graph.copy(to, this.#heap.elements(object));
    if (!this.#hasPrototypes || name === this.#proto) return;
    if (this.#heap.hasObjectField(object, this.#proto)) this.#loadAbove(to, object, name);
    else (this.#prototypeLoads[object] ??= []).push(to, name);
  }

  #loadAbove(to: number, object: number, name: number): void {
    this.#graph.copy(to, this.#above(this.#heap.objectField(object, this.#proto), name));
  }

  /** Looks above the object for what was looked up on it before it had a prototype. */
  #givePrototype(object: number): void {
    const loads = this.#prototypeLoads[object];
    if (loads === undefined) return;
    this.#prototypeLoads[object] = undefined;
    for (let i = 0; i < loads.length; i += 2) this.#loadAbove(loads[i]!, object, loads[i + 1]!);
  }

  /**
   * The member of what a prototype slot holds. One look-up serves all who ask, so that prototypes that
   * form a circle (an object spread into itself) come to an end.
   */
  #above(prototype: number, name: number): number {
    const members = (this.#prototypeMembers[prototype] ??= new Map<number, number>());
    let slot = members.get(name);
    if (slot === undefined) {
      slot = this.#graph.newSlot();
      members.set(name, slot);
      this.#solver.addLoad(slot, prototype, name);
    }
    return slot;
  }

  /** Reads an element under a key that is known when the program is written. */
  loadItem(to: number, key: number, v: Value): void {
    const kind = kindOf(v);
    if (kind === valueKinds.external || kind === valueKinds.foreign) this.#graph.add(to, v);
    if (kind !== valueKinds.object) return;
    this.#graph.copy(to, this.#heap.objectField(indexOf(v), key));
    this.#graph.copy(to, this.#heap.elements(indexOf(v)));
  }

  #loadFromFunction(to: number, fn: number, name: number): void {
    const { functional } = this.#solver;
    if (name === this.#functionCall || functional.isMethodName(name))
      return this.#graph.add(to, value(valueKinds.function, fn));
    const entity = this.#heap.entityOfFunction(fn);
    if (name === this.#prototype) this.#graph.add(to, value(valueKinds.prototype, entity));
    this.#graph.copy(to, this.#heap.staticField(entity, name));
  }

  /** Whose field a store on an instance reaches: a promoted field is the embedded class's own. */
  #holderOf(entity: number, name: number): number {
    if (this.#program.family.isStructural !== true || !this.#heap.isClass(entity)) return entity;
    const order = this.#solver.hierarchy.order(entity);
    return order.find((cls) => this.#members.onInstance(cls, name) !== undefined) ?? entity;
  }

  /** The field that a store on an instance reaches; it takes what the class declares it to hold. */
  #fieldOf(entity: number, name: number): number {
    const field = this.#heap.instanceField(this.#holderOf(entity, name), name);
    if (!this.#heap.isClass(entity) || this.#graph.isRestricted(field)) return field;
    for (const cls of this.#solver.hierarchy.order(entity)) {
      const [row] = this.#members.onInstance(cls, name) ?? [];
      if (row === undefined) continue;
      this.#graph.restrictLike(field, this.#solver.memberSlot(row));
      break;
    }
    return field;
  }

  /** The classes above see in their receiver what is stored in one of theirs. */
  #storeBelow(entity: number, name: number, from: number): void {
    if (this.#program.family.sharesFieldsBelow !== true || !this.#heap.isClass(entity)) return;
    for (const above of this.#solver.hierarchy.order(entity)) {
      if (above !== entity) this.#graph.copy(this.#heap.fieldBelow(above, name), from);
    }
  }

  /** Before the hierarchy is known: `A.B = C`. */
  storeEarly(name: number, from: number, v: Value): void {
    const kind = kindOf(v);
    if (kind === valueKinds.classExact || kind === valueKinds.function) this.store(name, from, v);
  }

  store(name: number, from: number, v: Value): void {
    const index = indexOf(v);
    switch (kindOf(v)) {
      case valueKinds.instanceExact:
      case valueKinds.instance:
        this.#storeBelow(index, name, from);
        return this.#graph.copy(this.#fieldOf(index, name), from);
      case valueKinds.prototype:
        if (from === -1) return;
        this.#graph.copy(this.#heap.instanceField(index, name), from);
        return this.#solver.addReceiver(from, index);
      case valueKinds.classExact:
      case valueKinds.class:
        return this.#graph.copy(this.#heap.staticField(index, name), from);
      case valueKinds.function:
        return this.#graph.copy(this.#heap.staticField(this.#heap.entityOfFunction(index), name), from);
      case valueKinds.arguments:
        return this.#graph.copy(this.#heap.objectField(index, name), from);
      case valueKinds.object:
        this.#graph.copy(this.#heap.objectField(index, name), from);
        if (name === this.#proto) this.#givePrototype(index);
        return;
      default:
    }
  }
}

function isIndex(text: string): boolean {
  const first = text.charCodeAt(0);
  return first >= 48 && first <= 57;
}
