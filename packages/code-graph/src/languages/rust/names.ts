import type { Variable } from '../../facts/scopes.ts';
import type { Node } from '../../syntax/tree.ts';
import { kindOf, nameOf } from './parts.ts';
import type { Reading } from './reading.ts';

/**
 * Rust has a name for a type or module and the same for a function: `mod parse; pub use parse::parse;`. What a
 * module is called is kept apart from other names.
 */
export function moduleKey(name: string): string {
  return `${name}::`;
}

/** Macros have names of their own. */
export function macroKey(name: string): string {
  return `${name}!`;
}

/** What a name means before `::` and in types: never a local variable. */
export function findOutside({ facts }: Reading, name: string): Variable | undefined {
  const module = facts.find(moduleKey(name));
  if (module !== undefined) return module;
  const variable = facts.find(name);
  return variable === undefined || isLocal(variable) ? undefined : variable;
}

/**
 * A name that nothing in a module declares, where no glob brings names in: Rust's own, or a crate's. It is looked
 * for under another key, since globs of other modules in the file do not count.
 */
export function foreignKey({ facts, module }: Reading, name: string): string | undefined {
  return module.hasGlobs || facts.find(name) !== undefined ? undefined : `::${name}`;
}

export function isLocal(variable: Variable): boolean {
  return variable.role === 'local' || variable.role === 'parameter';
}

/** Whether a type's name is that of a type of this file. */
export function isOwnName(reading: Reading, node: Node): boolean {
  if (!/^(?:type_identifier|identifier)$/.test(kindOf(reading.tree, node))) return false;
  const name = nameOf(reading.tree, node);
  return reading.module.types.has(name) && reading.facts.find(name)?.role === 'definition';
}
