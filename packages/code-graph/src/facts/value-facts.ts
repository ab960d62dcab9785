import { noNode, type Node } from '../syntax/tree.ts';
import { callFlags, declaredType, keywordSpread, opcodes, positional, siteKinds, spread } from './facts.ts';
import { NameFacts, type SiteAccess } from './name-facts.ts';
import { isNamed, nothing, type Slot } from './scopes.ts';

export interface Argument {
  readonly slot: Slot;
  /** A name, or how the argument is spread: `*xs` and `...xs`, or `**options`. */
  readonly keyword?: string;
  readonly spread?: 'elements' | 'keywords';
  /** The type that the function called is declared to take here. */
  readonly declared?: Slot;
}

/** Where a bare name stands that may be a member of the class around: see `opcodes.around`. */
export interface Surrounding {
  /** The class, or the namespace where there is none. */
  readonly class: number;
  /** What the members of its instances are found on, or `nothing`. */
  readonly receiver: Slot;
  /** Whether it can mean nothing but a type. */
  readonly isType?: boolean;
  /** Values whose members need no receiver here, either: those of a lambda around, of what is extended. */
  readonly others?: readonly Slot[];
  /** What else the name may stand for. */
  readonly values?: readonly Slot[];
}

/** A bare name in a class, and what it means where that has no such member: see `opcodes.enclosed`. */
export interface EnclosedName {
  readonly class: number;
  /** What the members of its instances are found on, or `nothing`. */
  readonly receiver: Slot;
  readonly name: string;
  readonly outside: string;
  readonly at: Node;
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

/** Values: where they come from, where they are put, and what calling them gives. */
export class ValueFacts extends NameFacts {
  /** A slot that receives all of the given ones. */
  join(slots: readonly Slot[]): Slot {
    const known: Slot[] = [];
    for (const slot of slots) if (slot !== nothing && !known.includes(slot)) known.push(slot);
    if (known.length < 2) return known[0] ?? nothing;
    const joined = this.slot();
    for (const slot of known) this.copy(joined, slot);
    return joined;
  }

  /** An object, array or container made at this place. Fill it with `store` and `put`. */
  object(): Slot {
    return this.make(opcodes.object, this.objectCount++);
  }

  /** What a generic type is used with: `store` each argument on it. It stands beside an instance of the type. */
  typeArguments(): Slot {
    return this.make(opcodes.arguments, this.objectCount++);
  }

  /**
   * Says that what is read from the slot (a member's, or a result) is what the receiver's type argument of this
   * name says; `within` a container's elements (`[]`), a member, or another type's argument.
   */
  ofReceiver(slot: Slot, name: string, within = ''): void {
    const place = within === '' ? -1 : this.strings.index(within);
    this.emit(opcodes.ofReceiver, slot, this.strings.index(name), place);
  }

  /** A container of unknown make whose elements are what `element` holds. */
  collection(element: Slot): Slot {
    const container = this.object();
    this.put(container, element);
    return container;
  }

  /** A constant, looked for in the class and outwards from where that is written; `noNode` makes no site. */
  constant(cls: number, name: string, at: Node, access: SiteAccess = 'read'): Slot {
    const slot = this.slot();
    const text = this.strings.index(name);
    const site = at === noNode ? -1 : this.site(siteKinds.reference, at, { name: text, slot, access });
    this.emit(opcodes.constant, slot, cls, text, site);
    return slot;
  }

  /** A bare name, looked for in the classes and namespaces around; `noNode` makes no site. */
  around(where: Surrounding, name: string, at: Node, access: SiteAccess = 'read'): Slot {
    const slot = this.slot();
    const text = this.strings.index(name);
    const site = at === noNode ? -1 : this.site(siteKinds.reference, at, { name: text, slot, access });
    this.emit(opcodes.around, slot, where.class, text, where.receiver, site, 0);
    this.#lookElsewhere(slot, text, where);
    return slot;
  }

  /** A type that a base names, looked for as by `around`: what is inherited is not found for it. */
  baseAround(cls: number, name: string, at: Node): Slot {
    const slot = this.slot();
    const text = this.strings.index(name);
    const site =
      at === noNode ? -1 : this.site(siteKinds.reference, at, { name: text, slot, access: 'type' });
    this.emit(opcodes.around, slot, cls, text, nothing, site, 1);
    return slot;
  }

  /** A bare name that may mean a member of the class around. */
  enclosed(what: EnclosedName, access: SiteAccess = 'read'): Slot {
    return this.#enclosed(what, siteKinds.reference, access).slot;
  }

  #enclosed(
    { class: cls, receiver, name, outside, at }: EnclosedName,
    kind: number,
    access: SiteAccess,
  ): { slot: Slot; receiver: Slot; site: number } {
    const slot = this.slot();
    const text = this.strings.index(name);
    const site = this.site(kind, at, { name: text, receiver, slot, access });
    this.emit(opcodes.enclosed, slot, cls, receiver, text, this.strings.index(outside), site);
    return { slot, receiver, site };
  }

