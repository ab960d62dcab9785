import type { CallLimits, GraphPool } from '@gkg/graph-store';
import { tools } from '@gkg/tools';
import { observed } from './webserver-metrics.ts';
import type { WebserverMetrics } from './webserver-metrics.ts';

/** Runs a tool on the graph of a namespace; the answer is a QueryResponse as JSON text. */
export type ToolCaller = (
  namespaceId: number,
  tool: string,
  args: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
) => Promise<string>;

export function createToolCaller(pool: GraphPool, limits: CallLimits, metrics: WebserverMetrics): ToolCaller {
  const names = new Set(tools.map((tool) => tool.name));
  return async (namespaceId, tool, args, signal) => {
    // A label takes names of ours only: a caller's typo must not make a time series.
    const label = names.has(tool) ? tool : 'unknown';
    const observe = (outcome: string, seconds: number) =>
      metrics.toolSeconds.observe({ tool: label, outcome }, seconds);
    return observed(observe, async () => String(await pool.call(namespaceId, tool, args, limits, signal)));
  };
}
