import { z } from 'zod';
import { kindsArgument, pageArguments, pathArgument } from './arguments.ts';
import { counted, repositoryReasons } from './completeness.ts';
import { nameWithinFile } from './definition-id.ts';
import { compareText } from './edges.ts';
import { trimSlashes } from './path-argument.ts';
import { graphTool } from './tool.ts';
import type { ToolContext } from './tool.ts';
import { applyRules, explanation } from './unused-rules.ts';
import type { Candidate } from './unused-rules.ts';
import { findSurroundings } from './unused-surroundings.ts';

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
  d.exported AS exported, d.visibility AS visibility, EXISTS { MATCH (d)<-[:IMPORTS]-() } AS imported,
  d.subkind = 'function expression' AND (d.signature STARTS WITH 'function' OR d.signature STARTS WITH 'async function') AS inline,
  d.signature CONTAINS ('.' + d.name + ' = ') AS assigned`;

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

/** A call of a class goes to its constructor where one is written: the class is used with it. */
const constructed = `
  MATCH (d:Definition)-[:DEFINES]->(m:Definition)<-[:CALLS|REFERENCES]-()
  WHERE m.kind = 'constructor' RETURN DISTINCT d.id AS id`;

const candidatesOf = `UNWIND $ids AS id MATCH (d:Definition {id: id}) WHERE ${filter} RETURN ${columns}`;

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
    const [[all], candidates] = await Promise.all([
      context.rows<{ total: number }>(considered, place),
      findCandidates(context, place),
    ]);
    const surroundings = await findSurroundings(context, candidates);
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
        rules: Object.keys(excluded).map((name) => `${name}: ${explanation(name)}`),
      },
      rows: sorted.slice(context.offset, context.offset + context.limit),
      total: sorted.length,
      reasons: repositoryReasons(context.manifest).map(
        (reason) => `${reason}: some listed here may be called from these`,
      ),
    };
  },
});

type Place = { readonly kinds: readonly string[]; readonly path: string; readonly path_start: string };

async function findCandidates(context: ToolContext, place: Place): Promise<Candidate[]> {
  const [none, own, made] = await Promise.all([
    context.rows<Candidate>(unreferenced, place),
    findOwnUsesOnly(context, place),
    context.rows<{ id: string }>(constructed),
  ]);
  const classes = new Set(made.map(({ id }) => id));
  return [...none, ...own].filter(({ id }) => !classes.has(id));
}

async function findOwnUsesOnly(context: ToolContext, place: Place): Promise<Candidate[]> {
  const own = await countOwnUses(context);
  if (own.size === 0) return [];
  const all = await context.rows<{ id: string; uses: number }>(usesOf, { ids: [...own.keys()] });
  const ids = all.filter(({ id, uses }) => own.get(id) === uses).map(({ id }) => id);
  return ids.length === 0 ? [] : context.rows<Candidate>(candidatesOf, { ids, ...place });
}

async function countOwnUses(context: ToolContext): Promise<Map<string, number>> {
  const counts = await Promise.all(
    [recursive, fromMembers].map((statement) => context.rows<{ id: string; uses: number }>(statement)),
  );
  const own = new Map<string, number>();
  for (const { id, uses } of counts.flat()) own.set(id, (own.get(id) ?? 0) + uses);
  return own;
}
