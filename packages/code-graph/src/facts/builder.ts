import type { DefinitionKind, ImportKind } from '@gkg/ontology';
import { definitionKinds, importKinds } from '@gkg/ontology';
import type { Node } from '../syntax/tree.ts';
import {
  baseRelations,
  classFlags,
  definitionField,
  type Facts,
  functionField,
  memberPlaces,
  opcodes,
  parameterField,
  parameterKinds,
  receivers,
} from './facts.ts';
import { declareVariable, type Frame, nothing, openScope, type Slot, type Variable } from './scopes.ts';
import { CallFacts } from './call-facts.ts';

export type { SiteAccess } from './name-facts.ts';
export type { Argument } from './call-facts.ts';

export interface DefinitionFacts {
  readonly node: Node;
  /** Where the name stands; the node itself when it has none. */
  readonly nameNode: Node;
  readonly name: string;
  readonly kind: DefinitionKind;
  readonly subkind?: string;
  readonly signature?: string;
  readonly documentation?: string;
  readonly visibility?: string;
  readonly exported?: boolean;
  /** The enclosing definition; the one being read when absent, -1 for the file. */
  readonly parent?: number;
  /** Path between the parent and the name where no definition stands for it: the `o` of `o.run`. */
  readonly qualifier?: string;
}

/**
 * The language-neutral side of extraction: a language walks its syntax tree and tells the builder what
 * it sees; the builder keeps scopes, versions and positions and writes the facts (`facts.ts`).
 *
 * A language declares the names of a scope before it reads the scope's statements (`declare`), so that
 * a name always means what the language says it means, wherever its declaration stands.
 */
export class FactsBuilder extends CallFacts {
  readonly #qualified = new Map<number, string>();

  /** Adds a definition and returns its index. */
  define(facts: DefinitionFacts): number {
    const { tree } = this;
    const parent = facts.parent ?? this.scope.frame.owner;
    const start = tree.point(tree.start(facts.node));
    const end = tree.point(tree.end(facts.node));
    const name = tree.point(tree.start(facts.nameNode));
    const path = facts.qualifier === undefined ? facts.name : `${facts.qualifier}.${facts.name}`;
    const qualified = parent === -1 ? path : `${this.#qualified.get(parent)!}.${path}`;
    const text = (value: string | undefined) => this.strings.index(value ?? '');
    const row = this.definitions.push(
      text(facts.name),
      text(qualified),
      definitionKinds.indexOf(facts.kind),
      text(facts.subkind),
      parent,
      start.line,
      start.column,
      end.line,
      end.column,
      name.line,
      name.column,
      text(facts.signature),
      text(facts.documentation),
      text(facts.visibility),
      facts.exported === true ? 1 : 0,
      -1,
      -1,
    );
    this.#qualified.set(row, qualified);
    return row;
  }

  /**
   * Says that the definition is one with others of the name in the program (see `linkField`), or, without a
   * name, with members of the same name of its class.
   */
  link(facts: {
    readonly definition: number;
    readonly name?: string;
    readonly isDeclaration: boolean;
    readonly shape: string;
    readonly parameters?: number;
    readonly slot?: Slot;
  }): void {
    this.links.push(
      facts.definition,
      facts.name === undefined ? -1 : this.strings.index(facts.name),
      facts.isDeclaration ? 1 : 0,
      this.strings.index(facts.shape),
      facts.parameters ?? 0,
      facts.slot ?? nothing,
    );
  }

  /** The definition that was added last, or -1. */
  get lastDefinition(): number {
    return this.definitions.rowCount - 1;
  }

  setExported(definition: number): void {
    this.definitions.set(definition, definitionField.exported, 1);
  }

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

