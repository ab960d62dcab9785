import type { CallLimits, GraphPool } from '@gkg/graph-store';
import { toGkgError } from '@gkg/protocol';
import type { Caller } from '@gkg/protocol';
import { noteFacts, oneOf } from '@gkg/runtime';
import { tools } from '@gkg/tools';
import { callerKey } from './call-budgets.ts';
import type { CallBudgets } from './call-budgets.ts';
import { countRefused, observed, webserverMetrics } from './webserver-metrics.ts';
import type { WebserverMetrics } from './webserver-metrics.ts';

export interface AskedCall {
  readonly namespaceId: number;
  readonly caller: Caller;
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Runs a tool on the graph of a namespace; the answer is a QueryResponse as JSON text. */
export type ToolCaller = (asked: AskedCall, signal: AbortSignal) => Promise<string>;

const outcomes = webserverMetrics.toolCalls.labels.outcome;

export function createToolCaller(
  pool: GraphPool,
  limits: CallLimits,
  budgets: CallBudgets,
  metrics: WebserverMetrics,
): ToolCaller {
  const names = new Set(tools.map((tool) => tool.name));
  return async ({ namespaceId, caller, tool, args }, signal) => {
    // A label takes names of ours only: a caller's typo must not make a time series.
    const label = names.has(tool) ? tool : 'unknown';
    noteFacts({ namespace_id: namespaceId, tool: label });
    const observe = (outcome: string, seconds: number) => {
      metrics.toolSeconds.observe({ tool: label }, seconds);
      metrics.toolCalls.inc({ tool: label, outcome: oneOf(outcomes, outcome) });
    };
    const call = { namespaceId, caller: callerKey(caller), name: tool, args, limits };
    const work = async () => {
      const answer = String(await pool.call(call, signal));
      metrics.answerBytes.observe(Buffer.byteLength(answer));
      return answer;
    };
    return observed(observe, () =>
      budgets.within(caller, work).catch((error: unknown) => {
        const { kind, detail } = toGkgError(error);
        if (kind === 'overloaded') countRefused(metrics, detail['limit']);
        throw error;
      }),
    );
  };
}
