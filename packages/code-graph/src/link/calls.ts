import {
  callFlags,
  memberField,
  memberStride,
  definitionField,
  definitionStride,
  importField,
  importStride,
  receivers,
  siteField,
  siteStride,
} from '../facts/facts.ts';
import type { ContainerEffect, LibraryEffect } from '../languages/language.ts';
import { ContainerCalls } from './container-calls.ts';
import { Arguments } from './arguments.ts';
import { callOperand as operand } from './call-operands.ts';
import { instanceOf } from './instances.ts';
import { functionColumn } from './program.ts';
import type { Solver } from './solver.ts';
import { indexOf, kindOf, type Value, value, valueKinds } from './values.ts';

/** What calling a value does: arguments reach parameters, results reach the caller. */
export class Calls {
  readonly callbacks: { readonly site: number; readonly slot: number }[] = [];
  readonly #solver: Solver;
  readonly #containerMembers: ReadonlyMap<number, ContainerEffect>;
  readonly #conventionalMembers: ReadonlyMap<number, 'instance' | 'itself'>;
  readonly #libraryResults: ReadonlyMap<number, number>;
  readonly #constructors: readonly number[];
  readonly #callOperator: number;
  readonly #containers: ContainerCalls;
  /** Calls whose arguments have been handed over. */
  readonly #foreignCalls = new Set<number>();
  readonly #arguments: Arguments;

