import { noNode, type Node } from '../syntax/tree.ts';
import { opcodes, siteKinds } from './facts.ts';
import { NameFacts, type SiteAccess } from './name-facts.ts';
import { nothing, type Slot } from './scopes.ts';

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

/** Values: where they come from and where they are put. */
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
    this.lookElsewhere(slot, text, where);
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
    return this.enclosedSite(what, siteKinds.reference, access).slot;
  }

  protected enclosedSite(
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
    return this.superLoad(name, at, siteKinds.reference).value;
  }

  protected lookElsewhere(slot: Slot, name: number, { others = [], values = [] }: Surrounding): void {
    for (const other of others) if (other !== nothing) this.emit(opcodes.load, slot, other, name, -1);
    for (const each of values) this.copy(slot, each);
  }

  protected superLoad(name: string, at: Node, kind: number): { value: Slot; site: number } {
    const value = this.slot();
    const text = this.strings.index(name);
    const site = this.site(kind, at, { name: text, receiver: this.this(), slot: value });
    this.emit(opcodes.super, value, this.scope.frame.class, text, site);
    return { value, site };
  }
}
