import { z } from 'zod';
import { definitionArgument, depthArgument, fileOfDefinition, pageArguments } from './arguments.ts';
import { counted, usesReasons } from './completeness.ts';
import { fileOf } from './definition-id.ts';
import { compareText } from './edges.ts';
import { oneDefinition } from './find-definition.ts';
import { cappedReasons, countByDepth, reachFrom } from './reach.ts';
import type { Reach } from './reach.ts';
import { reachedPage, reachedText, stepsTo } from './reach-edges.ts';
import { graphTool } from './tool.ts';

const MEMBERS_MAX = 100;
const FILES_MAX = 20;

const membersOf = `
  MATCH (:Definition {id: $id})-[:DEFINES*1..3]->(m:Definition) RETURN DISTINCT m.id AS id ORDER BY id LIMIT ${MEMBERS_MAX}`;

const importersOf = `
  MATCH (f:File)-[:IMPORTS]->(:ImportedSymbol)-[:IMPORTS]->(d:Definition {id: $id})
  RETURN DISTINCT f.path AS path ORDER BY path`;

export const impact = graphTool({
  // Earlier ones do not say how many unresolved calls have the name.
  schemaMin: 2,
  name: 'impact',
  title: 'What a change of this could break',
  description: `What a change of a definition could break: everything that calls, refers to, overrides or extends it or one of its members, step by step, and the files that import it. Use before you edit or remove something that is used elsewhere. Start with a small depth; totals per depth and the files affected are given in any case.
Example: {"definition": "BaseHandler.get_response", "depth": 2}`,
  input: z.object({
    definition: definitionArgument,
    file: fileOfDefinition,
    depth: depthArgument(3),
    ...pageArguments(50),
  }),
  text: reachedText,
  async run(context, args) {
    const subject = await oneDefinition(context, args);
    if ('answer' in subject) return subject.answer;
    const { found } = subject;
    const members = await context.rows<{ id: string }>(membersOf, { id: found.id });
    const starts = [found.id, ...members.map((member) => member.id)];
    const [reach, importers, reasons] = await Promise.all([
      reachFrom(context, 'dependents', starts, args.depth),
      context.rows<{ path: string }>(importersOf, { id: found.id }),
      usesReasons(context, found),
    ]);
    const files = affectedFiles(reach);
    const total = reach.reached.length;
    return {
      summary: `A change of ${found.id} can affect ${counted(total, 'place')} in ${counted(files.length, 'file')} within ${counted(args.depth, 'step')}; ${counted(importers.length, 'file imports', 'files import')} it.`,
      facts: {
        definition: found.id,
        kind: found.kind,
        members: members.length,
        ...countByDepth(reach.reached),
        files_affected: files.length,
        files: files.slice(0, FILES_MAX),
        importing_files: importers.length,
        importers: importers.slice(0, FILES_MAX).map((row) => row.path),
      },
      rows: await reachedPage(context, stepsTo.needed, reach),
      total,
      reasons: [...reasons, ...cappedReasons(reach), ...memberReasons(members.length)],
    };
  },
});

/** Files by how many affected definitions they hold. */
function affectedFiles(reach: Reach): string[] {
  const counts = new Map<string, number>();
  for (const { id } of reach.reached) {
    const file = fileOf(id);
    counts.set(file, (counts.get(file) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0])).map(([file]) => file);
}

function memberReasons(members: number): string[] {
  return members === MEMBERS_MAX ? [`only the first ${MEMBERS_MAX} members were followed`] : [];
}