  constructor(solver: Solver) {
    const { family, names } = solver.program;
    this.#solver = solver;
    this.#arguments = new Arguments(solver);
    this.#containerMembers = new Map(
      Object.entries(family.containerMembers).map(([name, effect]) => [names.of(name), effect]),
    );
    this.#conventionalMembers = new Map(
      Object.entries(family.conventionalMembers ?? {}).map(([name, gives]) => [names.of(name), gives]),
    );
    this.#libraryResults = new Map(
      Object.entries(family.libraryResults ?? {}).map(([name, type]) => [names.of(name), names.of(type)]),
    );
    this.#containers = new ContainerCalls(solver, this.callbacks);
    this.#constructors = family.constructors.map((name) => names.of(name));
    this.#callOperator = family.callOperator === null ? -1 : names.of(family.callOperator);
  }

  /** Has the call act on what its callee and, for a container's member, its receiver may be. */
  seed(at: number): void {
    const { graph } = this.#solver;
    graph.watch(this.#solver.operand(at, operand.callee), at * 2);
    this.#solver.takes.noteCall(at);
    const receiver = this.#solver.operand(at, operand.receiver);
    if (receiver === -1) return;
    const name = this.#memberName(at);
    const mayGive = this.#conventionalMembers.has(name) || this.#containers.mayGiveItself(name);
    if (mayGive || this.#containerEffect(at) !== undefined) {
      graph.watch(receiver, at * 2 + 1);
    }
  }

  onCallee(at: number, callee: Value): void {
    switch (kindOf(callee)) {
      case valueKinds.function:
        return this.#callFunction(at, indexOf(callee));
      case valueKinds.classExact:
        return this.#construct(at, indexOf(callee), valueKinds.instanceExact);
      case valueKinds.class:
        return this.#construct(at, indexOf(callee), valueKinds.instance);
      case valueKinds.instance:
      case valueKinds.instanceExact:
        return this.#callInstance(at, indexOf(callee));
      case valueKinds.external:
        if (this.#makeOutside(at, callee)) return this.#handOver(at);
        this.#callLibrary(at, this.#libraryPath(at, indexOf(callee)));
        return this.#callForeign(at);
      case valueKinds.foreign:
        return this.#callForeign(at);
      case valueKinds.object:
        if (this.#solver.program.family.aliasesHoldExamples !== true) return;
        return this.#solver.graph.add(this.#result(at), callee);
      case valueKinds.library:
        if (this.#makeOutside(at, callee)) return this.#handOver(at);
        return this.#callLibrary(at, this.#solver.program.names.texts[indexOf(callee)]!);
      default:
    }
  }

  /** A call of a container's member on something that is a container. */
  onReceiver(at: number, receiver: Value): void {
    this.#callByConvention(at, receiver);
    this.#containers.giveItself(at, receiver, this.#memberName(at));
    if (kindOf(receiver) !== valueKinds.object) return;
    const { graph, heap } = this.#solver;
    const object = indexOf(receiver);
    const effect = this.#containerEffect(at);
    if (effect === undefined || graph.values(heap.objectField(object, this.#memberName(at))).length > 0)
      return;
    if ('steps' in effect) return this.#containers.run(at, object, effect.steps);
    const result = this.#result(at);
    if ('stores' in effect) graph.copy(heap.elements(object), this.#argument(at, effect.stores));
    if (effect.gives === 'itself') graph.add(result, receiver);
    if (effect.gives === 'element') graph.copy(result, heap.anything(object));
    if ('calls' in effect) this.#callBack(at, 0, heap.anything(object), effect.gives === 'results');
  }

  /** A function that reached code outside of the repository is called from there. */
  onHandedOver(v: Value): void {
    if (kindOf(v) !== valueKinds.function) return;
    for (const { slot } of this.#solver.parameters.of(indexOf(v))) {
      this.#solver.graph.add(slot, value(valueKinds.foreign, 0));
    }
  }

  #callForeign(at: number): void {
    const type = this.#libraryResults.get(this.#memberName(at));
    const result = type === undefined ? value(valueKinds.foreign, 0) : value(valueKinds.outside, type);
    this.#solver.graph.add(this.#result(at), result);
    this.#handOver(at);
  }

  /** An instance of a class that is not the repository's. @returns whether the call makes one. */
  #makeOutside(at: number, type: Value): boolean {
    const { overloads, graph } = this.#solver;
    if (overloads === null || this.#flags(at) !== callFlags.new) return false;
    graph.add(this.#result(at), value(valueKinds.outside, overloads.outsideName(type)));
    this.#delegate(at);
    return true;
  }

  /** What is made of one function may be something that calls it. */
  #delegate(at: number): void {
    const { graph, program } = this.#solver;
    if (program.family.hasDelegates !== true || this.#solver.operand(at, operand.count) !== 1) return;
    const functions = graph.newSlot();
    graph.restrict(functions, (v) => kindOf(v) === valueKinds.function);
    graph.copy(functions, this.#argument(at, 0));
    graph.copy(this.#result(at), functions);
  }

  #handOver(at: number): void {
    if (this.#foreignCalls.has(at)) return;
    this.#foreignCalls.add(at);
    const count = this.#solver.operand(at, operand.count);
    for (let index = 0; index < count; index++) {
      const slot = this.#argument(at, index);
      if (slot !== -1) this.#solver.addHandOver(slot);
    }
  }

  /** A member that a class has from a library's class above it. */
  #callByConvention(at: number, receiver: Value): void {
    const kind = kindOf(receiver);
    if (kind !== valueKinds.class && kind !== valueKinds.classExact) return;
    const cls = indexOf(receiver);
    const { hierarchy, members, graph } = this.#solver;
    const name = this.#memberName(at);
    const gives = this.#conventionalMembers.get(name);
    if (gives === undefined || !hierarchy.hasUnknownBase(cls)) return;
    if (hierarchy.order(cls).some((above) => members.onClass(above, name) !== undefined)) return;
    const isExact = kind === valueKinds.classExact;
    const instance = value(isExact ? valueKinds.instanceExact : valueKinds.instance, cls);
    graph.add(this.#result(at), gives === 'instance' ? instance : receiver);
  }

  #callFunction(at: number, fn: number): void {
    const { graph, program, heap, overloads } = this.#solver;
    if (overloads !== null && !this.#accepts(at, fn)) return;
    const thisSlot = functionColumn(program, fn, 'thisSlot');
    const isNew = this.#flags(at) === callFlags.new;
    if (isNew) {
      const made = value(valueKinds.instanceExact, heap.entityOfFunction(fn));
      graph.add(this.#result(at), made);
      graph.add(thisSlot, made);
    } else if (functionColumn(program, fn, 'receiver') === receivers.dynamic) {
      graph.copy(thisSlot, this.#receiversOf(at, fn));
    }
    const returned = functionColumn(program, fn, 'returnSlot');
    graph.copy(this.#result(at), returned);
    this.#solver.typeArguments.give(this.#result(at), this.#solver.operand(at, operand.receiver), returned);
    const skipped = this.#isUnbound(at, fn) ? 1 : 0;
    this.#arguments.pass(at, fn, skipped);
    this.#arguments.giveBack(at, fn, skipped);
  }

  /** The receivers of a call that may have the function: a literal with another member of the name has not. */
  #receiversOf(at: number, fn: number): number {
    const { graph, heap } = this.#solver;
    const [receiver, name] = [this.#solver.operand(at, operand.receiver), this.#memberName(at)];
    if (receiver === -1 || name === -1) return receiver;
    const having = graph.newSlot();
    graph.restrict(having, (v) => {
      if (kindOf(v) !== valueKinds.object || !heap.hasObjectField(indexOf(v), name)) return true;
      const held = graph.values(heap.objectField(indexOf(v), name));
      return held.length === 0 || held.includes(value(valueKinds.function, fn));
    });
    graph.copy(having, receiver);
    return having;
  }

  /** Whether overloading lets the call run the function; closures and what the library calls take anything. */
  #accepts(at: number, fn: number): boolean {
    const { overloads, program } = this.#solver;
    if (overloads === null || this.#solver.operand(at, operand.site) === -1) return true;
    return functionColumn(program, fn, 'definition') === -1 || overloads.accepts(fn, at);
  }

  #construct(at: number, cls: number, kind: number): void {
    if (this.#solver.program.family.callsConvert === true) this.#convert(at, cls);
    else this.#solver.graph.add(this.#result(at), value(kind, cls));
    if (this.#solver.hierarchy.isInterface(cls)) this.#delegate(at);
    for (const row of this.#constructorRows(cls)) {
      const fn = this.#functionOfMember(row);
      if (fn !== -1 && this.#accepts(at, fn)) this.#arguments.pass(at, fn, 0);
    }
  }

  /** A conversion: an interface holds the very value, another type an instance with what it is made of. */
  #convert(at: number, cls: number): void {
    const { graph } = this.#solver;
    const [result, given] = [this.#result(at), this.#argument(at, 0)];
    graph.add(result, instanceOf(this.#solver, cls));
    if (given === -1 || this.#solver.program.family.isStructural !== true) return;
    if (this.#solver.hierarchy.isInterface(cls)) return graph.copy(result, given);
    const parts = graph.newSlot();
    graph.restrict(parts, (v) => kindOf(v) === valueKinds.function || kindOf(v) === valueKinds.object);
    graph.copy(parts, given);
    graph.copy(result, parts);
  }

  /** Constructors that take the arguments: written ones, or one that follows from the class's fields. */
  #constructorRows(cls: number): readonly number[] {
    const { hierarchy, members } = this.#solver;
    for (const name of this.#constructors) {
      for (const above of hierarchy.order(cls)) {
        const rows = members.on(above, name);
        if (rows !== undefined) return rows;
      }
    }
    return [];
  }

  #functionOfMember(row: number): number {
    const { graph, program } = this.#solver;
    const definition = program.members[row * memberStride + memberField.definition]!;
    if (definition !== -1) {
      return program.definitions[definition * definitionStride + definitionField.function]!;
    }
    const held = graph.values(this.#solver.memberSlot(row));
    return indexOf(held.find((v) => kindOf(v) === valueKinds.function) ?? value(valueKinds.function, -1));
  }

  /** The member rows of the constructors that calling the class may run: its own, else those it inherits. */
  constructorsOf(cls: number): readonly number[] {
    const { hierarchy, members, program, overloads } = this.#solver;
    const isWritten = (row: number) => program.members[row * memberStride + memberField.definition] !== -1;
    for (const name of this.#constructors) {
      for (const above of hierarchy.order(cls)) {
        const rows = (members.on(above, name) ?? []).filter(isWritten);
        if (rows.length > 0) return overloads === null ? rows.slice(0, 1) : rows;
      }
    }
    return [];
  }

  #callInstance(at: number, entity: number): void {
    const { hierarchy, members, heap, program } = this.#solver;
    if (this.#callOperator === -1 || !heap.isClass(entity)) return;
    for (const cls of hierarchy.order(entity)) {
      for (const row of members.onInstance(cls, this.#callOperator) ?? []) {
        const definition = program.members[row * memberStride + memberField.definition]!;
        if (definition === -1) continue;
        const fn = program.definitions[definition * definitionStride + definitionField.function]!;
        if (fn !== -1) return this.#callFunction(at, fn);
      }
    }
  }

  #giveLibraryResult(at: number, name: number): void {
    const type = this.#libraryResults.get(name);
    if (type !== undefined) this.#solver.graph.add(this.#result(at), value(valueKinds.outside, type));
  }

  #callLibrary(at: number, name: string): void {
    const { program, graph, heap } = this.#solver;
    this.#giveLibraryResult(at, program.names.find(name));
    if (!Object.hasOwn(program.family.libraryFunctions, name)) {
      if (program.family.knowsOutside === true) graph.add(this.#result(at), value(valueKinds.foreign, 0));
      return;
    }
    const effect: LibraryEffect = program.family.libraryFunctions[name]!;
    if ('calls' in effect) {
      const elements = graph.newSlot();
      if (effect.withElementsOf !== undefined)
        this.#addElements(elements, this.#argument(at, effect.withElementsOf));
      return this.#callBack(at, effect.calls, elements, effect.gives === 'results');
    }
    const [first, result] = [this.#argument(at, 0), this.#result(at)];
    if (effect.gives === 'foreign') graph.add(result, value(valueKinds.foreign, 0));
    if (effect.gives === 'argument') graph.copy(result, first);
    if (effect.gives === 'element_of_argument') this.#addElements(result, first);
    if (effect.gives !== 'container_of_argument') return;
    const container = heap.newObject();
    graph.add(result, value(valueKinds.object, container));
    this.#addElements(heap.elements(container), first);
  }

  /** The name that an import from outside is called by: `copy.deepcopy`, whichever way it is imported. */
  #libraryPath(at: number, row: number): string {
    const { imports, names } = this.#solver.program;
    const text = (field: number) => names.texts[imports[row * importStride + field]!]!;
    const imported = text(importField.name);
    const member = names.texts[this.#memberName(at)] ?? '';
    return `${text(importField.specifier)}.${imported === '*' ? member : imported}`;
  }

  #addElements(to: number, container: number): void {
    if (container !== -1) this.#solver.addElement(to, container);
  }

  /** The library calls argument `index` with what `argument` holds. */
  #callBack(at: number, index: number, argument: number, givesResults: boolean): void {
    const { graph, heap } = this.#solver;
    const callee = this.#argument(at, index);
    if (callee === -1) return;
    const site = this.#solver.operand(at, operand.site);
    if (site !== -1) this.callbacks.push({ site, slot: callee });
    let result = -1;
    if (givesResults) {
      const container = heap.newObject();
      graph.add(this.#result(at), value(valueKinds.object, container));
      result = heap.elements(container);
    }
    this.#solver.addCall(result === -1 ? graph.newSlot() : result, callee, argument);
  }

  /** Whether a method was taken from its class, so that its receiver is the first argument. */
  #isUnbound(at: number, fn: number): boolean {
    const { program, graph } = this.#solver;
    if (!program.family.explicitReceiver || this.#flags(at) === callFlags.super) return false;
    if (functionColumn(program, fn, 'receiver') !== receivers.instance) return false;
    const receiver = this.#solver.operand(at, operand.receiver);
    const held = receiver === -1 ? [] : graph.values(receiver);
    const isClass = (v: Value) => kindOf(v) === valueKinds.classExact || kindOf(v) === valueKinds.class;
    return held.length > 0 && held.every(isClass);
  }

  #containerEffect(at: number): ContainerEffect | undefined {
    return this.#containerMembers.get(this.#memberName(at));
  }

  #memberName(at: number): number {
    const site = this.#solver.operand(at, operand.site);
    return site === -1 ? -1 : this.#solver.program.sites[site * siteStride + siteField.name]!;
  }

  #argument(at: number, index: number): number {
    const isGiven = index < this.#solver.operand(at, operand.count);
    return isGiven ? this.#solver.operand(at, operand.arguments + 2 * index) : -1;
  }

  #result(at: number): number {
    return this.#solver.operand(at, operand.result);
  }

  #flags(at: number): number {
    return this.#solver.operand(at, operand.flags);
  }
}
