import { z } from 'zod';
import { definitionArgument, depthArgument, fileOfDefinition, pageArguments } from './arguments.ts';
import { counted, fileReasons, repositoryReasons } from './completeness.ts';
import { certainty, farEnd } from './edge-text.ts';
import { callees as calleeEdges, edgePage } from './edges.ts';
import type { Edge } from './edges.ts';
import { oneDefinition } from './find-definition.ts';
import type { FoundDefinition } from './find-definition.ts';
import { cappedReasons, countByDepth, reachFrom } from './reach.ts';
import { calledText, reachedPage, stepsTo } from './reach-edges.ts';
import type { ReachedEdge } from './reach-edges.ts';
import { graphTool } from './tool.ts';
import type { ToolAnswer, ToolContext } from './tool.ts';

export const callees = graphTool({
  name: 'callees',
  title: 'What this calls',
  description: `What a function or method calls, in the order of its code, also what it calls outside of this repository. With depth 2 or more also what those call. Use to follow a request through the code without reading every file on the way.
Example: {"definition": "UserService.addUser", "depth": 2}`,
  input: z.object({
    definition: definitionArgument,
    file: fileOfDefinition,
    depth: depthArgument(1),
    include_dispatch: z
      .boolean()
      .default(true)
      .describe('Also methods that a call may reach only because they override its target. Default: true.'),
    ...pageArguments(50),
  }),
  text: {
    heading: (row: Edge | ReachedEdge) => ('depth' in row ? (calledText.heading?.(row) ?? '') : ''),
    line: (row: Edge | ReachedEdge) =>
      'depth' in row ? calledText.line(row) : `  ${row.line}: ${farEnd(row)}${certainty(row)}`,
  },
  async run(context, args) {
    const subject = await oneDefinition(context, args);
    if ('answer' in subject) return subject.answer;
    const { found } = subject;
    const answer =
      args.depth === 1 ? await direct(context, found, args) : await transitive(context, found, args);
    return { ...answer, facts: { definition: found.id, kind: found.kind, ...answer.facts } };
  },
});

interface Asked {
  readonly depth: number;
  readonly include_dispatch: boolean;
}

async function direct(context: ToolContext, found: FoundDefinition, args: Asked): Promise<ToolAnswer> {
  const [page, reasons] = await Promise.all([
    edgePage(context, calleeEdges, [found.id], { dispatch: args.include_dispatch }),
    fileReasons(context, found.file),
  ]);
  return {
    summary: `${counted(page.total, 'call')} made by ${found.id}.`,
    rows: page.rows,
    total: page.total,
    reasons,
  };
}

async function transitive(context: ToolContext, found: FoundDefinition, args: Asked): Promise<ToolAnswer> {
  const route = args.include_dispatch ? 'callees' : 'sure_callees';
  const reach = await reachFrom(context, route, [found.id], args.depth);
  const total = reach.reached.length;
  return {
    summary: `${counted(total, 'definition')} called by ${found.id} within ${counted(args.depth, 'step')}.`,
    facts: countByDepth(reach.reached),
    rows: await reachedPage(context, stepsTo.caller, reach),
    total,
    reasons: [...repositoryReasons(context.manifest), ...cappedReasons(reach)],
  };
}
