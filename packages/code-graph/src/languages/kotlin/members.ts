import type { Slot } from '../../facts/scopes.ts';
import { exportMember } from '../jvm/exports.ts';
import { calledName } from '../jvm/members.ts';
import type { ClassFacts, Reading } from './reading.ts';

interface Member {
  readonly name: string;
  readonly definition: number;
  readonly slot: Slot;
}

/**
 * Adds a member to its class; what stands at the top of the file or in an object can be imported, and what is in
 * a companion is found on the class around it.
 */
export function addMember({ facts, classes }: Reading, cls: ClassFacts, member: Member): void {
  const { name, definition, slot } = member;
  const place = cls.definition === -1 ? 'class' : 'instance';
  facts.member(cls.row, name, { definition, slot, place });
  if (cls.companionOf !== -1) facts.member(cls.companionOf, name, { definition, slot, place: 'class' });
  if (!cls.isObject || !cls.isNamed) return;
  const bare = name.endsWith('()') ? name.slice(0, -2) : name;
  const outer = cls.companionOf === -1 ? cls : classes.find(({ row }) => row === cls.companionOf);
  for (const each of new Set([name, bare])) {
    exportMember(facts, cls.definition, each, { definition, slot, isPrivate: true });
    if (outer !== cls && outer !== undefined) {
      exportMember(facts, outer.definition, each, { definition, slot, isPrivate: true });
    }
  }
}

/** A function of the class. */
export function addFunction(reading: Reading, cls: ClassFacts, member: Member): void {
  addMember(reading, cls, { ...member, name: calledName(member.name) });
}

/** An extension is imported by its name, but is no member of what is around it. */
export function exportExtension({ facts }: Reading, cls: ClassFacts, member: Member): void {
  const { name, definition, slot } = member;
  if (cls.isObject && cls.isNamed)
    exportMember(facts, cls.definition, name, { definition, slot, isPrivate: true });
}

/** What Java calls the functions that read and write a property. */
export function accessorNames(name: string): { readonly get: string; readonly set: string } {
  const isQuestion = /^is\P{Ll}/u.test(name);
  const capital = name.charAt(0).toUpperCase() + name.slice(1);
  return {
    get: calledName(isQuestion ? name : `get${capital}`),
    set: calledName(isQuestion ? `set${name.slice(2)}` : `set${capital}`),
  };
}
