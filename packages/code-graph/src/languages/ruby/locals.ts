import type { Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import type { Reading } from './reading.ts';

/** Names that are local variables: a block sees those around it, a method and a class body none. */
export interface Locals {
  readonly names: Set<string>;
  readonly around: Locals | null;
}

export function openLocals(around: Locals | null): Locals {
  return { names: new Set(), around };
}

export function isLocal({ scope }: Reading, name: string): boolean {
  for (let at: Locals | null = scope.locals; at !== null; at = at.around) if (at.names.has(name)) return true;
  return false;
}

/** Makes the name a local variable from here on, if it is none yet. */
export function declareLocal(reading: Reading, name: string): void {
  if (isLocal(reading, name)) return;
  reading.scope.locals.names.add(name);
  reading.facts.declare(name, 'local');
}

/** Makes the name a local variable of this very scope, whatever is around. */
export function declareOwnLocal(reading: Reading, name: string): void {
  reading.scope.locals.names.add(name);
  reading.facts.declare(name, 'local');
}

export function assignLocal(reading: Reading, name: string, value: Slot, at: Node = noNode): void {
  declareLocal(reading, name);
  reading.facts.assign(name, value, at);
}
