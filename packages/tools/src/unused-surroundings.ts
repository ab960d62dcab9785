import type { ToolContext } from './tool.ts';
import { ownerOf } from './definition-id.ts';
import type { Candidate, Owner, Surroundings } from './unused-rules.ts';

const ownersOf = `
  UNWIND $ids AS id MATCH (d:Definition {id: id}) RETURN d.id AS id, d.kind AS kind, d.exported AS exported`;

const bases = `
  MATCH (c:Definition)-[:EXTENDS|IMPLEMENTS]->(b:Definition) RETURN c.id AS class, b.id AS base`;
const externalBases = `
  MATCH (c:Definition)-[:EXTENDS|IMPLEMENTS]->(:ImportedSymbol) RETURN DISTINCT c.id AS class`;
const namingBases = `
  MATCH (c:Definition)
  WHERE c.kind IN ['class', 'interface', 'struct', 'trait', 'enum']
    AND (c.signature CONTAINS '(' OR c.signature CONTAINS 'extends' OR c.signature CONTAINS 'implements')
  RETURN c.id AS class, c.signature AS signature, COUNT { MATCH (c)-[:EXTENDS|IMPLEMENTS]->() } AS known`;

const overridePairs = `
  MATCH (d:Definition)-[:OVERRIDES]->(b:Definition) RETURN d.id AS overriding, b.id AS overridden`;

const scripts = `
  MATCH (f:File)
  WHERE f.language = 'javascript' AND NOT EXISTS { MATCH (f)-[:IMPORTS]->(:ImportedSymbol) }
  RETURN f.path AS file`;
const exportingFiles = `MATCH (d:Definition) WHERE d.exported RETURN DISTINCT d.file AS file`;

/** What the rules need to know around the candidates. */
export async function findSurroundings(
  context: ToolContext,
  candidates: readonly Candidate[],
): Promise<Surroundings> {
  const [owners, externalClasses, pairs, scriptFiles] = await Promise.all([
    findOwners(context, candidates),
    findExternalClasses(context),
    context.rows<{ overriding: string; overridden: string }>(overridePairs),
    findScripts(context),
  ]);
  const overrides = pairs.map((pair) => [pair.overriding, pair.overridden] as const);
  return { owners, externalClasses, overrides, scriptFiles };
}

async function findOwners(context: ToolContext, candidates: readonly Candidate[]) {
  const ids = [...new Set(candidates.map(({ id }) => ownerOf(id)))].filter((id) => id !== '');
  const found = ids.length === 0 ? [] : await context.rows<Owner & { id: string }>(ownersOf, { ids });
  return new Map(found.map((owner) => [owner.id, owner]));
}

/** Classes above which there is something that is not in this repository, or not known. */
async function findExternalClasses(context: ToolContext): Promise<Set<string>> {
  const [inside, outside, naming] = await Promise.all([
    context.rows<{ class: string; base: string }>(bases),
    context.rows<{ class: string }>(externalBases),
    context.rows<{ class: string; signature: string; known: number }>(namingBases),
  ]);
  const below = new Map<string, string[]>();
  for (const edge of inside) below.set(edge.base, [...(below.get(edge.base) ?? []), edge.class]);
  const unknown = naming.filter(({ signature, known }) => basesNamed(signature) > known);
  const external = new Set([...outside, ...unknown].map((row) => row.class));
  for (const id of external) for (const next of below.get(id) ?? []) external.add(next);
  return external;
}

/** How many bases a class says it has; those without an edge are built in, or made when the code runs. */
export function basesNamed(signature: string): number {
  const plain = withoutNested(signature);
  const inBrackets = /^class\s+\w+\s*\(([^)]*)\)/.exec(plain)?.[1] ?? '';
  const inWords = [
    ...plain
      .replace(/\([^()]*\)/g, '')
      .matchAll(/\b(?:extends|implements)\s+([^{]+?)(?=\s+(?:extends|implements)\b|\{|$)/g),
  ];
  return [inBrackets, ...inWords.map((match) => match[1] ?? '')]
    .flatMap((list) => list.split(','))
    .map((base) => base.trim())
    .filter((base) => base !== '' && base !== 'object' && !base.includes('=')).length;
}

/** Without type parameters and without what is in brackets that are in brackets. */
function withoutNested(signature: string): string {
  let plain = signature;
  for (let before = ''; before !== plain;) {
    before = plain;
    plain = plain.replace(/<[^<>]*>|\[[^[\]]*\]|(?<=\(.*)\([^()]*\)/gs, '');
  }
  return plain;
}

/** Files that share one global scope with others: they neither import nor export. */
async function findScripts(context: ToolContext): Promise<Set<string>> {
  const [found, exporting] = await Promise.all([
    context.rows<{ file: string }>(scripts),
    context.rows<{ file: string }>(exportingFiles),
  ]);
  const modules = new Set(exporting.map(({ file }) => file));
  return new Set(found.map(({ file }) => file).filter((file) => !modules.has(file)));
}
