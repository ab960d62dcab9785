import { counted } from './completeness.ts';
import { fileOf } from './definition-id.ts';
import type { ToolAnswer, ToolContext } from './tool.ts';

export interface FoundDefinition {
  readonly id: string;
  readonly fqn: string;
  readonly name: string;
  readonly kind: string;
  readonly file: string;
  readonly line: number;
}

type FoundRow = Omit<FoundDefinition, 'file'>;

const CANDIDATES_MAX = 2000;
const SIMILAR_MAX = 8;

/** Few: every column of definitions that lie far apart costs as much as finding them. */
const columns = `d.id AS id, d.fqn AS fqn, d.name AS name, d.kind AS kind, d.start_line AS line`;

const byId = `MATCH (d:Definition {id: $id}) RETURN ${columns}`;

const named = `MATCH (n:Name {name: $name})-[:NAMES]->(d:Definition)`;
const found = `RETURN ${columns} ORDER BY id LIMIT ${CANDIDATES_MAX}`;
const byName = `${named} ${found}`;
const byNameInFile = `${named} WHERE d.file = $file OR d.file ENDS WITH $file_end ${found}`;

const similarNames = `
  MATCH (n:Name)
  WHERE lower(n.name) CONTAINS $text OR levenshtein(lower(n.name), $text) <= 2
  RETURN n.name AS name ORDER BY levenshtein(lower(n.name), $text), name LIMIT ${SIMILAR_MAX}`;

export interface DefinitionAddress {
  readonly definition: string;
  readonly file: string;
}

/** Every definition that an address may mean. The exact id wins, then the exact fqn, then a suffix. */
export async function findDefinitions(
  context: ToolContext,
  address: DefinitionAddress,
): Promise<FoundDefinition[]> {
  const wanted = address.definition.trim().replace(/\(\)$/, '');
  const file = address.file.replace(/^\.?\//, '');
  if (wanted.includes('::')) {
    const found = (await context.rows<FoundRow>(byId, { id: wanted })).map(withFile);
    if (found.length > 0) return found.filter((definition) => inFile(definition, file));
  }
  const name = lastSegment(wanted);
  const rows = await (file === ''
    ? context.rows<FoundRow>(byName, { name })
    : context.rows<FoundRow>(byNameInFile, { name, file, file_end: `/${file}` }));
  const named = rows.map(withFile);
  const exact = named.filter((definition) => definition.fqn === wanted);
  return exact.length > 0 ? exact : named.filter((definition) => endsAsWanted(definition, wanted));
}

/** The one definition of an address, or the answer that says why there is not exactly one. */
export async function oneDefinition(
  context: ToolContext,
  address: DefinitionAddress,
): Promise<{ readonly found: FoundDefinition } | { readonly answer: ToolAnswer }> {
  const candidates = await findDefinitions(context, address);
  const [found] = candidates;
  if (found === undefined) return { answer: await notFound(context, address) };
  return candidates.length === 1 ? { found } : { answer: ambiguous(context, address, candidates) };
}

/** No definition: an answer like any other, with names that come near. */
export async function notFound(context: ToolContext, address: DefinitionAddress): Promise<ToolAnswer> {
  const text = lastSegment(address.definition.trim()).toLowerCase();
  const similar = text === '' ? [] : await context.rows<{ name: string }>(similarNames, { text });
  const where = address.file === '' ? '' : ` in a file ${JSON.stringify(address.file)}`;
  return {
    status: 'not_found',
    summary: `No definition is called ${JSON.stringify(address.definition)}${where}.`,
    facts: { similar_names: similar.map((row) => row.name) },
    rows: [],
    total: 0,
  };
}

function ambiguous(
  context: ToolContext,
  address: DefinitionAddress,
  all: readonly FoundDefinition[],
): ToolAnswer {
  const matches = counted(all.length, 'definition');
  return {
    status: 'ambiguous',
    summary: `${matches} match ${JSON.stringify(address.definition)}: ask again with one of these ids.`,
    rows: all.slice(context.offset, context.offset + context.limit).map(shown),
    total: all.length,
    reasons: all.length === CANDIDATES_MAX ? [`only the first ${CANDIDATES_MAX} candidates are listed`] : [],
  };
}

function shown({ id, fqn, kind, file, line }: FoundDefinition) {
  return { id, fqn, kind, line, file };
}

function withFile(row: FoundRow): FoundDefinition {
  return { ...row, file: fileOf(row.id) };
}

function inFile(definition: FoundDefinition, file: string): boolean {
  return file === '' || definition.file === file || definition.file.endsWith(`/${file}`);
}

function endsAsWanted(definition: FoundDefinition, wanted: string): boolean {
  if (definition.id.endsWith(`/${wanted}`)) return true;
  const end = dotted(wanted);
  return [definition.fqn, definition.id].some((name) => `.${dotted(name)}`.endsWith(`.${end}`));
}

function dotted(name: string): string {
  return name.replaceAll('::', '.').replaceAll('/', '.').replace(/~\d+$/, '');
}

function lastSegment(address: string): string {
  return (address.split(/::|[./]/).at(-1) ?? '').replace(/~\d+$/, '');
}
