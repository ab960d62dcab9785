import { CallFacts } from './call-facts.ts';
import {
  definitionField,
  functionField,
  opcodes,
  parameterField,
  parameterKinds,
  receivers,
} from './facts.ts';
import { declareVariable, type Frame, nothing, openScope, type Slot } from './scopes.ts';

/** Functions: their bodies, what they take and what they give. */
export class FunctionFacts extends CallFacts {
  /**
   * Begins a function's body. `receiver: 'lexical'` shares the surrounding function's receiver, as an
   * arrow function does. Declare its parameters first, then its other names.
   */
  openFunction(facts: {
    readonly definition: number;
    readonly receiver: 'none' | 'instance' | 'class' | 'dynamic' | 'lexical';
    /** The class it is a member of, or -1. */
    readonly class?: number;
    /** The definition its code belongs to when it is none itself; the surrounding one when absent. */
    readonly owner?: number;
  }): number {
    const outer = this.scope.frame;
    const isLexical = facts.receiver === 'lexical';
    const thisSlot = isLexical ? outer.thisSlot : this.slot();
    const memberOf = facts.class ?? -1;
    const owner = facts.definition === -1 ? (facts.owner ?? outer.owner) : facts.definition;
    const receiver = facts.receiver === 'lexical' ? receivers.none : receivers[facts.receiver];
    const returnSlot = this.slot();
    const row = this.functions.push(facts.definition, owner, receiver, memberOf, thisSlot, returnSlot, 0, 0);
    this.parametersOf[row] = [];
    if (facts.definition !== -1) this.definitions.set(facts.definition, definitionField.function, row);
    const frame: Frame = {
      function: row,
      owner,
      thisSlot,
      returnSlot,
      class: memberOf === -1 ? outer.class : memberOf,
      module: outer.module,
      flow: this.newFlow(),
    };
    this.scope = openScope('function', this.scope, frame);
    return row;
  }

  /** Adds a parameter to the open function, in order, and gives its slot. */
  parameter(name: string, kind: keyof typeof parameterKinds = 'positional'): Slot {
    const slot = this.slot();
    const { frame } = this.scope;
    this.parametersOf[frame.function]!.push([slot, this.strings.index(name), parameterKinds[kind], 0]);
    if (name !== '') this.write(declareVariable(this.scope, name, 'parameter'), slot);
    return slot;
  }

  closeFunction(): void {
    this.closeScope();
  }

  /** What is given back as it came is told apart by call. */
  returns(slot: Slot): void {
    const { frame } = this.scope;
    const given =
      slot === nothing ? undefined : this.parametersOf[frame.function]!.find(([own]) => own === slot);
    if (given === undefined) this.copy(frame.returnSlot, slot);
    else given[parameterField.returned] = 1;
  }

  returnSlotOf(fn: number): Slot {
    return this.functions.get(fn, functionField.returnSlot);
  }

  thisSlotOf(fn: number): Slot {
    return this.functions.get(fn, functionField.thisSlot);
  }

  /** The slots of a function's parameters, in order. */
  parameterSlots(fn: number): readonly Slot[] {
    return this.parametersOf[fn]!.map(([slot]) => slot!);
  }

  functionValue(fn: number): Slot {
    return this.make(opcodes.function, fn);
  }
}
