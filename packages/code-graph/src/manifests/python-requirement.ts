import type { DeclaredDependency } from './manifest.ts';

const requirement = /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(.*)$/s;

/**
 * Reads a requirement as Python packaging writes it: `name[extra] >=1,<2 ; marker`, `name @ address`.
 * Extras and markers say when it is wanted, not what, and are left out.
 */
export function readRequirement(text: string): DeclaredDependency | undefined {
  const [, name, rest] = requirement.exec(text.trim()) ?? [];
  if (name === undefined || rest === undefined) return undefined;
  if (rest.startsWith('@')) return { name, requirement: beforeMarker(rest.slice(1).trim(), /\s;/) };
  const versions = beforeMarker(rest, /;/)
    .replace(/^\(|\)$/g, '')
    .trim();
  return /^(?:[=<>!~]|$)/.test(versions) ? { name, requirement: versions } : undefined;
}

/** In an address a `;` may be part of it unless white space stands before. */
function beforeMarker(text: string, marker: RegExp): string {
  const at = text.search(marker);
  return (at === -1 ? text : text.slice(0, at)).trim();
}

export function readRequirements(values: unknown): DeclaredDependency[] {
  if (!Array.isArray(values)) return [];
  return values.flatMap((value: unknown) => {
    const read = typeof value === 'string' ? readRequirement(value) : undefined;
    return read === undefined ? [] : [read];
  });
}
