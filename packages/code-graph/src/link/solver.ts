import { importField, importStride, memberField, memberStride, opcodes, receivers } from '../facts/facts.ts';
import type { Modules } from '../languages/language.ts';
import { Calls } from './calls.ts';
import { ExportTable } from './exports.ts';
import { FlowGraph } from './graph.ts';
import { Heap } from './heap.ts';
import { Hierarchy, Members } from './hierarchy.ts';
import { functionColumn, operationLength, type Program } from './program.ts';
import { restrictToDeclaredTypes } from './declared.ts';
import { seedReceivers } from './receivers.ts';
import { indexOf, kindOf, type Value, value, valueKinds } from './values.ts';

/** Overriding members that one look-up on an open receiver may reach; beyond, only the declared one. */
const dispatchMax = 16;

/** What linking found; see `solve`. */
export interface Solution {
  readonly program: Program;
  readonly graph: FlowGraph;
  readonly exports: ExportTable;
  readonly hierarchy: Hierarchy;
  readonly members: Members;
  /** The member row of the constructor that calling a class runs, or -1. */
  constructorOf(cls: number): number;
  /** Sites whose receiver had too many possible targets. */
  readonly cutSites: ReadonlySet<number>;
  /** Calls made by the library on behalf of a site: callbacks of containers and timers. */
  readonly callbacks: readonly { readonly site: number; readonly slot: number }[];
}

/**
 * Computes what every slot of the program may hold.
 *
 * First names: functions, classes, modules and imports move along copies and module members only, so
 * that the bases of classes become known. Then the class hierarchy is fixed, declared types restrict
 * their slots, and everything else moves: instances, members, calls, containers. Both steps end when
 * nothing changes; the result depends on the facts and the order of files, not on time.
 */
export function solve(program: Program, modules: Modules): Solution {
  return new Solver(program, modules).run();
}

export class Solver {
  readonly program: Program;
  readonly graph: FlowGraph;
  readonly heap: Heap;
  readonly exports: ExportTable;
  readonly members: Members;
  hierarchy!: Hierarchy;
  readonly #calls: Calls;
  readonly #cutSites = new Set<number>();
  readonly #prototype: number;
  readonly #proto: number;
  readonly #classMember: number;
  readonly #prototypeMembers: (Map<number, number> | undefined)[] = [];
  /** Look-ups `(to, name)` on objects that have no prototype yet, in programs where any object has one. */
  readonly #prototypeLoads: (number[] | undefined)[] = [];
  #hasPrototypes = false;
  #isTyped = false;
  #operations: Int32Array;
  #operationsEnd: number;
  readonly #act = (operation: number, v: Value): void => this.#apply(operation, v);

  constructor(program: Program, modules: Modules) {
    this.program = program;
    this.graph = new FlowGraph(program.totals.slots);
    this.heap = new Heap(program, this.graph);
    this.exports = new ExportTable(program, modules);
    this.members = new Members(program);
    this.#prototype = program.names.of('prototype');
    this.#proto = program.names.of('__proto__');
    const { classMember } = program.family;
    this.#classMember = classMember === undefined ? -1 : program.names.of(classMember);
    this.#operationsEnd = program.operations.length;
    this.#operations = new Int32Array(this.#operationsEnd + 4096);
    this.#operations.set(program.operations);
    this.#calls = new Calls(this);
  }