  /** Reads a member. `at` is the node of the member's name; `noNode` makes no site. */
  load(object: Slot, name: string, at: Node, access: SiteAccess = 'read'): Slot {
    if (object === nothing) return nothing;
    const value = this.slot();
    const text = this.strings.index(name);
    const site =
      at === noNode
        ? -1
        : this.site(siteKinds.reference, at, { name: text, receiver: object, slot: value, access });
    this.emit(opcodes.load, value, object, text, site);
    return value;
  }

  /** Refers to a member whose value is of no use: a number that is compared. */
  refer(object: Slot, name: string, at: Node, access: SiteAccess = 'read'): void {
    const text = this.strings.index(name);
    this.site(siteKinds.reference, at, { name: text, receiver: object, slot: nothing, access });
  }

  /** Writes a member; a site when `at` is given. */
  store(object: Slot, name: string, value: Slot, at: Node = noNode): void {
    if (object === nothing) return;
    const text = this.strings.index(name);
    const site =
      at === noNode
        ? -1
        : this.site(siteKinds.reference, at, { name: text, receiver: object, slot: value, access: 'write' });
    if (value !== nothing) this.emit(opcodes.store, object, text, value, site);
  }

  /** What is stored in a container under a constant key. */
  item(container: Slot, key: string): Slot {
    if (container === nothing) return nothing;
    const value = this.slot();
    this.emit(opcodes.item, value, container, this.strings.index(key));
    return value;
  }

  /** Any element of a container. */
  element(container: Slot): Slot {
    return container === nothing ? nothing : this.make(opcodes.element, container);
  }

  put(container: Slot, element: Slot): void {
    if (container !== nothing && element !== nothing) this.emit(opcodes.put, container, element);
  }

  /** An instance of the class that `type` holds, or of a class below it: what an annotation says. */
  instance(type: Slot): Slot {
    return type === nothing ? nothing : this.make(opcodes.instance, type);
  }

  /** Says that the slot is annotated: it has an instance of the type, and no unrelated ones. */
  declareType(slot: Slot, type: Slot): void {
    if (slot === nothing || type === nothing) return;
    this.emit(opcodes.declare, slot, type);
    this.copy(slot, this.instance(type));
  }

  /** A member looked up above the class of the function being read: `super().name`, `super.name`. */
  superMember(name: string, at: Node): Slot {
    return this.#superLoad(name, at, siteKinds.reference).value;
  }

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
    const { value, site } = this.#superLoad(name, at, siteKinds.call);
    this.#emitCall(result, { slot: value, receiver: this.this(), site }, args, callFlags.super);
    return result;
  }

  #lookElsewhere(slot: Slot, name: number, { others = [], values = [] }: Surrounding): void {
    for (const other of others) if (other !== nothing) this.emit(opcodes.load, slot, other, name, -1);
    for (const each of values) this.copy(slot, each);
  }

  #callee(callee: Callee): { slot: Slot; receiver: Slot; site: number } {
    if ('around' in callee) {
      const slot = this.slot();
      const name = this.strings.index(callee.name);
      const site = this.site(siteKinds.call, callee.at, { name, slot });
      const { class: cls, receiver, isType } = callee.around;
      this.emit(opcodes.around, slot, cls, name, receiver, site, isType === true ? 1 : 0);
      this.#lookElsewhere(slot, name, callee.around);
      return { slot, receiver, site };
    }
    if ('enclosed' in callee) return this.#enclosed(callee.enclosed, siteKinds.call, 'read');
    if ('name' in callee) {
      const variable = this.find(callee.name);
      const slot = variable === undefined ? this.free(callee.name) : this.currentValue(variable);
      const row = variable !== undefined && isNamed(variable) ? this.variableRow(variable) : -1;
      const name = this.strings.index(callee.name);
      return {
        slot,
        receiver: -1,
        site: this.site(siteKinds.call, callee.at, { variable: row, name, slot }),
      };
    }
    if ('member' in callee) {
      const slot = this.slot();
      const name = this.strings.index(callee.member);
      const access = callee.isOptional === true ? 'value' : 'read';
      const site = this.site(siteKinds.call, callee.at, { name, receiver: callee.receiver, slot, access });
      for (const other of callee.others ?? []) this.copy(slot, other);
      if (callee.receiver !== nothing) this.emit(opcodes.load, slot, callee.receiver, name, site);
      return { slot, receiver: callee.receiver, site };
    }
    const site = this.site(siteKinds.call, callee.at, { slot: callee.value });
    return { slot: callee.value, receiver: callee.receiver ?? -1, site };
  }

  #emitCall(
    result: Slot,
    target: { slot: Slot; receiver: Slot; site: number },
    args: readonly Argument[],
    flags: number,
  ): void {
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

  #superLoad(name: string, at: Node, kind: number): { value: Slot; site: number } {
    const value = this.slot();
    const text = this.strings.index(name);
    const site = this.site(kind, at, { name: text, receiver: this.this(), slot: value });
    this.emit(opcodes.super, value, this.scope.frame.class, text, site);
    return { value, site };
  }
}
