import { z } from 'zod';
import { definitionArgument, depthArgument, fileOfDefinition, pageArguments } from './arguments.ts';
import { counted, usesReasons } from './completeness.ts';
import { edgeText } from './edge-text.ts';
import { callers as callerEdges, edgePage, standIns } from './edges.ts';
import type { Edge } from './edges.ts';
import { oneDefinition } from './find-definition.ts';
import { cappedReasons, countByDepth, reachFrom } from './reach.ts';
import { reachedPage, reachedText, stepsTo } from './reach-edges.ts';
import type { ReachedEdge } from './reach-edges.ts';
import { graphTool } from './tool.ts';
import type { ToolAnswer, ToolContext } from './tool.ts';

export const callers = graphTool({
  // Earlier ones do not say how many unresolved calls have the name.
  schemaMin: 2,
  name: 'callers',
  title: 'Who calls this',
  description: `Who calls a function, method or class: every call site with file, line, how it was resolved and how sure that is. Use instead of a text search for the name: it follows imports, aliases, inheritance and receiver types, and leaves out other things of the same name. With depth 2 or more also the callers of the callers. For reads, writes, type uses and imports too, use get_references; for "what breaks", impact.
Example: {"definition": "QuerySet.filter"}`,
  input: z.object({
    definition: definitionArgument,
    file: fileOfDefinition,
    depth: depthArgument(1),
    include_dispatch: z
      .boolean()
      .default(true)
      .describe('Also calls that may reach it only through an overridden method. Default: true.'),
    ...pageArguments(50),
  }),
  text: {
    heading: (row: Edge | ReachedEdge) =>
      ('depth' in row ? reachedText.heading?.(row) : edgeText.heading?.(row)) ?? '',
    line: (row: Edge | ReachedEdge) => ('depth' in row ? reachedText.line(row) : edgeText.line(row)),
  },
  async run(context, args) {
    const subject = await oneDefinition(context, args);
    if ('answer' in subject) return subject.answer;
    const { found } = subject;
    const ids = await standIns(context, found);
    const [answer, reasons] = await Promise.all([
      args.depth === 1 ? direct(context, ids, args) : transitive(context, ids, args),
      usesReasons(context, found),
    ]);
    const facts = { definition: found.id, kind: found.kind };
    return {
      ...answer,
      facts: { ...facts, ...answer.facts },
      reasons: [...reasons, ...(answer.reasons ?? [])],
    };
  },
});

interface Asked {
  readonly depth: number;
  readonly include_dispatch: boolean;
}

async function direct(context: ToolContext, ids: readonly string[], args: Asked): Promise<ToolAnswer> {
  const page = await edgePage(context, callerEdges, ids, { dispatch: args.include_dispatch });
  const summary = `${counted(page.total, 'call')} of ${ids[0]} found.`;
  return { summary, rows: page.rows, total: page.total };
}

async function transitive(context: ToolContext, ids: readonly string[], args: Asked): Promise<ToolAnswer> {
  const reach = await reachFrom(context, args.include_dispatch ? 'callers' : 'sure_callers', ids, args.depth);
  const total = reach.reached.length;
  return {
    summary: `${counted(total, 'caller')} of ${ids[0]} within ${counted(args.depth, 'step')}.`,
    facts: countByDepth(reach.reached),
    rows: await reachedPage(context, stepsTo.called, reach),
    total,
    reasons: cappedReasons(reach),
  };
}
