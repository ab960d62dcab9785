import type { DefinitionKind, ImportKind } from '@gkg/ontology';
import { definitionKinds, importKinds } from '@gkg/ontology';
import { noNode, type Node, type SyntaxTree } from '../syntax/tree.ts';
import { Columns, Strings } from './columns.ts';
import {
  baseRelations,
  baseStride,
  callFlags,
  classStride,
  definitionField,
  definitionStride,
  exportStride,
  type Facts,
  functionField,
  functionStride,
  importStride,
  keywordSpread,
  memberPlaces,
  memberStride,
  opcodes,
  parameterKinds,
  parameterStride,
  positional,
  receivers,
  siteAccesses,
  siteKinds,
  siteStride,
  spread,
  variableField,
  variableStride,
} from './facts.ts';
import { Flow } from './flow.ts';
import {
  declareVariable,
  findVariable,
  type Frame,
  functionScope,
  nothing,
  openScope,
  type Scope,
  type Slot,
  type Variable,
  type VariableRole,
} from './scopes.ts';

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
}

export interface Argument {
  readonly slot: Slot;
  /** A name, or how the argument is spread: `*xs` and `...xs`, or `**options`. */
  readonly keyword?: string;
  readonly spread?: 'elements' | 'keywords';
}

/** What is called: a bare name, a member of a value, or a value. */
export type Callee =
  | { readonly name: string; readonly at: Node }
  | { readonly receiver: Slot; readonly member: string; readonly at: Node }
  | { readonly value: Slot; readonly at: Node };

export type SiteAccess = (typeof siteAccesses)[number];

/**
 * The language-neutral side of extraction: a language walks its syntax tree and tells the builder what
 * it sees; the builder keeps scopes, versions and positions and writes the facts (`facts.ts`).
 *
 * A language declares the names of a scope before it reads the scope's statements (`declare`), so that
 * a name always means what the language says it means, wherever its declaration stands.
 */
export class FactsBuilder {
  readonly tree: SyntaxTree;
  readonly #strings = new Strings();
  readonly #definitions = new Columns(definitionStride);
  readonly #functions = new Columns(functionStride);
  readonly #parameters = new Columns(parameterStride);
  readonly #classes = new Columns(classStride, 8);
  readonly #bases: number[][] = [];
  readonly #members = new Columns(memberStride);
  readonly #variables = new Columns(variableStride);
  readonly #imports = new Columns(importStride);
  readonly #exports = new Columns(exportStride);
  readonly #sites = new Columns(siteStride, 256);
  readonly #operations = new Columns(1, 1024);
  readonly #parametersOf: number[][][] = [];
  readonly #named: Variable[] = [];
  readonly #qualified = new Map<number, string>();
  readonly #freeNames = new Map<string, Slot>();
  #hasWildcard = false;
  #slotCount = 0;
  #objectCount = 0;
  #scope: Scope;

  constructor(tree: SyntaxTree) {
    this.tree = tree;
    this.#scope = this.#moduleScope();
  }

  // --- definitions -------------------------------------------------------------------------------

