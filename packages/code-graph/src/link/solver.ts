import {
  importField,
  importStride,
  memberField,
  memberStride,
  opcodes,
  positional,
  receivers,
} from '../facts/facts.ts';
import type { Modules } from '../languages/language.ts';
import { Calls } from './calls.ts';
import { Constants } from './constants.ts';
import { Declarations } from './declarations.ts';
import { Enclosed } from './enclosed.ts';
import { ExportTable } from './exports.ts';
import { Extensions } from './extensions.ts';
import { FlowGraph } from './graph.ts';
import { FunctionalInterfaces } from './functional-interfaces.ts';
import { Heap } from './heap.ts';
import { enlarged } from './lists.ts';
import { Hierarchy } from './hierarchy.ts';
import { MemberAccess } from './member-access.ts';
import { Members } from './members.ts';
import { Overloads } from './overloads.ts';
import { ParameterTable } from './parameters.ts';
import { operationLength } from './operand-forms.ts';
import { functionColumn, type Program } from './program.ts';
import { restrictToDeclaredTypes } from './declared.ts';
import { mergeParts } from './parts.ts';
import { seedReceivers } from './receivers.ts';
import { LiteralTypes } from './literal-types.ts';
import { Takes } from './takes.ts';
import { TypeArguments } from './type-arguments.ts';
import { addImplementers } from './structural.ts';
import { Surroundings } from './surroundings.ts';
import { indexOf, kindOf, type Value, value, valueKinds } from './values.ts';

/** What linking found; see `solve`. */
export interface Solution {
  readonly program: Program;
  readonly graph: FlowGraph;
  readonly exports: ExportTable;
  readonly hierarchy: Hierarchy;
  readonly members: Members;
  /** The member row that a site of a constant means. */
  readonly constantRows: ReadonlyMap<number, number>;
  /** What bare names mean that are looked for in the classes and namespaces around. */
  readonly surroundings: Surroundings;
  /** The member rows of the constructors that calling a class may run: its own, else those it inherits. */
  constructorsOf(cls: number): readonly number[];
  /** What tells functions of one name apart, in languages that have several. */
  readonly overloads: Overloads | null;
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
  readonly parameters: ParameterTable;
  hierarchy!: Hierarchy;
  overloads: Overloads | null = null;
  functional!: FunctionalInterfaces;
  readonly #calls: Calls;
  readonly #cutSites = new Set<number>();
  readonly #access: MemberAccess;
  readonly #constants: Constants;
  readonly #declarations: Declarations;
  readonly #enclosed: Enclosed;
  readonly #surroundings: Surroundings;
  extensions!: Extensions;
  readonly typeArguments: TypeArguments;
  readonly takes: Takes;
  readonly literals: LiteralTypes;
  readonly #modules: Modules;
  #isTyped = false;
  /** Operations made while values move; they are numbered on from those of the program. */
  #added = new Int32Array(4096);
  #addedEnd = 0;
  readonly #act = (operation: number, v: Value): void => this.#apply(operation, v);

  constructor(program: Program, modules: Modules) {
    this.program = program;
    this.#modules = modules;
    this.graph = new FlowGraph(program.totals.slots);
    this.heap = new Heap(program, this.graph);
    this.exports = new ExportTable(program, modules);
    this.members = new Members(program);
    this.parameters = new ParameterTable(program);
    this.takes = new Takes(this);
    this.literals = new LiteralTypes(this);
    this.#calls = new Calls(this);
    this.#access = new MemberAccess(this);
    this.#constants = new Constants(this);
    this.#declarations = new Declarations(program, this.exports.inclusion);
    this.#enclosed = new Enclosed(this);
    this.#surroundings = new Surroundings(this);
    this.typeArguments = new TypeArguments(this);
  }

