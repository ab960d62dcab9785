import type { Argument, SiteAccess } from '../../facts/builder.ts';
import type { Slot, Variable } from '../../facts/scopes.ts';
import type { Node } from '../../syntax/tree.ts';
import type { Reading } from './reading.ts';

/**
 * Names. A name of a function's own is a variable of the builder's scopes. Every other is written with its
 * qualification (`a::C::run`) and declared at the top of its file; `outside` lists what a name may be in
 * full where it stands, so that linking takes the first that the file or what it includes declares.
 */
export function readName(reading: Reading, name: string, at: Node, access: SiteAccess = 'read'): Slot {
  const { facts } = reading;
  const local = localVariable(reading, name);
  if (local !== undefined) return facts.readVariable(local, at, access);
  const outside = outsideNames(reading, name);
  if (mayBeMember(reading, name)) {
    const { cls } = reading.scope;
    return facts.enclosed({ class: cls!.row, receiver: receiverOf(reading), name, outside, at }, access);
  }
  return readOutside(reading, outside, at, access);
}

/** Reads a name that means no member: a type, whose nesting is part of its name. */
export function readNameOutside(reading: Reading, name: string, at: Node, access: SiteAccess): Slot {
  const local = localVariable(reading, name);
  if (local !== undefined) return reading.facts.readVariable(local, at, access);
  return readOutside(reading, outsideNames(reading, name), at, access);
}

function readOutside(reading: Reading, outside: string, at: Node, access: SiteAccess): Slot {
  const { facts } = reading;
  const own = ownVariable(reading, outside);
  return own === undefined ? facts.read(outside, at, access) : facts.readVariable(own, at, access);
}

/** A call of a bare name. */
export function callName(reading: Reading, name: string, at: Node, args: readonly Argument[]): Slot {
  const { facts } = reading;
  const local = localVariable(reading, name);
  if (local !== undefined) return facts.call({ name, at }, args);
  const outside = outsideNames(reading, name);
  if (mayBeMember(reading, name)) {
    return facts.call(
      { enclosed: { class: reading.scope.cls!.row, receiver: receiverOf(reading), name, outside, at } },
      args,
    );
  }
  const own = ownVariable(reading, outside);
  return facts.call({ name: own === undefined ? outside : own.name, at }, args);
}

/** What members of the class around are found on. */
function receiverOf({ facts, scope, isInBody }: Reading): Slot {
  return isInBody ? facts.this() : scope.cls!.itself;
}

/** The function's own variable of the name. */
export function localVariable({ facts }: Reading, name: string): Variable | undefined {
  const variable = facts.find(name);
  return variable === undefined || variable.scope.parent === null ? undefined : variable;
}

/** Whether the name may mean a member of the class around. */
function mayBeMember({ scope: { cls } }: Reading, name: string): boolean {
  if (cls === null) return false;
  return cls.members.has(name) || !cls.isWhole;
}

/** All that the name may be in full, the likeliest first. */
export function outsideNames({ scope, directives }: Reading, name: string): string {
  if (scope.prefixes.length === 1 && directives.length === 0) return name;
  const { prefixes } = scope;
  const full = [...prefixes, ...directives.filter((directive) => !prefixes.includes(directive))];
  return full.map((prefix) => prefix + name).join(' ');
}

/** The file's own variable, where it is the first that the name may mean. */
function ownVariable({ facts }: Reading, outside: string): Variable | undefined {
  const space = outside.indexOf(' ');
  return facts.find(space === -1 ? outside : outside.slice(0, space));
}

/** The name with the qualification of the place. */
export function qualified({ scope }: Reading, name: string): string {
  return scope.prefixes[0]! + name;
}