  /**
   * Begins a class body. Its statements run where the class stands, with the receiver of the code around,
   * but their sites belong to the class.
   */
  openClass(facts: {
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
  }): number {
    const name = facts.globalName === undefined ? -1 : this.strings.index(facts.globalName);
    const interfaceFlag = facts.isInterface === true ? classFlags.interface : 0;
    const namespaceFlag = facts.isNamespace === true ? classFlags.namespace : 0;
    const implementationFlag = facts.isImplementation === true ? classFlags.implementation : 0;
    const partFlag = facts.isPart === true ? classFlags.part : 0;
    const flags = interfaceFlag | namespaceFlag | implementationFlag | partFlag;
    const row = this.classes.push(facts.definition, 0, 0, flags, name, facts.outer ?? -1);
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

  /**
   * Begins a module that stands in the file. What is exported in it is found under it. `seesOuter`: its code
   * sees the names around it.
   */
  openModule(facts: { readonly definition: number; readonly seesOuter: boolean }): void {
    const { thisSlot, returnSlot } = this.scope.frame;
    const { definition } = facts;
    const body = this.functions.push(-1, definition, receivers.none, -1, thisSlot, returnSlot, 0, 0);
    this.parametersOf[body] = [];
    const frame: Frame = {
      ...this.scope.frame,
      function: body,
      owner: definition,
      class: -1,
      module: definition,
      flow: this.newFlow(),
    };
    this.scope = openScope('module', this.scope, frame, !facts.seesOuter);
  }

  closeModule(): void {
    this.closeScope();
  }

  /** The definition of the module in the file that is being read, or -1 for the file's own. */
  get module(): number {
    return this.scope.frame.module;
  }

  /** What a definition is as a module: what is exported under it. */
  moduleValue(definition: number): Slot {
    return this.make(opcodes.module, definition);
  }

  closeClass(): void {
    this.closeScope();
  }

  classValue(cls: number): Slot {
    return this.make(opcodes.class, cls);
  }

  /** Adds an import and gives the slot of what it binds, and its row for exports. */
  import(facts: {
    readonly specifier: string;
    /** `*` for the module itself or all its names, `default` for a default, '' for side effects only. */
    readonly name: string;
    readonly alias?: string;
    readonly kind: ImportKind;
    readonly at: Node;
  }): { readonly slot: Slot; readonly row: number } {
    const slot = this.slot();
    const { line } = this.tree.point(this.tree.start(facts.at));
    const text = (value: string) => this.strings.index(value);
    const isWildcard = facts.kind === 'wildcard' || (facts.kind === 're_export' && facts.name === '*');
    if (isWildcard) this.hasWildcard = true;
    const row = this.imports.push(
      text(facts.specifier),
      text(facts.name),
      text(facts.alias ?? ''),
      importKinds.indexOf(facts.kind),
      line,
      slot,
      this.scope.frame.module,
    );
    return { slot, row };
  }

  /** Binds an import to the name it gets in this scope. */
  bindImport(name: string, imported: { readonly slot: Slot; readonly row: number }): void {
    const variable = declareVariable(this.scope, name, 'import');
    variable.import = imported.row;
    this.write(variable, imported.slot);
  }

  /**
   * Exports a variable of this file, a value, or (re-export) something imported. `*` exports all of an
   * import. `isPrivate`: others can reach it, but are not meant to.
   */
  export(
    name: string,
    what: {
      readonly variable?: Variable;
      readonly import?: number;
      readonly slot?: Slot;
      readonly isPrivate?: boolean;
      /** The definition under which it is found, where that is not the module being read. */
      readonly within?: number;
    },
  ): void {
    const { variable } = what;
    const row = variable === undefined ? -1 : this.variableRow(variable);
    const slot = what.slot ?? (variable === undefined ? nothing : this.allOf(variable));
    const within = what.within ?? this.scope.frame.module;
    this.exports.push(this.strings.index(name), row, what.import ?? -1, slot, within);
    if (what.isPrivate === true || variable === undefined) return;
    if (variable.definition !== -1) this.setExported(variable.definition);
  }

  /** Ends the file. The builder must not be used afterwards. */
  finish(): Facts {
    this.closeScope();
    this.closeVariables();
    return this.finishTables();
  }
}