  /** Adds a definition and returns its index. */
  define(facts: DefinitionFacts): number {
    const { tree } = this;
    const parent = facts.parent ?? this.#scope.frame.owner;
    const start = tree.point(tree.start(facts.node));
    const end = tree.point(tree.end(facts.node));
    const name = tree.point(tree.start(facts.nameNode));
    const qualified = parent === -1 ? facts.name : `${this.#qualified.get(parent)!}.${facts.name}`;
    const text = (value: string | undefined) => this.#strings.index(value ?? '');
    const row = this.#definitions.push(
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

  /** The definition whose body is being read, or -1 at module level. */
  get definition(): number {
    return this.#scope.frame.owner;
  }

  setExported(definition: number): void {
    this.#definitions.set(definition, definitionField.exported, 1);
  }

  // --- functions ---------------------------------------------------------------------------------

  /**
   * Begins a function's body. `receiver: 'lexical'` shares the surrounding function's receiver, as an
   * arrow function does. Declare its parameters first, then its other names.
   */
  openFunction(facts: {
    readonly definition: number;
    readonly receiver: 'none' | 'instance' | 'class' | 'dynamic' | 'lexical';
    /** The class it is a member of, or -1. */
    readonly class?: number;
  }): number {
    const outer = this.#scope.frame;
    const isLexical = facts.receiver === 'lexical';
    const thisSlot = isLexical ? outer.thisSlot : this.slot();
    const memberOf = facts.class ?? -1;
    const owner = facts.definition === -1 ? outer.owner : facts.definition;
    const receiver = facts.receiver === 'lexical' ? receivers.none : receivers[facts.receiver];
    const returnSlot = this.slot();
    const row = this.#functions.push(facts.definition, owner, receiver, memberOf, thisSlot, returnSlot, 0, 0);
    this.#parametersOf[row] = [];
    if (facts.definition !== -1) this.#definitions.set(facts.definition, definitionField.function, row);
    const frame: Frame = {
      function: row,
      owner,
      thisSlot,
      returnSlot,
      class: memberOf === -1 ? outer.class : memberOf,
      flow: this.#newFlow(),
    };
    this.#scope = openScope('function', this.#scope, frame);
    return row;
  }

  /** Adds a parameter to the open function, in order, and gives its slot. */
  parameter(name: string, kind: keyof typeof parameterKinds = 'positional'): Slot {
    const slot = this.slot();
    const { frame } = this.#scope;
    this.#parametersOf[frame.function]!.push([slot, this.#strings.index(name), parameterKinds[kind]]);
    if (name !== '') this.#write(declareVariable(this.#scope, name, 'parameter'), slot);
    return slot;
  }

  closeFunction(): void {
    this.#closeScope();
  }

  returns(slot: Slot): void {
    this.copy(this.#scope.frame.returnSlot, slot);
  }

  returnSlotOf(fn: number): Slot {
    return this.#functions.get(fn, functionField.returnSlot);
  }

  thisSlotOf(fn: number): Slot {
    return this.#functions.get(fn, functionField.thisSlot);
  }

  /** The receiver of the function being read: `self`, `cls`, `this`. */
  this(): Slot {
    return this.#scope.frame.thisSlot;
  }

  /** Whether a function (not the module's own code) is being read. */
  get isInFunction(): boolean {
    return this.#scope.frame.function !== 0;
  }

  get function(): number {
    return this.#scope.frame.function;
  }

  /** The nearest class around the function being read, or -1. */
  get class(): number {
    return this.#scope.frame.class;
  }

  functionValue(fn: number): Slot {
    return this.#make(opcodes.function, fn);
  }

  // --- classes -----------------------------------------------------------------------------------

  /** Begins a class body. Its statements belong to the surrounding function's flow. */
  openClass(facts: { readonly definition: number; readonly isInterface?: boolean }): number {
    const row = this.#classes.push(facts.definition, 0, 0, facts.isInterface === true ? 1 : 0);
    if (facts.definition !== -1) this.#definitions.set(facts.definition, definitionField.class, row);
    const owner = facts.definition === -1 ? this.#scope.frame.owner : facts.definition;
    const frame: Frame = { ...this.#scope.frame, owner, class: row, flow: this.#newFlow() };
    this.#scope = openScope('class', this.#scope, frame);
    return row;
  }

  base(cls: number, slot: Slot, relation: keyof typeof baseRelations, at: Node): void {
    const { line } = this.tree.point(this.tree.start(at));
    this.#bases.push([cls, slot, baseRelations[relation], line]);
  }

  /** A name found on instances of the class, on the class itself, or on both. */
  member(
    cls: number,
    name: string,
    facts: { readonly definition?: number; readonly slot: Slot; readonly place: keyof typeof memberPlaces },
  ): void {
    this.#members.push(
      cls,
      this.#strings.index(name),
      facts.definition ?? -1,
      facts.slot,
      memberPlaces[facts.place],
    );
  }

  closeClass(): void {
    this.#closeScope();
  }

  classValue(cls: number): Slot {
    return this.#make(opcodes.class, cls);
  }

  // --- names -------------------------------------------------------------------------------------

  openBlock(): void {
    this.#scope = openScope('block', this.#scope, this.#scope.frame);
  }

  closeBlock(): void {
    this.#closeScope();
  }

  /** Declares a name in the scope being read; `hoisted` in the function's or module's own scope. */
  declare(name: string, role: VariableRole, place: 'here' | 'hoisted' = 'here'): Variable {
    const scope = place === 'here' ? this.#scope : functionScope(this.#scope);
    return declareVariable(scope, name, role);
  }

  /** Declares a name here that means a variable of an outer scope: Python's `global` and `nonlocal`. */
  alias(name: string, variable: Variable): void {
    this.#scope.variables.set(name, variable);
  }

  /** The module-level variable of the name, declared when it is not yet. */
  moduleVariable(name: string): Variable {
    let scope = this.#scope;
    while (scope.parent !== null) scope = scope.parent;
    return declareVariable(scope, name, 'local');
  }

  find(name: string): Variable | undefined {
    return findVariable(this.#scope, name);
  }

  /** Says that the variable is the name of a definition, so that reading it refers to that. */
  bindDefinition(variable: Variable, definition: number): void {
    variable.role = 'definition';
    if (variable.definition === -1) variable.definition = definition;
  }

  /**
   * Gives a name a value. With `at`, the assignment is also a write site when the name means something
   * of the graph. An undeclared name is left alone.
   */
  assign(name: string, value: Slot, at: Node = noNode): void {
    const variable = this.find(name);
    if (variable === undefined) return;
    this.#write(variable, value);
    if (at !== noNode && isNamed(variable)) this.#nameSite(variable, at, 'write', value);
  }

  /**
   * The value of a name, and a reference site when the name means something of the graph, or may do so
   * because the file imports names that it does not list.
   */
  read(name: string, at: Node, access: SiteAccess = 'read'): Slot {
    const variable = this.find(name);
    if (variable !== undefined) return this.readVariable(variable, at, access);
    const slot = this.#free(name);
    if (this.#hasWildcard) {
      this.#site(siteKinds.reference, at, -1, this.#strings.index(name), -1, slot, access);
    }
    return slot;
  }

  /** Like `read`, for a variable that the scope rules would not find from here. */
  readVariable(variable: Variable, at: Node, access: SiteAccess = 'read'): Slot {
    const slot = this.#valueOf(variable);
    if (isNamed(variable)) this.#nameSite(variable, at, access, slot);
    return slot;
  }

  // --- values ------------------------------------------------------------------------------------

  slot(): Slot {
    return this.#slotCount++;
  }

  copy(to: Slot, from: Slot): void {
    if (to !== nothing && from !== nothing && to !== from) this.#emit(opcodes.copy, to, from);
  }

  /** A slot that receives all of the given ones. */
  join(slots: readonly Slot[]): Slot {
    const known = [...new Set(slots)].filter((slot) => slot !== nothing);
    if (known.length < 2) return known[0] ?? nothing;
    const joined = this.slot();
    for (const slot of known) this.copy(joined, slot);
    return joined;
  }

  /** An object, array or container made at this place. Fill it with `store` and `put`. */
  object(): Slot {
    return this.#make(opcodes.object, this.#objectCount++);
  }

  /** A container of unknown make whose elements are what `element` holds. */
  collection(element: Slot): Slot {
    const container = this.object();
    this.put(container, element);
    return container;
  }

  /** Reads a member. `at` is the node of the member's name; `noNode` makes no site. */
  load(object: Slot, name: string, at: Node, access: SiteAccess = 'read'): Slot {
    if (object === nothing) return nothing;
    const value = this.slot();
    const text = this.#strings.index(name);
    const site = at === noNode ? -1 : this.#site(siteKinds.reference, at, -1, text, object, value, access);
    this.#emit(opcodes.load, value, object, text, site);
    return value;
  }

  /** Writes a member; a site when `at` is given. */
  store(object: Slot, name: string, value: Slot, at: Node = noNode): void {
    if (object === nothing) return;
    const text = this.#strings.index(name);
    const site = at === noNode ? -1 : this.#site(siteKinds.reference, at, -1, text, object, value, 'write');
    if (value !== nothing || site !== -1) this.#emit(opcodes.store, object, text, value, site);
  }

  /** Any element of a container. */
  element(container: Slot): Slot {
    return container === nothing ? nothing : this.#make(opcodes.element, container);
  }

  put(container: Slot, element: Slot): void {
    if (container !== nothing && element !== nothing) this.#emit(opcodes.put, container, element);
  }

  /** An instance of the class that `type` holds, or of a class below it: what an annotation says. */
  instance(type: Slot): Slot {
    return type === nothing ? nothing : this.#make(opcodes.instance, type);
  }

  /** Says that the slot is annotated: it has an instance of the type, and no unrelated ones. */
  declareType(slot: Slot, type: Slot): void {
    if (slot === nothing || type === nothing) return;
    this.#emit(opcodes.declare, slot, type);
    this.copy(slot, this.instance(type));
  }

  /** A member looked up above the class of the function being read: `super().name`, `super.name`. */
  superMember(name: string, at: Node): Slot {
    return this.#superLoad(name, at, siteKinds.reference).value;
  }

  // --- calls -------------------------------------------------------------------------------------

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

  // --- imports and exports -----------------------------------------------------------------------

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
    const text = (value: string) => this.#strings.index(value);
    if (facts.kind === 'wildcard') this.#hasWildcard = true;
    const row = this.#imports.push(
      text(facts.specifier),
      text(facts.name),
      text(facts.alias ?? ''),
      importKinds.indexOf(facts.kind),
      line,
      slot,
    );
    return { slot, row };
  }

  /** Binds an import to the name it gets in this scope. */
  bindImport(name: string, imported: { readonly slot: Slot; readonly row: number }): void {
    const variable = declareVariable(this.#scope, name, 'import');
    variable.import = imported.row;
    this.#write(variable, imported.slot);
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
    },
  ): void {
    const { variable } = what;
    const row = variable === undefined ? -1 : this.#variableRow(variable);
    const slot = what.slot ?? (variable === undefined ? nothing : this.#allOf(variable));
    this.#exports.push(this.#strings.index(name), row, what.import ?? -1, slot);
    if (what.isPrivate === true || variable === undefined) return;
    if (variable.definition !== -1) this.setExported(variable.definition);
  }

  /** All variables declared at module level, in order of declaration. */
  moduleVariables(): Variable[] {
    let scope = this.#scope;
    while (scope.parent !== null) scope = scope.parent;
    return [...scope.variables.values()];
  }

  // --- flow --------------------------------------------------------------------------------------

  branches(paths: readonly (() => void)[]): void {
    this.#scope.frame.flow.branches(paths);
  }

  loop(body: () => void): void {
    this.#scope.frame.flow.loop(body);
  }

  /** Control does not go on from here (return, throw). */
  endPath(): void {
    this.#scope.frame.flow.end();
  }

  /** Control leaves the innermost loop's body here (break, continue). */
  leaveLoop(): void {
    this.#scope.frame.flow.leaveLoop();
  }

  // --- the end -----------------------------------------------------------------------------------

  /** Ends the file. The builder must not be used afterwards. */
  finish(): Facts {
    this.#closeScope();
    this.#layParameters();
    const bases = this.#layBases();
    for (const variable of this.#named) this.#closeVariable(variable);
    return {
      strings: this.#strings.values,
      definitions: this.#definitions.finish(),
      functions: this.#functions.finish(),
      parameters: this.#parameters.finish(),
      classes: this.#classes.finish(),
      bases,
      members: this.#members.finish(),
      variables: this.#variables.finish(),
      imports: this.#imports.finish(),
      exports: this.#exports.finish(),
      sites: this.#sites.finish(),
      operations: this.#operations.finish(),
      slotCount: this.#slotCount,
      objectCount: this.#objectCount,
      lineCount: this.tree.lineCount,
    };
  }

  // --- inside ------------------------------------------------------------------------------------

  #moduleScope(): Scope {
    const thisSlot = this.slot();
    const returnSlot = this.slot();
    this.#functions.push(-1, -1, receivers.none, -1, thisSlot, returnSlot, 0, 0);
    this.#parametersOf[0] = [];
    const flow = this.#newFlow();
    return openScope('module', null, { function: 0, owner: -1, thisSlot, returnSlot, class: -1, flow });
  }

  #newFlow(): Flow {
    return new Flow(
      (versions) => this.#phi(versions),
      (phi, version) => this.copy(phi, version),
    );
  }

  #phi(versions: readonly Slot[]): Slot {
    const phi = this.slot();
    for (const version of versions) this.copy(phi, version);
    return phi;
  }

