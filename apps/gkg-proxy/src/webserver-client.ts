import { rebuildWish, toGkgError } from '@gkg/protocol';
import { requestJson, retry } from '@gkg/runtime';
import { z } from 'zod';

/** What the proxy wants of the webserver beside answers: which graphs there are, and to be rid of one. */
export interface WebserverClient {
  /** The commit that is served for a namespace; null when there is none, or nobody can say. */
  servedCommit(namespaceId: number, signal: AbortSignal): Promise<string | null>;
  /** Namespaces with a graph, and those whose graph should be made anew. */
  list(signal: AbortSignal): Promise<GraphList>;
  /** Resolves when the namespace has no graph, also when it had none before. */
  drop(namespaceId: number, signal: AbortSignal): Promise<void>;
}

const servedGraph = z.looseObject({
  namespace_id: z.number().int(),
  commit: z.string().nullable().default(null),
});
const graphList = z.object({
  graphs: z.array(servedGraph),
  rebuild: z.array(rebuildWish).default([]),
});
export type GraphList = z.output<typeof graphList>;

const describeTimeoutMs = 5000;
const listTimeoutMs = 30_000;
const dropTimeoutMs = 60_000;
const dropRetries = { attemptsMax: 30, firstDelayMs: 200, delayMsMax: 10_000 };

export function createWebserverClient(webserverUrl: string): WebserverClient {
  const graphs = `${webserverUrl}/api/v1/graph_db`;
  return {
    async servedCommit(namespaceId, signal) {
      const asked = requestJson(`${graphs}/${namespaceId}`, { timeoutMs: describeTimeoutMs }, signal);
      // Only a hint at how the work can be shortened: without it, all of it is done.
      const answer = await asked.catch(() => undefined);
      signal.throwIfAborted();
      return servedGraph.safeParse(answer).data?.commit ?? null;
    },
    async list(signal) {
      return graphList.parse(await requestJson(graphs, { timeoutMs: listTimeoutMs }, signal));
    },
    async drop(namespaceId, signal) {
      const url = `${graphs}/${namespaceId}`;
      const remove = () => requestJson(url, { method: 'DELETE', timeoutMs: dropTimeoutMs }, signal);
      const isAway = (error: unknown) => toGkgError(error).kind === 'upstream_unavailable';
      await retry(remove, { ...dropRetries, retryIf: isAway }, signal).catch((error: unknown) => {
        // Dropped before: by an earlier delivery of the task, or it was never there.
        if (toGkgError(error).kind !== 'unknown_namespace') throw error;
      });
    },
  };
}
