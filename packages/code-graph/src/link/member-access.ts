import { siteField, siteKinds, siteStride } from '../facts/facts.ts';
import type { ExportTable } from './exports.ts';
import type { FlowGraph } from './graph.ts';
import type { Heap } from './heap.ts';
import { MemberPlaces } from './member-places.ts';
import type { Members } from './members.ts';
import type { Program } from './program.ts';
import type { Prototypes } from './prototypes.ts';
import type { Solver } from './solver.ts';
import { indexOf, kindOf, type Value, value, valueKinds } from './values.ts';

/** What reading a member gives: on modules, instances, classes, functions and literals. */
export class MemberAccess {
  readonly #solver: Solver;
  readonly #program: Program;
  readonly #graph: FlowGraph;
  readonly #heap: Heap;
  readonly #members: Members;
  readonly #exports: ExportTable;
  readonly #prototype: number;
  readonly #classMember: number;
  readonly #instantiator: number;
  readonly #functionCall: number;
  readonly #prototypes: Prototypes;
  readonly #places: MemberPlaces;

  constructor(solver: Solver, prototypes: Prototypes) {
    const { family, names } = solver.program;
    this.#solver = solver;
    this.#program = solver.program;
    this.#graph = solver.graph;
    this.#heap = solver.heap;
    this.#members = solver.members;
    this.#exports = solver.exports;
    this.#prototype = names.of('prototype');
    const numberOf = (member: string | undefined) => (member === undefined ? -1 : names.of(member));
    this.#classMember = numberOf(family.classMember);
    this.#instantiator = numberOf(family.instantiator);
    this.#functionCall = numberOf(family.functionCall);
    this.#prototypes = prototypes;
    this.#places = new MemberPlaces(solver, this.#instantiator);
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
      return this.#graph.copy(to, this.#prototypes.above(prototype, name));
    }
    if (name === this.#classMember) {
      return this.#graph.add(to, value(isOpen ? valueKinds.class : valueKinds.classExact, entity));
    }
    const places = this.#places.onInstance(entity, name, isOpen);
    for (const slot of places.slots) this.#graph.copy(to, slot);
    if (places.isCut) this.#solver.cut(site);
    if (places.isFound) return;
    this.#copyRows(to, this.#solver.extensions.ofClass(entity, name));
    this.#loadMissing(to, entity, site, 'instance');
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
    const places = this.#places.onClass(cls, name, isOpen);
    for (const slot of places.slots) this.#graph.copy(to, slot);
    if (!places.isFound && name === this.#instantiator) {
      return this.#graph.add(to, value(isOpen ? valueKinds.class : valueKinds.classExact, cls));
    }
    if (places.isCut) this.#solver.cut(site);
    if (!places.isFound) this.#loadMissing(to, cls, site, 'class');
  }

  #copyRows(to: number, rows: readonly number[]): void {
    for (const row of rows) this.#graph.copy(to, this.#solver.memberSlot(row));
  }

  #loadFromObject(to: number, object: number, name: number): void {
    this.#copyRows(to, this.#solver.extensions.ofContainer(name));
    this.#graph.copy(to, this.#heap.objectField(object, name));
    if (isIndex(this.#program.names.texts[name]!)) this.#graph.copy(to, this.#heap.elements(object));
    this.#prototypes.load(to, object, name);
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
}

function isIndex(text: string): boolean {
  const first = text.charCodeAt(0);
  return first >= 48 && first <= 57;
}