  #closeScope(): void {
    const scope = this.#scope;
    for (const variable of scope.variables.values()) if (variable.scope === scope) this.#named.push(variable);
    if (scope.parent !== null) this.#scope = scope.parent;
  }

  #write(variable: Variable, value: Slot): void {
    const frame = this.#scope.frame;
    if (variable.scope.frame === frame) {
      frame.flow.write(variable, value);
      if (value !== nothing) variable.versions.push(value);
      return;
    }
    this.copy(this.#foreignOf(variable), value);
  }

  #valueOf(variable: Variable): Slot {
    if (variable.scope.frame === this.#scope.frame) {
      const version = this.#scope.frame.flow.read(variable);
      if (version === nothing) return this.#foreignOf(variable);
      if (version !== undefined) return version;
    }
    return this.#allOf(variable);
  }

  #foreignOf(variable: Variable): Slot {
    if (variable.foreign === nothing) variable.foreign = this.slot();
    return variable.foreign;
  }

  #allOf(variable: Variable): Slot {
    if (variable.all === nothing) variable.all = this.slot();
    return variable.all;
  }

  #closeVariable(variable: Variable): void {
    for (const version of variable.versions) this.copy(variable.all, version);
    this.copy(variable.all, variable.foreign);
    if (variable.row === -1) return;
    this.#variables.set(variable.row, variableField.slot, variable.all);
    this.#variables.set(variable.row, variableField.definition, variable.definition);
    this.#variables.set(variable.row, variableField.import, variable.import);
  }

  #variableRow(variable: Variable): number {
    if (variable.row === -1) {
      variable.row = this.#variables.push(this.#strings.index(variable.name), -1, -1, -1);
      this.#allOf(variable);
    }
    return variable.row;
  }

  #free(name: string): Slot {
    let slot = this.#freeNames.get(name);
    if (slot === undefined) {
      slot = this.#make(opcodes.free, this.#strings.index(name));
      this.#freeNames.set(name, slot);
    }
    return slot;
  }

  #nameSite(variable: Variable, at: Node, access: SiteAccess, slot: Slot): number {
    const text = this.#strings.index(variable.name);
    return this.#site(siteKinds.reference, at, this.#variableRow(variable), text, -1, slot, access);
  }

  #site(
    kind: number,
    at: Node,
    variable: number,
    name: number,
    receiver: Slot,
    slot: Slot,
    access: SiteAccess,
  ): number {
    const { line, column } = this.tree.point(this.tree.start(at));
    const fn = this.#scope.frame.function;
    return this.#sites.push(
      kind,
      line,
      column,
      fn,
      variable,
      name,
      receiver,
      slot,
      siteAccesses.indexOf(access),
    );
  }

  #callee(callee: Callee): { slot: Slot; receiver: Slot; site: number } {
    if ('name' in callee) {
      const variable = this.find(callee.name);
      const slot = variable === undefined ? this.#free(callee.name) : this.#valueOf(variable);
      const row = variable !== undefined && isNamed(variable) ? this.#variableRow(variable) : -1;
      const name = this.#strings.index(callee.name);
      return { slot, receiver: -1, site: this.#site(siteKinds.call, callee.at, row, name, -1, slot, 'read') };
    }
    if ('member' in callee) {
      const slot = this.slot();
      const name = this.#strings.index(callee.member);
      const site = this.#site(siteKinds.call, callee.at, -1, name, callee.receiver, slot, 'read');
      if (callee.receiver !== nothing) this.#emit(opcodes.load, slot, callee.receiver, name, site);
      return { slot, receiver: callee.receiver, site };
    }
    const site = this.#site(siteKinds.call, callee.at, -1, -1, -1, callee.value, 'read');
    return { slot: callee.value, receiver: -1, site };
  }

  #emitCall(
    result: Slot,
    target: { slot: Slot; receiver: Slot; site: number },
    args: readonly Argument[],
    flags: number,
  ): void {
    this.#emit(opcodes.call, result, target.slot, target.receiver, target.site, flags, args.length);
    for (const argument of args) this.#emit(argument.slot, this.#keyword(argument));
  }

  #keyword(argument: Argument): number {
    if (argument.spread === 'elements') return spread;
    if (argument.spread === 'keywords') return keywordSpread;
    return argument.keyword === undefined ? positional : this.#strings.index(argument.keyword);
  }

  #superLoad(name: string, at: Node, kind: number): { value: Slot; site: number } {
    const value = this.slot();
    const text = this.#strings.index(name);
    const site = this.#site(kind, at, -1, text, this.this(), value, 'read');
    this.#emit(opcodes.super, value, this.#scope.frame.class, text, site);
    return { value, site };
  }

  #make(opcode: number, operand: number): Slot {
    const slot = this.slot();
    this.#emit(opcode, slot, operand);
    return slot;
  }

  #emit(...words: readonly number[]): void {
    for (const word of words) this.#operations.push(word);
  }

  #layParameters(): void {
    this.#parametersOf.forEach((rows, fn) => {
      this.#functions.set(fn, functionField.parametersFrom, this.#parameters.rowCount);
      this.#functions.set(fn, functionField.parameterCount, rows.length);
      for (const row of rows) this.#parameters.push(...row);
    });
  }

  #layBases(): Int32Array {
    const columns = new Columns(baseStride, 8);
    this.#bases.sort((a, b) => a[0]! - b[0]!);
    for (const base of this.#bases) {
      const cls = base[0]!;
      const count = this.#classes.get(cls, 2);
      if (count === 0) this.#classes.set(cls, 1, columns.rowCount);
      this.#classes.set(cls, 2, count + 1);
      columns.push(...base);
    }
    return columns.finish();
  }
}

/** Whether reading the variable refers to something of the graph rather than to a plain local. */
function isNamed(variable: Variable): boolean {
  if (variable.role === 'definition' || variable.role === 'import') return true;
  return variable.scope.kind === 'module' || variable.scope.parent === null;
}
