import type { Flow } from './flow.ts';

/** A place a value may be in; see `facts.ts`. `nothing` is the slot of a value nobody knows. */
export type Slot = number;
export const nothing: Slot = -1;

/**
 * `definition`, `import`: the name stands for something of the graph, so reading it is a site.
 * `local`, `parameter`: a plain variable of a function.
 */
export type VariableRole = 'definition' | 'import' | 'local' | 'parameter';

export interface Variable {
  readonly name: string;
  readonly scope: Scope;
  role: VariableRole;
  /** Every value the variable ever has, read where the order of execution is not known; made on demand. */
  all: Slot;
  /** The values it was given inside its own function, in order. */
  readonly versions: Slot[];
  /** Values given by functions nested in its own, or `nothing`. */
  foreign: Slot;
  /** Row in the facts' variables, or -1 for a plain local. */
  row: number;
  definition: number;
  import: number;
}

/**
 * `module`, `function` and `block` scopes are visible from everything inside them. The names of a
 * `class` scope are visible to the class body's own statements only, as Python has it.
 */
export type ScopeKind = 'module' | 'function' | 'block' | 'class';

export interface Scope {
  readonly kind: ScopeKind;
  readonly parent: Scope | null;
  readonly frame: Frame;
  /** Whether its code does not see the names around it. */
  readonly isClosed: boolean;
  readonly variables: Map<string, Variable>;
}

/** What is known of the function whose body is being read. */
export interface Frame {
  readonly function: number;
  readonly owner: number;
  readonly thisSlot: Slot;
  readonly returnSlot: Slot;
  /** The nearest class around, or -1: where `super` starts. */
  readonly class: number;
  /** The definition of the module in the file that is being read, or -1. */
  readonly module: number;
  readonly flow: Flow;
}

export function openScope(kind: ScopeKind, parent: Scope | null, frame: Frame, isClosed = false): Scope {
  return { kind, parent, frame, isClosed, variables: new Map() };
}

/** The variable that a name means, read from `scope` outwards. */
export function findVariable(scope: Scope, name: string): Variable | undefined {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    if (at.kind === 'class' && at.frame !== scope.frame) continue;
    const variable = at.variables.get(name);
    if (variable !== undefined) return variable;
    if (at.isClosed) return undefined;
  }
  return undefined;
}

export function declareVariable(scope: Scope, name: string, role: VariableRole): Variable {
  const known = scope.variables.get(name);
  if (known !== undefined) {
    if (role === 'definition' || role === 'import') known.role = role;
    return known;
  }
  const variable: Variable = {
    name,
    scope,
    role,
    all: nothing,
    versions: [],
    foreign: nothing,
    row: -1,
    definition: -1,
    import: -1,
  };
  scope.variables.set(name, variable);
  return variable;
}

/** The scope that a `var`, a parameter or a module-level name belongs to. */
export function functionScope(scope: Scope): Scope {
  let at = scope;
  while (at.kind === 'block' && at.parent !== null) at = at.parent;
  return at;
}

/** Whether reading the variable refers to something of the graph rather than to a plain local. */
export function isNamed(variable: Variable): boolean {
  if (variable.role === 'definition' || variable.role === 'import') return true;
  return variable.scope.kind === 'module' || variable.scope.parent === null;
}