  run(): Solution {
    const { program, graph } = this;
    this.#seed();
    for (const [one, other] of this.#declarations.places) {
      graph.copy(one, other);
      graph.copy(other, one);
    }
    this.#bindImports();
    this.#surroundings.bindEarly();
    graph.run(this.#act);
    const hasParts = mergeParts(program, (slot) => graph.values(slot));
    if (this.#declarations.bindMembers() || hasParts) this.members.read(program);
    this.hierarchy = new Hierarchy(program, (slot) => graph.values(slot));
    if (program.family.isStructural === true) addImplementers(program, this.hierarchy, this.members);
    this.#surroundings.bindInherited(this.#act);
    this.functional = new FunctionalInterfaces(this);
    const { overloading } = program.family;
    if (overloading !== undefined) this.overloads = new Overloads(this, overloading);
    this.#surroundings.bindLate();
    graph.run(this.#act);
    this.extensions = new Extensions(this);
    this.#isTyped = true;
    restrictToDeclaredTypes(this);
    this.literals.seed();
    seedReceivers(this);
    this.#constants.seedInherited();
    this.#enclosed.bind();
    this.#replay();
    graph.run(this.#act);
    graph.settle();
    return {
      program,
      graph,
      exports: this.exports,
      hierarchy: this.hierarchy,
      members: this.members,
      constantRows: this.#constants.rows,
      surroundings: this.#surroundings,
      constructorsOf: (cls) => this.#calls.constructorsOf(cls),
      overloads: this.overloads,
      cutSites: this.#cutSites,
      callbacks: this.#calls.callbacks,
    };
  }

  /** Makes a member look-up on whatever the slot holds. */
  addLoad(to: number, object: number, name: number, site = -1): void {
    this.#addOperation(object, opcodes.load, to, object, name, site);
  }

  /** Has the type argument of the name reach `to` from whatever the slot holds. */
  addArgument(to: number, holder: number, name: number): void {
    this.#addOperation(holder, argumentOpcode, to, holder, name);
  }

  /** Has any element of what `container` holds reach `to`. */
  addElement(to: number, container: number): void {
    this.#addOperation(container, opcodes.element, to, container);
  }

  /** Makes a call by the library: `callee` with these arguments. */
  addCall(result: number, callee: number, ...given: readonly number[]): void {
    const pairs = given.flatMap((slot) => [slot, positional]);
    this.#addOperation(callee, opcodes.call, result, callee, -1, -1, 0, given.length, ...pairs);
  }

  /** Has functions that reach the slot take instances of the entity as their receiver. */
  addReceiver(slot: number, entity: number): void {
    this.#addOperation(slot, receiveOpcode, slot, entity);
  }

  /** Has functions that reach the slot take arguments that are not the repository's. */
  addHandOver(slot: number): void {
    this.#addOperation(slot, handOverOpcode, slot);
  }

  actOn(at: number, v: Value): void {
    this.#apply(at * 2, v);
  }

  /** Has an operation of the program act on what another slot holds, too. */
  act(at: number, slot: number): void {
    this.graph.watchNow(slot, at * 2, this.#act);
  }

  /** Modules that the file can name without importing them. */
  namedModules(file: number, name: string): number[] {
    const { files, modules } = this.program;
    const paths = this.#modules.named?.(files[file]!.path, name) ?? [];
    return paths.map((path) => modules.of(path));
  }

  /** Has closures that reach the slot take what the function is declared to take. */
  addLend(slot: number, fn: number): void {
    this.#addOperation(slot, lendOpcode, slot, fn);
  }

  cut(site: number): void {
    if (site !== -1) this.#cutSites.add(site);
  }

  operand(operation: number, index: number): number {
    return this.#word(operation + 1 + index);
  }

  #word(at: number): number {
    const { operations } = this.program;
    return at < operations.length ? operations[at]! : this.#added[at - operations.length]!;
  }

  memberSlot(row: number): number {
    return this.program.members[row * memberStride + memberField.slot]!;
  }

  #seed(): void {
    let file = 0;
    const { offsets } = this.program;
    const { operations } = this.program;
    for (let at = 0; at < operations.length; at += operationLength(operations, at)) {
      while (at >= (offsets[file + 1]?.operations ?? Infinity)) file++;
      this.#seedOperation(at, file);
    }
  }

  #seedOperation(at: number, file: number): void {
    const { graph } = this;
    const [first, second] = [this.operand(at, 0), this.operand(at, 1)];
    switch (this.#word(at)) {
      case opcodes.copy:
        return graph.copy(first, second);
      case opcodes.function:
        return this.#seedFunction(first, second);
      case opcodes.class:
        return graph.add(first, value(valueKinds.classExact, second));
      case opcodes.object:
        return graph.add(first, value(valueKinds.object, second));
      case opcodes.module:
        return graph.add(first, value(valueKinds.module, this.exports.moduleOfDefinition(second)));
      case opcodes.free:
        return this.seedFree(first, second, file);
      case opcodes.store:
        this.#access.noteStore(second);
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
      case opcodes.constant:
        return this.#constants.seed(at);
      case opcodes.enclosed:
        return this.#enclosed.note(at);
      case opcodes.around:
        return this.#surroundings.note(at);
      case opcodes.arguments:
        return graph.add(first, value(valueKinds.arguments, second));
      case opcodes.ofReceiver:
        return this.typeArguments.note(at);
      default:
    }
  }

  /** A function's name stands for its body, also where it is only declared. */
  #seedFunction(slot: number, fn: number): void {
    for (const own of this.#declarations.functionsOf(fn) ?? [fn]) {
      this.graph.add(slot, value(valueKinds.function, own));
    }
  }

  /** Gives the slot what a name means that its file does not declare. */
  seedFree(slot: number, name: number, file: number): void {
    const rows = this.exports.throughWildcards(file, name);
    for (const row of rows) this.graph.copy(slot, this.exports.exportSlot(row));
    const { inclusion } = this.exports;
    if (rows.length > 0) return;
    if (inclusion !== undefined) {
      const holder = inclusion.findHolder(file, name);
      if (holder !== undefined) {
        for (const row of holder.rows) this.addLoad(slot, this.exports.exportSlot(row), holder.member);
        return;
      }
      const own = inclusion.libraryName(name);
      const isLibrary = Object.hasOwn(this.program.family.libraryFunctions, this.program.names.texts[own]!);
      if (!isLibrary && inclusion.isDeclared(name)) return;
      return this.graph.add(slot, value(valueKinds.library, own));
    }
    const { files, names, modules } = this.program;
    const named = this.#modules.named?.(files[file]!.path, names.texts[name]!) ?? [];
    for (const path of named) this.graph.add(slot, value(valueKinds.module, modules.of(path)));
    const mayBeLibrary = this.program.family.isLibraryName?.(names.texts[name]!) !== false;
    if (named.length === 0 && mayBeLibrary) this.graph.add(slot, value(valueKinds.library, name));
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
    const at = this.program.operations.length + this.#addedEnd;
    const end = this.#addedEnd + words.length;
    if (end > this.#added.length) this.#added = enlarged(this.#added, end);
    this.#added.set(words, this.#addedEnd);
    this.#addedEnd = end;
    this.graph.watchNow(slot, at * 2, this.#act);
  }

  #apply(watcher: number, v: Value): void {
    const at = watcher >> 1;
    const opcode = this.#word(at);
    if (opcode === opcodes.load) return this.#access.load(at, v, this.#isTyped);
    if (!this.#isTyped) {
      if (opcode === opcodes.store) this.#access.storeEarly(this.operand(at, 1), this.operand(at, 2), v);
      return;
    }
    switch (opcode) {
      case opcodes.call:
        return (watcher & 1) === 1 ? this.#calls.onReceiver(at, v) : this.#calls.onCallee(at, v);
      case opcodes.declare:
        return this.literals.onValue(at, v);
      case opcodes.store:
        return this.#access.store(this.operand(at, 1), this.operand(at, 2), v);
      case opcodes.item:
        return this.#access.loadItem(this.operand(at, 0), this.operand(at, 2), v);
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
      case handOverOpcode:
        return this.#calls.onHandedOver(v);
      case lendOpcode:
        return this.#lend(this.operand(at, 1), v);
      case argumentOpcode:
        return this.typeArguments.take(this.operand(at, 0), this.operand(at, 1), this.operand(at, 2), v);
      case receiveOpcode:
        return this.#receive(this.operand(at, 1), v);
      default:
    }
  }

  /** What a place declared to be of the class holds: an instance of it, or of one below where there may be such. */
  instanceOf(cls: number): Value {
    const isOpen = this.program.family.isStructural !== true || this.hierarchy.isInterface(cls);
    return value(isOpen ? valueKinds.instance : valueKinds.instanceExact, cls);
  }

  #instance(to: number, type: Value): void {
    const kind = kindOf(type);
    if (kind === valueKinds.classExact || kind === valueKinds.class) {
      this.graph.add(to, this.instanceOf(indexOf(type)));
    } else if (this.overloads !== null && (kind === valueKinds.external || kind === valueKinds.library)) {
      this.graph.add(to, value(valueKinds.outside, this.overloads.outsideName(type)));
    } else if (kind === valueKinds.external || kind === valueKinds.foreign || kind === valueKinds.library) {
      const { isStructural, knowsOutside } = this.program.family;
      const isForeign = knowsOutside === true || (isStructural === true && kind !== valueKinds.library);
      if (isForeign) this.graph.add(to, value(valueKinds.foreign, 0));
    } else if (kind === valueKinds.object && this.program.family.aliasesHoldExamples === true) {
      this.graph.add(to, type);
    } else if (kind === valueKinds.function) {
      this.graph.add(to, value(valueKinds.instance, this.heap.entityOfFunction(indexOf(type))));
    }
  }

  #lend(from: number, v: Value): void {
    if (kindOf(v) !== valueKinds.function || indexOf(v) === from) return;
    const [taken, own] = [this.parameters.of(from), this.parameters.of(indexOf(v))];
    own.forEach(({ slot }, at) => {
      const declared = taken[at];
      if (declared !== undefined) this.graph.copy(slot, declared.slot);
    });
  }

  #receive(entity: number, v: Value): void {
    if (kindOf(v) !== valueKinds.function) return;
    const fn = indexOf(v);
    if (functionColumn(this.program, fn, 'receiver') !== receivers.dynamic) return;
    this.graph.add(functionColumn(this.program, fn, 'thisSlot'), value(valueKinds.instance, entity));
  }
}

/** Made only here: `[opcode, slot, function]` and `[opcode, slot, entity]` and `[opcode, slot]`. */
const receiveOpcode = 1000;
const lendOpcode = 1010;
const handOverOpcode = 1001;
/** `[opcode, dst, slot, name]` */
const argumentOpcode = 1002;
