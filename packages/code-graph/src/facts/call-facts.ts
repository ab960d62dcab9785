import type { Node } from '../syntax/tree.ts';
import { callFlags, declaredType, keywordSpread, opcodes, positional, siteKinds, spread } from './facts.ts';
import { isNamed, nothing, type Slot } from './scopes.ts';
import { type EnclosedName, type Surrounding, ValueFacts } from './value-facts.ts';

export interface Argument {
  readonly slot: Slot;
  /** A name, or how the argument is spread: `*xs` and `...xs`, or `**options`. */
  readonly keyword?: string;
  readonly spread?: 'elements' | 'keywords';
  /** The type that the function called is declared to take here. */
  readonly declared?: Slot;
}

/** What is called: a bare name, a member of a value, or a value. */
export type Callee =
  | { readonly name: string; readonly at: Node }
  | {
      readonly receiver: Slot;
      readonly member: string;
      readonly at: Node;
      /** What else may be called. */
      readonly others?: readonly Slot[];
      /** Whether nothing of the repository's needs to be called: an operator. */
      readonly isOptional?: boolean;
    }
  | { readonly enclosed: EnclosedName }
  | { readonly around: Surrounding; readonly name: string; readonly at: Node }
  | { readonly value: Slot; readonly at: Node; readonly receiver?: Slot };

/** What a call acts on, and the site that stands for it, or -1. */
interface Target {
  readonly slot: Slot;
  readonly receiver: Slot;
  readonly site: number;
}

/** Calls: what is called, with which arguments, and what that gives. */
export class CallFacts extends ValueFacts {
  /** A call; gives the slot of its result. */
  call(callee: Callee, args: readonly Argument[], how: keyof typeof callFlags = 'none'): Slot {
    const target = this.#callee(callee);
    if (target.slot === nothing) return nothing;
    const result = this.slot();
    this.#emitCall(result, target, args, callFlags[how]);
    return result;
  }

  /**
   * A call that the text does not spell out, so that no site stands for it: what a decorator does to a
   * function, what entering a context gives.
   */
  apply(callee: Slot, args: readonly Argument[], receiver: Slot = nothing): Slot {
    if (callee === nothing) return nothing;
    const result = this.slot();
    this.#emitCall(result, { slot: callee, receiver, site: -1 }, args, callFlags.none);
    return result;
  }

  /** A call of a member above the class being read: `super().name(…)`; `name` may be the constructor. */
  callSuper(name: string, at: Node, args: readonly Argument[]): Slot {
    const result = this.slot();
    const { value, site } = this.superLoad(name, at, siteKinds.call);
    this.#emitCall(result, { slot: value, receiver: this.this(), site }, args, callFlags.super);
    return result;
  }

  #callee(callee: Callee): Target {
    if ('around' in callee) return this.#calleeAround(callee);
    if ('enclosed' in callee) return this.enclosedSite(callee.enclosed, siteKinds.call, 'read');
    if ('name' in callee) return this.#calleeNamed(callee);
    if ('member' in callee) return this.#calleeMember(callee);
    const site = this.site(siteKinds.call, callee.at, { slot: callee.value });
    return { slot: callee.value, receiver: callee.receiver ?? -1, site };
  }

  #calleeAround(callee: Extract<Callee, { around: Surrounding }>): Target {
    const slot = this.slot();
    const name = this.strings.index(callee.name);
    const site = this.site(siteKinds.call, callee.at, { name, slot });
    const { class: cls, receiver, isType } = callee.around;
    this.emit(opcodes.around, slot, cls, name, receiver, site, isType === true ? 1 : 0);
    this.lookElsewhere(slot, name, callee.around);
    return { slot, receiver, site };
  }

  #calleeNamed(callee: { readonly name: string; readonly at: Node }): Target {
    const variable = this.find(callee.name);
    const slot = variable === undefined ? this.free(callee.name) : this.currentValue(variable);
    const row = variable !== undefined && isNamed(variable) ? this.variableRow(variable) : -1;
    const name = this.strings.index(callee.name);
    return { slot, receiver: -1, site: this.site(siteKinds.call, callee.at, { variable: row, name, slot }) };
  }

  #calleeMember(callee: Extract<Callee, { member: string }>): Target {
    const slot = this.slot();
    const name = this.strings.index(callee.member);
    const access = callee.isOptional === true ? 'value' : 'read';
    const site = this.site(siteKinds.call, callee.at, { name, receiver: callee.receiver, slot, access });
    for (const other of callee.others ?? []) this.copy(slot, other);
    if (callee.receiver !== nothing) this.emit(opcodes.load, slot, callee.receiver, name, site);
    return { slot, receiver: callee.receiver, site };
  }

  #emitCall(result: Slot, target: Target, args: readonly Argument[], flags: number): void {
    const pairs = args.flatMap((argument) => this.#argumentPairs(argument));
    this.emit(opcodes.call, result, target.slot, target.receiver, target.site, flags, pairs.length);
    for (const [slot, keyword] of pairs) this.emit(slot, keyword);
  }

  #argumentPairs(argument: Argument): (readonly [slot: Slot, keyword: number])[] {
    const pair = [argument.slot, this.#keyword(argument)] as const;
    const { declared = nothing } = argument;
    return declared === nothing ? [pair] : [[declared, declaredType], pair];
  }

  #keyword(argument: Argument): number {
    if (argument.spread === 'elements') return spread;
    if (argument.spread === 'keywords') return keywordSpread;
    return argument.keyword === undefined ? positional : this.strings.index(argument.keyword);
  }
}