  run(): Solution {
    const { program, graph } = this;
    this.#seed();
    this.#bindImports();
    graph.run(this.#act);
    this.hierarchy = new Hierarchy(program, (slot) => graph.values(slot));
    this.#isTyped = true;
    restrictToDeclaredTypes(this);
    seedReceivers(this);
    this.#replay();
    graph.run(this.#act);
    return {
      program,
      graph,
      exports: this.exports,
      hierarchy: this.hierarchy,
      members: this.members,
      constructorOf: (cls) => this.#calls.constructorOf(cls),
      cutSites: this.#cutSites,
      callbacks: this.#calls.callbacks,
    };
  }

  /** Makes a member look-up on whatever the slot holds. */
  addLoad(to: number, object: number, name: number): void {
    this.#addOperation(object, opcodes.load, to, object, name, -1);
  }

  /** Has any element of what `container` holds reach `to`. */
  addElement(to: number, container: number): void {
    this.#addOperation(container, opcodes.element, to, container);
  }

  /** Makes a call by the library: `callee` with one argument. */
  addCall(result: number, callee: number, argument: number): void {
    this.#addOperation(callee, opcodes.call, result, callee, -1, -1, 0, 1, argument, -1);
  }

  /** Has functions that reach the slot take instances of the entity as their receiver. */
  addReceiver(slot: number, entity: number): void {
    this.#addOperation(slot, receiveOpcode, slot, entity);
  }

  cut(site: number): void {
    if (site !== -1) this.#cutSites.add(site);
  }

  operand(operation: number, index: number): number {
    return this.#operations[operation + 1 + index]!;
  }

  memberSlot(row: number): number {
    return this.program.members[row * memberStride + memberField.slot]!;
  }

  #seed(): void {
    let file = 0;
    let fileEnd = this.program.files[0]?.facts.operations.length ?? 0;
    for (let at = 0; at < this.program.operations.length; at += operationLength(this.#operations, at)) {
      while (at >= fileEnd) fileEnd += this.program.files[++file]!.facts.operations.length;
      this.#seedOperation(at, file);
    }
  }

  #seedOperation(at: number, file: number): void {
    const { graph } = this;
    const [first, second] = [this.#operations[at + 1]!, this.#operations[at + 2]!];
    switch (this.#operations[at]!) {
      case opcodes.copy:
        return graph.copy(first, second);
      case opcodes.function:
        return graph.add(first, value(valueKinds.function, second));
      case opcodes.class:
        return graph.add(first, value(valueKinds.classExact, second));
      case opcodes.object:
        return graph.add(first, value(valueKinds.object, second));
      case opcodes.free:
        return this.#seedFree(first, second, file);
      case opcodes.store:
        if (second === this.#proto) this.#hasPrototypes = true;
        return graph.watch(first, at * 2);
      case opcodes.put:
        return graph.watch(first, at * 2);
      case opcodes.load:
      case opcodes.item:
      case opcodes.element:
      case opcodes.instance:
      case opcodes.declare:
        return graph.watch(second, at * 2);
      case opcodes.call:
        return this.#calls.seed(at);
      default:
    }
  }

  #seedFree(slot: number, name: number, file: number): void {
    const rows = this.exports.throughWildcards(file, name);
    for (const row of rows) this.graph.copy(slot, this.exports.exportSlot(row));
    if (rows.length > 0) return;
    this.graph.add(slot, value(valueKinds.library, name));
  }

  #bindImports(): void {
    const { program } = this;
    for (let row = 0; row < program.totals.imports; row++) {
      this.#bindImport(row, program.importedModule[row]!);
    }
  }

  #bindImport(row: number, module: number): void {
    const { program, graph, exports } = this;
    const slot = program.imports[row * importStride + importField.slot]!;
    if (module === -1) return graph.add(slot, value(valueKinds.external, row));
    const name = program.imports[row * importStride + importField.name]!;
    const text = program.names.texts[name]!;
    const whole = exports.wholeOf(module);
    if (text === '*') {
      graph.add(slot, value(valueKinds.module, module));
      for (const exported of whole) graph.copy(slot, exports.exportSlot(exported));
      return;
    }
    const found = exports.findImported(row, module, name);
    for (const exported of found) graph.copy(slot, exports.exportSlot(exported));
    if (found.length > 0) return;
    const submodule = exports.submodule(module, text);
    if (submodule !== -1) return graph.add(slot, value(valueKinds.module, submodule));
    for (const exported of whole) {
      if (text === 'default') graph.copy(slot, exports.exportSlot(exported));
      else this.addLoad(slot, exports.exportSlot(exported), name);
    }
    if (text === 'default' && whole.length === 0) graph.add(slot, value(valueKinds.module, module));
  }

