import { memberField, memberStride, opcodes, positional, receivers } from '../facts/facts.ts';
import type { Modules } from '../languages/language.ts';
import { Calls } from './calls.ts';
import { Constants } from './constants.ts';
import { Declarations } from './declarations.ts';
import { Enclosed } from './enclosed.ts';
import { ExportTable } from './exports.ts';
import { Extensions } from './extensions.ts';
import { bindFreeName } from './free-names.ts';
import { FlowGraph } from './graph.ts';
import { FunctionalInterfaces } from './functional-interfaces.ts';
import { Heap } from './heap.ts';
import { bindImports } from './imports.ts';
import { addInstance } from './instances.ts';
import { Hierarchy } from './hierarchy.ts';
import { MemberAccess } from './member-access.ts';
import { MemberStores } from './member-stores.ts';
import { Members } from './members.ts';
import { operationLength } from './operand-forms.ts';
import { addedOpcodes, Operations } from './operations.ts';
import { Overloads } from './overloads.ts';
import { ParameterTable } from './parameters.ts';
import { functionColumn, type Program } from './program.ts';
import { Prototypes } from './prototypes.ts';
import { restrictToDeclaredTypes } from './declared.ts';
import { mergeParts } from './parts.ts';
import { seedReceivers } from './receivers.ts';
import { LiteralTypes } from './literal-types.ts';
import type { Solution } from './solution.ts';
import { Takes } from './takes.ts';
import { TypeArguments } from './type-arguments.ts';
import { addImplementers } from './structural.ts';
import { Surroundings } from './surroundings.ts';
import { indexOf, kindOf, type Value, value, valueKinds } from './values.ts';

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
  readonly #prototypes: Prototypes;
  readonly #access: MemberAccess;
  readonly #stores: MemberStores;
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
  readonly #operations: Operations;
  readonly #act = (operation: number, v: Value): void => this.#apply(operation, v);

  constructor(program: Program, modules: Modules) {
    this.program = program;
    this.#modules = modules;
    this.#operations = new Operations(program.operations);
    this.graph = new FlowGraph(program.totals.slots);
    this.heap = new Heap(program, this.graph);
    this.exports = new ExportTable(program, modules);
    this.members = new Members(program);
    this.parameters = new ParameterTable(program);
    this.takes = new Takes(this);
    this.literals = new LiteralTypes(this);
    this.#calls = new Calls(this);
    this.#prototypes = new Prototypes(this);
    this.#access = new MemberAccess(this, this.#prototypes);
    this.#stores = new MemberStores(this, this.#prototypes);
    this.#constants = new Constants(this);
    this.#declarations = new Declarations(program, this.exports.inclusion);
    this.#enclosed = new Enclosed(this);
    this.#surroundings = new Surroundings(this);
    this.typeArguments = new TypeArguments(this);
  }

  run(): Solution {
    this.#moveNames();
    this.#fixHierarchy();
    this.#moveEverything();
    return this.#solution();
  }

  #moveNames(): void {
    this.#seed();
    for (const [one, other] of this.#declarations.places) {
      this.graph.copy(one, other);
      this.graph.copy(other, one);
    }
    bindImports(this);
    this.#surroundings.bindEarly();
    this.graph.run(this.#act);
  }

  #fixHierarchy(): void {
    const { program, graph } = this;
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
  }

  #moveEverything(): void {
    this.#isTyped = true;
    restrictToDeclaredTypes(this);
    this.literals.seed();
    seedReceivers(this);
    this.#constants.seedInherited();
    this.#enclosed.bind();
    this.#replay();
    this.graph.run(this.#act);
    this.graph.settle();
  }

  #solution(): Solution {
    return {
      program: this.program,
      graph: this.graph,
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
    this.#addOperation(holder, addedOpcodes.argument, to, holder, name);
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
    this.#addOperation(slot, addedOpcodes.receive, slot, entity);
  }

  /** Has functions that reach the slot take arguments that are not the repository's. */
  addHandOver(slot: number): void {
    this.#addOperation(slot, addedOpcodes.handOver, slot);
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
    this.#addOperation(slot, addedOpcodes.lend, slot, fn);
  }

  cut(site: number): void {
    if (site !== -1) this.#cutSites.add(site);
  }

  operand(operation: number, index: number): number {
    return this.#operations.word(operation + 1 + index);
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
    switch (this.#operations.word(at)) {
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
        return bindFreeName(this, first, second, file);
      case opcodes.store:
        this.#prototypes.noteStore(second);
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
    const at = this.#operations.add(words);
    this.graph.watchNow(slot, at * 2, this.#act);
  }

  #apply(watcher: number, v: Value): void {
    const at = watcher >> 1;
    const opcode = this.#operations.word(at);
    if (opcode === opcodes.load) return this.#access.load(at, v, this.#isTyped);
    if (!this.#isTyped) {
      if (opcode === opcodes.store) this.#stores.storeEarly(this.operand(at, 1), this.operand(at, 2), v);
      return;
    }
    switch (opcode) {
      case opcodes.call:
        return (watcher & 1) === 1 ? this.#calls.onReceiver(at, v) : this.#calls.onCallee(at, v);
      case opcodes.declare:
        return this.literals.onValue(at, v);
      case opcodes.store:
        return this.#stores.store(this.operand(at, 1), this.operand(at, 2), v);
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
        return addInstance(this, this.operand(at, 0), v);
      case addedOpcodes.handOver:
        return this.#calls.onHandedOver(v);
      case addedOpcodes.lend:
        return this.#lend(this.operand(at, 1), v);
      case addedOpcodes.argument:
        return this.typeArguments.take(this.operand(at, 0), this.operand(at, 1), this.operand(at, 2), v);
      case addedOpcodes.receive:
        return this.#receive(this.operand(at, 1), v);
      default:
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
