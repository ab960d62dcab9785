import type { Parameters, ToolContext } from './tool.ts';

/**
 * How many rows there are in all: known from a page that is not full, counted by the graph otherwise.
 */
export async function totalOf(
  context: ToolContext,
  rowCount: number,
  countStatement: string,
  parameters: Parameters,
): Promise<number> {
  const seenAll = rowCount < context.limit && (rowCount > 0 || context.offset === 0);
  if (seenAll) return context.offset + rowCount;
  const [count] = await context.rows<{ total: number }>(countStatement, parameters);
  return count?.total ?? 0;
}