  /** Acts again on what moved before the hierarchy was known. */
  #replay(): void {
    const { graph } = this;
    const end = graph.slotCount;
    for (let slot = 0; slot < end; slot++) {
      const held = graph.values(slot);
      if (held.length === 0) continue;
      for (const operation of graph.watchers(slot).slice()) {
        for (const v of held.slice()) this.#apply(operation, v);
      }
    }
  }

  #addOperation(slot: number, ...words: readonly number[]): void {
    const at = this.#operationsEnd;
    if (at + words.length > this.#operations.length) {
      const larger = new Int32Array(this.#operations.length * 2);
      larger.set(this.#operations);
      this.#operations = larger;
    }
    this.#operations.set(words, at);
    this.#operationsEnd += words.length;
    this.graph.watchNow(slot, at * 2, this.#act);
  }

  #apply(watcher: number, v: Value): void {
    const at = watcher >> 1;
    const opcode = this.#operations[at]!;
    if (opcode === opcodes.load) return this.#load(at, v);
    if (!this.#isTyped) return;
    switch (opcode) {
      case opcodes.call:
        return (watcher & 1) === 1 ? this.#calls.onReceiver(at, v) : this.#calls.onCallee(at, v);
      case opcodes.store:
        return this.#store(this.operand(at, 1), this.operand(at, 2), v);
      case opcodes.item:
        return this.#loadItem(this.operand(at, 0), this.operand(at, 2), v);
      case opcodes.element:
        if (kindOf(v) === valueKinds.object)
          this.graph.copy(this.operand(at, 0), this.heap.anything(indexOf(v)));
        return;
      case opcodes.put:
        if (kindOf(v) === valueKinds.object)
          this.graph.copy(this.heap.elements(indexOf(v)), this.operand(at, 1));
        return;
      case opcodes.instance:
        return this.#instance(this.operand(at, 0), v);
      case receiveOpcode:
        return this.#receive(this.operand(at, 1), v);
      default:
    }
  }

  #instance(to: number, type: Value): void {
    const kind = kindOf(type);
    if (kind === valueKinds.classExact || kind === valueKinds.class) {
      this.graph.add(to, value(valueKinds.instance, indexOf(type)));
    } else if (kind === valueKinds.function) {
      this.graph.add(to, value(valueKinds.instance, this.heap.entityOfFunction(indexOf(type))));
    }
  }

  #receive(entity: number, v: Value): void {
    if (kindOf(v) !== valueKinds.function) return;
    const fn = indexOf(v);
    if (functionColumn(this.program, fn, 'receiver') !== receivers.dynamic) return;
    this.graph.add(functionColumn(this.program, fn, 'thisSlot'), value(valueKinds.instance, entity));
  }

  #load(at: number, v: Value): void {
    const [to, name, site] = [this.operand(at, 0), this.operand(at, 2), this.operand(at, 3)];
    const index = indexOf(v);
    switch (kindOf(v)) {
      case valueKinds.module:
        return this.#loadFromModule(to, index, name);
      case valueKinds.external:
      case valueKinds.foreign:
        return this.graph.add(to, v);
      case valueKinds.library:
        return this.#loadFromLibrary(to, index, name);
      default:
    }
    if (!this.#isTyped) return this.#loadOwnClassMember(to, v, name);
    switch (kindOf(v)) {
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

  #loadFromModule(to: number, module: number, name: number): void {
    const rows = this.exports.find(module, name);
    for (const row of rows) this.graph.copy(to, this.exports.exportSlot(row));
    if (rows.length > 0) return;
    const submodule = this.exports.submodule(module, this.program.names.texts[name]!);
    if (submodule !== -1) this.graph.add(to, value(valueKinds.module, submodule));
  }

  #loadFromLibrary(to: number, library: number, name: number): void {
    const { names, family } = this.program;
    const path = `${names.texts[library]!}.${names.texts[name]!}`;
    if (Object.hasOwn(family.libraryFunctions, path)) {
      this.graph.add(to, value(valueKinds.library, names.of(path)));
    }
  }

  /** Before the hierarchy is known: classes nested in a class, for bases and annotations. */
  #loadOwnClassMember(to: number, v: Value, name: number): void {
    if (kindOf(v) !== valueKinds.classExact) return;
    for (const row of this.members.onClass(indexOf(v), name) ?? []) this.graph.copy(to, this.memberSlot(row));
  }

  #loadFromInstance(to: number, entity: number, name: number, site: number, isOpen: boolean): void {
    if (!this.heap.isClass(entity)) {
      this.graph.copy(to, this.heap.instanceField(entity, name));
      const fn = this.heap.functionOfEntity(entity);
      const prototype = this.heap.staticField(this.heap.entityOfFunction(fn), this.#prototype);
      return this.graph.copy(to, this.#above(prototype, name));
    }
    if (name === this.#classMember) {
      return this.graph.add(to, value(isOpen ? valueKinds.class : valueKinds.classExact, entity));
    }
    const { sharesClassFields } = this.program.family;
    for (const cls of this.hierarchy.order(entity)) {
      this.graph.copy(to, this.heap.instanceField(cls, name));
      if (sharesClassFields === true) this.graph.copy(to, this.heap.staticField(cls, name));
      const rows = this.members.onInstance(cls, name);
      if (rows === undefined) continue;
      for (const row of rows) this.graph.copy(to, this.memberSlot(row));
      break;
    }
    if (isOpen) this.#dispatch(to, entity, site, (cls) => this.members.onInstance(cls, name));
  }

  #loadFromClass(to: number, cls: number, name: number, site: number, isOpen: boolean): void {
    if (name === this.#prototype) return this.graph.add(to, value(valueKinds.prototype, cls));
    for (const above of this.hierarchy.order(cls)) {
      this.graph.copy(to, this.heap.staticField(above, name));
      const rows = this.members.onClass(above, name);
      if (rows === undefined) continue;
      for (const row of rows) this.graph.copy(to, this.memberSlot(row));
      break;
    }
    if (isOpen) this.#dispatch(to, cls, site, (below) => this.members.onClass(below, name));
  }

  #dispatch(
    to: number,
    cls: number,
    site: number,
    find: (cls: number) => readonly number[] | undefined,
  ): void {
    const found: number[] = [];
    for (const below of this.hierarchy.below(cls)) {
      const rows = find(below);
      if (rows !== undefined) found.push(...rows);
      if (found.length > dispatchMax) return this.cut(site);
    }
    for (const row of found) this.graph.copy(to, this.memberSlot(row));
  }

  #loadFromObject(to: number, object: number, name: number): void {
    this.graph.copy(to, this.heap.objectField(object, name));
    if (isIndex(this.program.names.texts[name]!)) this.graph.copy(to, this.heap.elements(object));
    if (!this.#hasPrototypes || name === this.#proto) return;
    if (this.heap.hasObjectField(object, this.#proto)) this.#loadAbove(to, object, name);
    else (this.#prototypeLoads[object] ??= []).push(to, name);
  }

  #loadAbove(to: number, object: number, name: number): void {
    this.graph.copy(to, this.#above(this.heap.objectField(object, this.#proto), name));
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
      slot = this.graph.newSlot();
      members.set(name, slot);
      this.addLoad(slot, prototype, name);
    }
    return slot;
  }

  #loadItem(to: number, key: number, v: Value): void {
    const kind = kindOf(v);
    if (kind === valueKinds.external || kind === valueKinds.foreign) this.graph.add(to, v);
    if (kind !== valueKinds.object) return;
    this.graph.copy(to, this.heap.objectField(indexOf(v), key));
    this.graph.copy(to, this.heap.elements(indexOf(v)));
  }

  #loadFromFunction(to: number, fn: number, name: number): void {
    const entity = this.heap.entityOfFunction(fn);
    if (name === this.#prototype) this.graph.add(to, value(valueKinds.prototype, entity));
    this.graph.copy(to, this.heap.staticField(entity, name));
  }

  #store(name: number, from: number, v: Value): void {
    const index = indexOf(v);
    switch (kindOf(v)) {
      case valueKinds.instanceExact:
      case valueKinds.instance:
        return this.graph.copy(this.heap.instanceField(index, name), from);
      case valueKinds.prototype:
        if (from === -1) return;
        this.graph.copy(this.heap.instanceField(index, name), from);
        return this.addReceiver(from, index);
      case valueKinds.classExact:
      case valueKinds.class:
        return this.graph.copy(this.heap.staticField(index, name), from);
      case valueKinds.function:
        return this.graph.copy(this.heap.staticField(this.heap.entityOfFunction(index), name), from);
      case valueKinds.object:
        this.graph.copy(this.heap.objectField(index, name), from);
        if (name === this.#proto) this.#givePrototype(index);
        return;
      default:
    }
  }
}

/** Made only here: `[opcode, slot, entity]`. */
const receiveOpcode = 1000;

function isIndex(text: string): boolean {
  const first = text.charCodeAt(0);
  return first >= 48 && first <= 57;
}
