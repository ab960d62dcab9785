import { accesses } from '@gkg/ontology';
import { z } from 'zod';
import { definitionArgument, fileOfDefinition, pageArguments } from './arguments.ts';
import { counted, usesReasons } from './completeness.ts';
import { certainty, edgeText } from './edge-text.ts';
import { edgePage, standIns, uses } from './edges.ts';
import type { Edge } from './edges.ts';
import { oneDefinition } from './find-definition.ts';
import { graphTool } from './tool.ts';

const relations = ['call', ...accesses, 'import', 'extend', 'implement', 'override'] as const;

export const getReferences = graphTool({
  // Earlier ones do not say how many unresolved calls have the name.
  schemaMin: 2,
  name: 'get_references',
  title: 'Where this is used',
  description: `Every use of a definition: calls, reads, writes, uses as a type or as a value, imports, subclasses and overrides, each with file and line. Use before renaming or removing something, or for things that are not called: constants, fields, types. For calls alone, callers is shorter.
Example: {"definition": "MAX_RETRIES", "relations": ["read", "import"]}`,
  input: z.object({
    definition: definitionArgument,
    file: fileOfDefinition,
    relations: z
      .array(z.enum(relations))
      .max(relations.length)
      .default([])
      .describe(`Only these ways of use: ${relations.join(', ')}. Default: all.`),
    ...pageArguments(50),
  }),
  text: {
    heading: (row: Edge) => edgeText.heading?.(row) ?? '',
    line: (row: Edge) => `  ${row.line}: ${row.relation} ${by(row)}${certainty(row)}`,
  },
  async run(context, args) {
    const subject = await oneDefinition(context, args);
    if ('answer' in subject) return subject.answer;
    const { found } = subject;
    const ids = await standIns(context, found);
    const [page, reasons] = await Promise.all([
      edgePage(context, uses, ids, { relations: args.relations }),
      usesReasons(context, found),
    ]);
    return {
      summary: `${counted(page.total, 'use')} of ${found.id} found.`,
      facts: { definition: found.id, kind: found.kind, by_relation: page.totals },
      rows: page.rows,
      total: page.total,
      reasons,
    };
  },
});

function by(edge: Edge): string {
  if (edge.relation === 'import') return 'in this file';
  return `by ${edge.name || '(module level)'}`;
}
