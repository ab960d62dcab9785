import type { SyntaxTree } from '../syntax/tree.ts';
import { FactTables } from './fact-tables.ts';
import { receivers, variableField } from './facts.ts';
import { Flow } from './flow.ts';
import {
  declareVariable,
  findVariable,
  functionScope,
  nothing,
  openScope,
  type Scope,
  type Slot,
  type Variable,
  type VariableRole,
} from './scopes.ts';

/** Variables: which of them is in sight where the text is being read, and which of its values is current there. */
export class VariableFacts extends FactTables {
  protected scope: Scope;
  readonly #named: Variable[] = [];

  constructor(tree: SyntaxTree) {
    super(tree);
    this.scope = this.#moduleScope();
  }

  /** The receiver of the function being read: `self`, `cls`, `this`. */
  this(): Slot {
    return this.scope.frame.thisSlot;
  }

  /** Whether a function (not the module's own code) is being read. */
  get isInFunction(): boolean {
    return this.scope.frame.function !== 0;
  }

  get function(): number {
    return this.scope.frame.function;
  }

  /** The nearest class around the function being read, or -1. */
  get class(): number {
    return this.scope.frame.class;
  }

  /** The definition whose body is being read, or -1 at module level. */
  get definition(): number {
    return this.scope.frame.owner;
  }

  openBlock(): void {
    this.scope = openScope('block', this.scope, this.scope.frame);
  }

  closeBlock(): void {
    this.closeScope();
  }

  /** Declares a name in the scope being read; `hoisted` in the function's or module's own scope. */
  declare(name: string, role: VariableRole, place: 'here' | 'hoisted' = 'here'): Variable {
    const scope = place === 'here' ? this.scope : functionScope(this.scope);
    return declareVariable(scope, name, role);
  }

  /** Declares a name that hides what the scope already has under it: `let x = f(x)`. */
  redeclare(name: string, role: VariableRole): Variable {
    const known = this.scope.variables.get(name);
    if (known?.scope === this.scope) this.#named.push(known);
    this.scope.variables.delete(name);
    return declareVariable(this.scope, name, role);
  }

  /** The variables declared in the scope being read, in order of declaration. */
  variablesHere(): Variable[] {
    return [...this.scope.variables.values()];
  }

  /** Declares a name here that means a variable of an outer scope: Python's `global` and `nonlocal`. */
  alias(name: string, variable: Variable): void {
    this.scope.variables.set(name, variable);
  }

  /** The module-level variable of the name, declared when it is not yet. */
  moduleVariable(name: string): Variable {
    let scope = this.scope;
    while (scope.parent !== null) scope = scope.parent;
    return declareVariable(scope, name, 'local');
  }

  /** All variables declared at module level, in order of declaration. */
  moduleVariables(): Variable[] {
    let scope = this.scope;
    while (scope.parent !== null) scope = scope.parent;
    return [...scope.variables.values()];
  }

  find(name: string): Variable | undefined {
    return findVariable(this.scope, name);
  }

  /** Everything the variable ever holds; makes no site. */
  allValuesOf(variable: Variable): Slot {
    return this.allOf(variable);
  }

  branches(paths: readonly (() => void)[]): void {
    this.scope.frame.flow.branches(paths);
  }

  loop(body: () => void): void {
    this.scope.frame.flow.loop(body);
  }

  /** Control does not go on from here (return, throw). */
  endPath(): void {
    this.scope.frame.flow.end();
  }

  /** Control leaves the innermost loop's body here (break, continue). */
  leaveLoop(): void {
    this.scope.frame.flow.leaveLoop();
  }

  protected closeScope(): void {
    const scope = this.scope;
    for (const variable of scope.variables.values()) if (variable.scope === scope) this.#named.push(variable);
    if (scope.parent !== null) this.scope = scope.parent;
  }

  protected write(variable: Variable, value: Slot): void {
    const frame = this.scope.frame;
    if (variable.scope.frame === frame) {
      frame.flow.write(variable, value);
      if (value !== nothing) variable.versions.push(value);
      return;
    }
    this.copy(this.#foreignOf(variable), value);
  }

  protected allOf(variable: Variable): Slot {
    if (variable.all === nothing) variable.all = this.slot();
    return variable.all;
  }

  /** What the variable holds at the point being read; makes no site. */
  currentValue(variable: Variable): Slot {
    if (variable.scope.frame === this.scope.frame) {
      const version = this.scope.frame.flow.read(variable);
      if (version === nothing) return this.#foreignOf(variable);
      if (version !== undefined) return version;
    }
    return this.allOf(variable);
  }

  protected newFlow(): Flow {
    return new Flow(
      (versions) => this.#phi(versions),
      (phi, version) => this.copy(phi, version),
    );
  }

  protected closeVariables(): void {
    for (const variable of this.#named) this.#closeVariable(variable);
  }

  #closeVariable(variable: Variable): void {
    for (const version of variable.versions) this.copy(variable.all, version);
    this.copy(variable.all, variable.foreign);
    if (variable.row === -1) return;
    this.variables.set(variable.row, variableField.slot, variable.all);
    this.variables.set(variable.row, variableField.definition, variable.definition);
    this.variables.set(variable.row, variableField.import, variable.import);
  }

  #moduleScope(): Scope {
    const thisSlot = this.slot();
    const returnSlot = this.slot();
    this.functions.push(-1, -1, receivers.none, -1, thisSlot, returnSlot, 0, 0);
    this.parametersOf[0] = [];
    const flow = this.newFlow();
    return openScope('module', null, {
      function: 0,
      owner: -1,
      thisSlot,
      returnSlot,
      class: -1,
      module: -1,
      flow,
    });
  }

  #phi(versions: readonly Slot[]): Slot {
    const phi = this.slot();
    for (const version of versions) this.copy(phi, version);
    return phi;
  }

  #foreignOf(variable: Variable): Slot {
    if (variable.foreign === nothing) variable.foreign = this.slot();
    return variable.foreign;
  }
}
