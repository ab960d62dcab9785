import type { Argument, SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { bareName, splitQualified } from '../c/declarators.ts';
import { localVariable, outsideNames } from '../c/names.ts';
import { kindOf, parts } from '../c/parts.ts';
import type { Reading } from '../c/reading.ts';
import { realPath } from './namespaces.ts';

/** What `a::b::name` may be in full, and where its last name stands. */
export interface QualifiedName {
  readonly outside: string;
  readonly last: Node;
  /** As it is written, without template arguments and with aliases replaced. */
  readonly path: string;
  /** Whether it begins with a template's parameter: only an instantiation says what it means. */
  readonly isDependent: boolean;
}

export function readPath(reading: Reading, node: Node): QualifiedName {
  const { tree } = reading;
  const { last, path } = splitQualified(tree, node);
  const isGlobal = path[0] === '';
  const names = [...path.filter((name) => name !== ''), bareName(tree, last)];
  const written = realPath(reading, names.join('::'));
  const head = names[0]!;
  const local = isGlobal || path.length === 0 ? undefined : localVariable(reading, head);
  const isDependent = local !== undefined && reading.typeParameters.has(local);
  return {
    outside: isGlobal ? written : outsideNames(reading, written),
    last,
    path: written,
    isDependent,
  };
}

/** Reads the template arguments that stand anywhere in a name: they are types of their own. */
export function readArgumentsOf(reading: Reading, node: Node): void {
  const { tree } = reading;
  if (node === noNode) return;
  for (const part of parts(tree, node)) {
    const kind = tree.kind(part);
    if (kind === 'template_argument_list') for (const argument of parts(tree, part)) reading.type(argument);
    else if (kind.startsWith('template_') || kind === 'qualified_identifier') readArgumentsOf(reading, part);
  }
}

/** `a::b` as a value. */
export function readQualified(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { facts } = reading;
  const { outside, last, isDependent } = readPath(reading, node);
  if (kindOf(reading.tree, last) !== 'identifier') readArgumentsOf(reading, node);
  if (isDependent) return nothing;
  return readFull(reading, outside, last, access) ?? facts.read(outside, last, access);
}

/** `a::b(…)` */
export function callQualified(reading: Reading, node: Node, args: readonly Argument[]): Slot {
  const { facts } = reading;
  const { outside, last, isDependent } = readPath(reading, node);
  if (isDependent) return facts.call({ value: facts.slot(), at: last }, args);
  const own = ownName(reading, outside);
  return facts.call({ name: own ?? outside, at: last }, args);
}

function readFull(reading: Reading, outside: string, at: Node, access: SiteAccess): Slot | undefined {
  const own = ownName(reading, outside);
  const variable = own === undefined ? undefined : reading.facts.find(own);
  return variable === undefined ? undefined : reading.facts.readVariable(variable, at, access);
}

/** The first name that it may be, where the file declares that. */
function ownName({ facts }: Reading, outside: string): string | undefined {
  const space = outside.indexOf(' ');
  const first = space === -1 ? outside : outside.slice(0, space);
  return facts.find(first) === undefined ? undefined : first;
}
