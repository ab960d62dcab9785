import {
  callFlags,
  definitionField,
  definitionStride,
  memberField,
  memberStride,
  receivers,
} from '../facts/facts.ts';
import type { ContainerEffect } from '../languages/language.ts';
import { mayRun } from './applicability.ts';
import { Arguments } from './arguments.ts';
import { callOperand as operand, argumentOf, flagsOf, memberName, resultOf } from './call-operands.ts';
import { Constructors } from './constructors.ts';
import { ContainerCalls } from './container-calls.ts';
import { LibraryCalls } from './library-calls.ts';
import { functionColumn } from './program.ts';
import type { Solver } from './solver.ts';
import { indexOf, kindOf, type Value, value, valueKinds } from './values.ts';

/** What calling a value does: arguments reach parameters, results reach the caller. */
export class Calls {
  readonly callbacks: { readonly site: number; readonly slot: number }[] = [];
  readonly #solver: Solver;
  readonly #containerMembers: ReadonlyMap<number, ContainerEffect>;
  readonly #callOperator: number;
  readonly #containers: ContainerCalls;
  readonly #library: LibraryCalls;
  readonly #arguments: Arguments;
  readonly #constructors: Constructors;

  constructor(solver: Solver) {
    const { family, names } = solver.program;
    this.#solver = solver;
    this.#arguments = new Arguments(solver);
    this.#containerMembers = new Map(
      Object.entries(family.containerMembers).map(([name, effect]) => [names.of(name), effect]),
    );
    this.#library = new LibraryCalls(solver, this.callbacks);
    this.#containers = new ContainerCalls(solver, this.callbacks);
    this.#constructors = new Constructors(solver, this.#arguments);
    this.#callOperator = family.callOperator === null ? -1 : names.of(family.callOperator);
  }

  /** Has the call act on what its callee and, for a container's member, its receiver may be. */
  seed(at: number): void {
    const { graph } = this.#solver;
    graph.watch(this.#solver.operand(at, operand.callee), at * 2);
    this.#solver.takes.noteCall(at);
    const receiver = this.#solver.operand(at, operand.receiver);
    if (receiver === -1) return;
    const name = memberName(this.#solver, at);
    const mayGive = this.#library.isConventional(name) || this.#containers.mayGiveItself(name);
    if (mayGive || this.#containerEffect(at) !== undefined) {
      graph.watch(receiver, at * 2 + 1);
    }
  }

  onCallee(at: number, callee: Value): void {
    switch (kindOf(callee)) {
      case valueKinds.function:
        return this.#callFunction(at, indexOf(callee));
      case valueKinds.classExact:
        return this.#constructors.construct(at, indexOf(callee), valueKinds.instanceExact);
      case valueKinds.class:
        return this.#constructors.construct(at, indexOf(callee), valueKinds.instance);
      case valueKinds.instance:
      case valueKinds.instanceExact:
        return this.#callInstance(at, indexOf(callee));
      case valueKinds.external:
        return this.#library.callExternal(at, callee);
      case valueKinds.foreign:
        return this.#library.callForeign(at);
      case valueKinds.object:
        if (this.#solver.program.family.aliasesHoldExamples !== true) return;
        return this.#solver.graph.add(resultOf(this.#solver, at), callee);
      case valueKinds.library:
        return this.#library.callOwn(at, callee);
      default:
    }
  }

  /** A call of a container's member on something that is a container. */
  onReceiver(at: number, receiver: Value): void {
    this.#library.callByConvention(at, receiver);
    this.#containers.giveItself(at, receiver, memberName(this.#solver, at));
    if (kindOf(receiver) !== valueKinds.object) return;
    const { graph, heap } = this.#solver;
    const object = indexOf(receiver);
    const effect = this.#containerEffect(at);
    if (
      effect === undefined ||
      graph.values(heap.objectField(object, memberName(this.#solver, at))).length > 0
    )
      return;
    if ('steps' in effect) return this.#containers.run(at, object, effect.steps);
    const result = resultOf(this.#solver, at);
    if ('stores' in effect) graph.copy(heap.elements(object), argumentOf(this.#solver, at, effect.stores));
    if (effect.gives === 'itself') graph.add(result, receiver);
    if (effect.gives === 'element') graph.copy(result, heap.anything(object));
    if ('calls' in effect) this.#library.callBack(at, 0, heap.anything(object), effect.gives === 'results');
  }

  /** A function that reached code outside of the repository is called from there. */
  onHandedOver(v: Value): void {
    this.#library.onHandedOver(v);
  }

  /** The member rows of the constructors that calling the class may run: its own, else those it inherits. */
  constructorsOf(cls: number): readonly number[] {
    return this.#constructors.written(cls);
  }

  #callFunction(at: number, fn: number): void {
    const { graph, program, heap, overloads } = this.#solver;
    if (overloads !== null && !mayRun(this.#solver, at, fn)) return;
    const thisSlot = functionColumn(program, fn, 'thisSlot');
    const isNew = flagsOf(this.#solver, at) === callFlags.new;
    if (isNew) {
      const made = value(valueKinds.instanceExact, heap.entityOfFunction(fn));
      graph.add(resultOf(this.#solver, at), made);
      graph.add(thisSlot, made);
    } else if (functionColumn(program, fn, 'receiver') === receivers.dynamic) {
      graph.copy(thisSlot, this.#receiversOf(at, fn));
    }
    const returned = functionColumn(program, fn, 'returnSlot');
    graph.copy(resultOf(this.#solver, at), returned);
    this.#solver.typeArguments.give(
      resultOf(this.#solver, at),
      this.#solver.operand(at, operand.receiver),
      returned,
    );
    const skipped = this.#isUnbound(at, fn) ? 1 : 0;
    this.#arguments.pass(at, fn, skipped);
    this.#arguments.giveBack(at, fn, skipped);
  }

  /** The receivers of a call that may have the function: a literal with another member of the name has not. */
  #receiversOf(at: number, fn: number): number {
    const { graph, heap } = this.#solver;
    const [receiver, name] = [this.#solver.operand(at, operand.receiver), memberName(this.#solver, at)];
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

  /** Whether a method was taken from its class, so that its receiver is the first argument. */
  #isUnbound(at: number, fn: number): boolean {
    const { program, graph } = this.#solver;
    if (!program.family.explicitReceiver || flagsOf(this.#solver, at) === callFlags.super) return false;
    if (functionColumn(program, fn, 'receiver') !== receivers.instance) return false;
    const receiver = this.#solver.operand(at, operand.receiver);
    const held = receiver === -1 ? [] : graph.values(receiver);
    const isClass = (v: Value) => kindOf(v) === valueKinds.classExact || kindOf(v) === valueKinds.class;
    return held.length > 0 && held.every(isClass);
  }

  #containerEffect(at: number): ContainerEffect | undefined {
    return this.#containerMembers.get(memberName(this.#solver, at));
  }
}
