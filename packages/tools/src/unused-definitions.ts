import { z } from 'zod';
import { kindsArgument, pageArguments, pathArgument } from './arguments.ts';
import { counted, repositoryReasons } from './completeness.ts';
import { nameWithinFile } from './definition-id.ts';
import { compareText } from './edges.ts';
import { trimSlashes } from './path-argument.ts';
import { graphTool } from './tool.ts';
import type { ToolContext } from './tool.ts';
import { applyRules, rules } from './unused-rules.ts';
import type { Candidate, Surroundings } from './unused-rules.ts';

const kindsDefault = [
  'class',
  'interface',
  'struct',
  'trait',
  'enum',
  'function',
  'method',
  'type_alias',
  'macro',
];

const filter = `
  d.kind IN $kinds AND ($path = '' OR d.file = $path OR d.file STARTS WITH $path_start)`;
const columns = `
  d.id AS id, d.name AS name, d.kind AS kind, d.subkind AS subkind, d.file AS file, d.start_line AS line,
  d.exported AS exported, d.visibility AS visibility, EXISTS { MATCH (d)<-[:IMPORTS]-() } AS imported`;

const considered = `MATCH (d:Definition) WHERE ${filter} RETURN count(*) AS total`;

const unreferenced = `
  MATCH (d:Definition)
  WHERE ${filter} AND NOT EXISTS { MATCH (d)<-[:CALLS|REFERENCES|EXTENDS|IMPLEMENTS]-() }
  RETURN ${columns}`;

/**
 * Uses from within itself: recursion, and a class or function that only its own members name. By
 * pattern, and of all definitions, because comparing ids or filtering by properties here takes more
 * memory than a reader's pool has.
 */
const recursive = `
  MATCH (d:Definition)-[:CALLS|REFERENCES]->(d) RETURN d.id AS id, count(*) AS uses`;
const fromMembers = `
  MATCH (d:Definition)-[:DEFINES]->(:Definition)-[:CALLS|REFERENCES]->(d)
  RETURN d.id AS id, count(*) AS uses`;

const usesOf = `
  UNWIND $ids AS id MATCH (d:Definition {id: id})
  RETURN d.id AS id, COUNT { MATCH (d)<-[:CALLS|REFERENCES|EXTENDS|IMPLEMENTS]-() } AS uses`;

const candidatesOf = `UNWIND $ids AS id MATCH (d:Definition {id: id}) WHERE ${filter} RETURN ${columns}`;

const bases = `
  MATCH (c:Definition)-[:EXTENDS|IMPLEMENTS]->(b:Definition) RETURN c.id AS class, b.id AS base`;
const externalBases = `
  MATCH (c:Definition)-[:EXTENDS|IMPLEMENTS]->(:ImportedSymbol) RETURN DISTINCT c.id AS class`;
const exportedClasses = `
  MATCH (d:Definition)
  WHERE d.exported AND d.kind IN ['class', 'interface', 'struct', 'trait', 'enum', 'constant', 'variable']
  RETURN d.id AS id`;
const overridePairs = `
  MATCH (d:Definition)-[:OVERRIDES]->(b:Definition) RETURN d.id AS overriding, b.id AS overridden`;

const flag = (what: string) => `Also list ${what}. Default: false.`;

export const unusedDefinitions = graphTool({
  name: 'unused_definitions',
  title: 'What is never used',
  description: `Definitions that nothing in this repository calls, refers to, extends or implements, after taking away all that something outside may use: constructors, special methods, overrides, decorated definitions, tests, entry points, exports. The answer says how many each rule took. Candidates for removal, not proof: check names used by strings or templates with a text search.
Example: {"path": "src", "include_exported": true}`,
  input: z.object({
    path: pathArgument,
    kinds: kindsArgument,
    include_exported: z
      .boolean()
      .default(false)
      .describe(flag('exported definitions, for a repository that is not a library')),
    include_tests: z.boolean().default(false).describe(flag('definitions in tests')),
    include_decorated: z.boolean().default(false).describe(flag('decorated definitions')),
    ...pageArguments(50),
  }),
  text: {
    heading: (row: Candidate) => row.file,
    line: (row: Candidate) => `  ${row.line}: ${row.kind} ${nameWithinFile(row.id)}`,
  },
  async run(context, args) {
    const path = trimSlashes(args.path);
    const kinds = args.kinds.length === 0 ? kindsDefault : args.kinds;
    const place = { kinds, path, path_start: `${path}/` };
    const [[all], candidates, surroundings] = await Promise.all([
      context.rows<{ total: number }>(considered, place),
      findCandidates(context, place),
      findSurroundings(context),
    ]);
    const { unused, excluded } = applyRules(candidates, args, surroundings);
    const sorted = unused.toSorted(
      (a, b) => compareText(a.file, b.file) || a.line - b.line || compareText(a.id, b.id),
    );
    return {
      summary: `${counted(sorted.length, 'definition')} of ${counted(all?.total ?? 0, 'considered', 'considered')} seem unused.`,
      facts: {
        considered: all?.total ?? 0,
        without_a_use: candidates.length,
        excluded_by_rule: excluded,
        rules: Object.keys(excluded).map((name) => `${name}: ${rules[name]?.explains ?? overrideRule}`),
      },
      rows: sorted.slice(context.offset, context.offset + context.limit),
      total: sorted.length,
      reasons: repositoryReasons(context.manifest).map(
        (reason) => `${reason}: some listed here may be called from these`,
      ),
    };
  },
});

const overrideRule = 'tied by an override to a method that is used';

type Place = { readonly kinds: readonly string[]; readonly path: string; readonly path_start: string };

async function findCandidates(context: ToolContext, place: Place): Promise<Candidate[]> {
  const [none, own] = await Promise.all([
    context.rows<Candidate>(unreferenced, place),
    countOwnUses(context),
  ]);
  if (own.size === 0) return none;
  const all = await context.rows<{ id: string; uses: number }>(usesOf, { ids: [...own.keys()] });
  const ids = all.filter(({ id, uses }) => own.get(id) === uses).map(({ id }) => id);
  return ids.length === 0
    ? none
    : [...none, ...(await context.rows<Candidate>(candidatesOf, { ids, ...place }))];
}

async function countOwnUses(context: ToolContext): Promise<Map<string, number>> {
  const counts = await Promise.all(
    [recursive, fromMembers].map((statement) => context.rows<{ id: string; uses: number }>(statement)),
  );
  const own = new Map<string, number>();
  for (const { id, uses } of counts.flat()) own.set(id, (own.get(id) ?? 0) + uses);
  return own;
}

async function findSurroundings(context: ToolContext): Promise<Surroundings> {
  const [inside, outside, pairs, exported] = await Promise.all([
    context.rows<{ class: string; base: string }>(bases),
    context.rows<{ class: string }>(externalBases),
    context.rows<{ overriding: string; overridden: string }>(overridePairs),
    context.rows<{ id: string }>(exportedClasses),
  ]);
  const below = new Map<string, string[]>();
  for (const edge of inside) below.set(edge.base, [...(below.get(edge.base) ?? []), edge.class]);
  const externalClasses = new Set(outside.map((row) => row.class));
  for (const id of externalClasses) for (const next of below.get(id) ?? []) externalClasses.add(next);
  return {
    externalClasses,
    exportedClasses: new Set(exported.map((row) => row.id)),
    overrides: pairs.map((pair) => [pair.overriding, pair.overridden] as const),
  };
}
