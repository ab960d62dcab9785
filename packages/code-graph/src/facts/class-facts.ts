import type { Node } from '../syntax/tree.ts';
import { baseRelations, classFlags, definitionField, memberPlaces, opcodes, receivers } from './facts.ts';
import { FunctionFacts } from './function-facts.ts';
import { type Frame, openScope, type Slot } from './scopes.ts';

/** What is known of a class before its body. */
interface ClassHead {
  readonly definition: number;
  readonly isInterface?: boolean;
  /** More of a class that is written elsewhere, which the only base holds. */
  readonly isPart?: boolean;
  /** It only holds names. */
  readonly isNamespace?: boolean;
  /** What another class has for an interface, and lends it. */
  readonly isImplementation?: boolean;
  /** Name in the whole program, where other files may open the class again. */
  readonly globalName?: string;
  /** The class around it, for the look-up of constants. */
  readonly outer?: number;
  /** Whether the class is the receiver of its body's statements. */
  readonly isReceiver?: boolean;
}

/** Classes: their bodies, what they are made of and which members they have. */
export class ClassFacts extends FunctionFacts {
  /**
   * Begins a class body. Its statements run where the class stands, with the receiver of the code around,
   * but their sites belong to the class.
   */
  openClass(facts: ClassHead): number {
    const name = facts.globalName === undefined ? -1 : this.strings.index(facts.globalName);
    const row = this.classes.push(facts.definition, 0, 0, flagsOf(facts), name, facts.outer ?? -1);
    if (facts.definition !== -1) this.definitions.set(facts.definition, definitionField.class, row);
    const owner = facts.definition === -1 ? this.scope.frame.owner : facts.definition;
    const { returnSlot } = this.scope.frame;
    const thisSlot = facts.isReceiver === true ? this.classValue(row) : this.scope.frame.thisSlot;
    const body = this.functions.push(-1, owner, receivers.none, -1, thisSlot, returnSlot, 0, 0);
    this.parametersOf[body] = [];
    const frame: Frame = {
      ...this.scope.frame,
      function: body,
      owner,
      thisSlot,
      class: row,
      flow: this.newFlow(),
    };
    this.scope = openScope('class', this.scope, frame);
    return row;
  }

  base(cls: number, slot: Slot, relation: keyof typeof baseRelations, at: Node): void {
    const { line } = this.tree.point(this.tree.start(at));
    this.bases.push([cls, slot, baseRelations[relation], line]);
  }

  /** A name found on instances of the class, on the class itself, or on both. */
  member(
    cls: number,
    name: string,
    facts: {
      readonly definition?: number;
      readonly slot: Slot;
      readonly place: keyof typeof memberPlaces;
      /** Whether classes below can only hide it, as functions that are not virtual. */
      readonly isClosed?: boolean;
    },
  ): void {
    this.members.push(
      cls,
      this.strings.index(name),
      facts.definition ?? -1,
      facts.slot,
      memberPlaces[facts.place],
      facts.isClosed === true ? 1 : 0,
    );
  }

  closeClass(): void {
    this.closeScope();
  }

  classValue(cls: number): Slot {
    return this.make(opcodes.class, cls);
  }
}

function flagsOf(facts: ClassHead): number {
  const interfaceFlag = facts.isInterface === true ? classFlags.interface : 0;
  const namespaceFlag = facts.isNamespace === true ? classFlags.namespace : 0;
  const implementationFlag = facts.isImplementation === true ? classFlags.implementation : 0;
  const partFlag = facts.isPart === true ? classFlags.part : 0;
  return interfaceFlag | namespaceFlag | implementationFlag | partFlag;
}
