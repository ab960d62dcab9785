import type { JobStatus } from '@gkg/protocol';
import { requestJson } from '@gkg/runtime';
import { nodeSettings } from '../../e2e/gkg-process.ts';
import { startService } from '../service-process.ts';

export const namespaceId = 7;

export interface IndexRun {
  readonly seconds: number;
  readonly phases: Readonly<Record<string, number>>;
  readonly madeFrom: string;
}

/** Indexer and webserver over one data directory. */
export interface MeasuredNode {
  /** From the request to the answer, which comes when the graph is served. */
  index(directory: string): Promise<IndexRun>;
  stop(): Promise<void>;
}

export async function startNode(dataDir: string): Promise<MeasuredNode> {
  const env = { ...(await nodeSettings(dataDir)), GKG_LOG_LEVEL: 'error' };
  const webserver = await startService('gkg-webserver', env);
  const indexer = await startService('gkg-indexer', env);
  return {
    index: (directory) => index(indexer.url, directory),
    async stop() {
      await Promise.all([webserver.stop(), indexer.stop()]);
    },
  };
}

async function index(indexer: string, directory: string): Promise<IndexRun> {
  const body = { namespace_id: namespaceId, project_id: namespaceId, repo_dir: directory, wait: true };
  const started = performance.now();
  const job = (await requestJson(`${indexer}/api/v1/index`, { body, timeoutMs: 600_000 })) as JobStatus;
  const seconds = (performance.now() - started) / 1000;
  if (job.statistics === null) throw new Error(`The job ${job.state}: ${job.error?.error ?? ''}`);
  return { seconds, phases: job.statistics.phase_seconds, madeFrom: job.statistics.graph_made_from };
}
