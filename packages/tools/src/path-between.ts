import { z } from 'zod';
import { definitionArgument, fileOfDefinition, pageArguments } from './arguments.ts';
import { counted, repositoryReasons } from './completeness.ts';
import { certainty } from './edge-text.ts';
import { standIns } from './edges.ts';
import { oneDefinition } from './find-definition.ts';
import { graphTool } from './tool.ts';
import type { ToolAnswer, ToolContext } from './tool.ts';

const STEPS_MAX = 8;

function pathStatement(relations: string): string {
  return `
    MATCH (a:Definition {id: $from})-[e:${relations}* SHORTEST 1..${STEPS_MAX}]->(b:Definition {id: $to})
    RETURN properties(nodes(e), 'id') AS between, rels(e) AS edges LIMIT 1`;
}

const statements = {
  calls: pathStatement('CALLS'),
  any: pathStatement('CALLS|REFERENCES|EXTENDS|IMPLEMENTS|OVERRIDES|DEFINES'),
} as const;

interface Path {
  readonly between: readonly string[];
  readonly edges: readonly {
    readonly _label: string;
    readonly line?: number | null;
    readonly resolution?: string | null;
    readonly confidence?: number | null;
  }[];
}

interface Row {
  readonly step: number;
  readonly from: string;
  readonly relation: string;
  readonly to: string;
  readonly line: number | null;
  readonly resolution: string | null;
  readonly confidence: number | null;
}

export const pathBetween = graphTool({
  name: 'path_between',
  title: 'How one thing reaches another',
  description: `A shortest chain of calls (or of any edges) from one definition to another, step by step, up to ${STEPS_MAX} steps; when there is none, the other direction is tried and that is said. Use to see how an entry point comes to execute something, or whether it can at all.
Example: {"from": "WSGIHandler.__call__", "to": "Model.save"}`,
  input: z.object({
    from: definitionArgument,
    to: definitionArgument,
    from_file: fileOfDefinition,
    to_file: fileOfDefinition,
    relations: z
      .enum(['calls', 'any'])
      .default('calls')
      .describe('`any` also follows references, inheritance, overrides and containment. Default: calls.'),
    ...pageArguments(20),
  }),
  text: { line: textOf },
  async run(context, args) {
    const from = await oneDefinition(context, { definition: args.from, file: args.from_file });
    if ('answer' in from) return from.answer;
    const to = await oneDefinition(context, { definition: args.to, file: args.to_file });
    if ('answer' in to) return to.answer;
    const [starts, ends] = await Promise.all([standIns(context, from.found), standIns(context, to.found)]);
    const there = await shortest(context, args.relations, starts, ends);
    const found = there ?? (await shortest(context, args.relations, ends, starts));
    return answerOf(context, from.found.id, to.found.id, found, there === undefined && found !== undefined);
  },
});

async function shortest(
  context: ToolContext,
  relations: keyof typeof statements,
  starts: readonly string[],
  ends: readonly string[],
): Promise<Row[] | undefined> {
  const paths: Row[][] = [];
  for (const from of starts) {
    for (const to of ends) {
      const [path] = from === to ? [] : await context.rows<Path>(statements[relations], { from, to });
      if (path !== undefined) paths.push(stepsOf(from, to, path));
    }
  }
  return paths.sort((a, b) => a.length - b.length)[0];
}

function stepsOf(from: string, to: string, path: Path): Row[] {
  const stops = [from, ...path.between, to];
  return path.edges.map((edge, index) => ({
    step: index + 1,
    from: stops[index] ?? '',
    relation: edge._label.toLowerCase(),
    to: stops[index + 1] ?? '',
    line: edge.line ?? null,
    resolution: edge.resolution ?? null,
    confidence: edge.confidence ?? null,
  }));
}

function answerOf(
  context: ToolContext,
  from: string,
  to: string,
  path: readonly Row[] | undefined,
  reversed: boolean,
): ToolAnswer {
  const reasons = repositoryReasons(context.manifest);
  if (path === undefined) {
    const summary = `No chain of at most ${STEPS_MAX} steps leads from ${from} to ${to}, or back.`;
    return { summary, facts: { from, to }, rows: [], total: 0, reasons };
  }
  const [start, end] = reversed ? [to, from] : [from, to];
  const remark = reversed ? ' (the other direction: none leads the way that was asked)' : '';
  return {
    summary: `${counted(path.length, 'step')} from ${start} to ${end}${remark}.`,
    facts: { from, to, reversed },
    rows: path.slice(context.offset, context.offset + context.limit),
    total: path.length,
  };
}

function textOf(row: Row): string {
  const at = row.line === null ? '' : ` (line ${row.line})`;
  return `  ${row.step}. ${row.from} ${row.relation} ${row.to}${at}${certainty(row)}`;
}
