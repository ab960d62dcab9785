import type { Failure, LoadClient } from './load-client.ts';
import { count, type Run } from './run.ts';
import type { Service } from './service.ts';

/** What an answer under way may meet when the service it is asked of ends, and not otherwise. */
const endsOfConnections = new Set(['upstream_unavailable', 'shutting_down']);
/** The client may see the end before this process is told, and a connection may be refused just after. */
const slackMs = 1000;

/**
 * Stops a load client and takes its figures. A failure is a violation, unless the service was down at that
 * time and the failure says so.
 */
export async function judgeLoad(run: Run, client: LoadClient, services: readonly Service[]): Promise<void> {
  await client.stop();
  const excused = client.failures.filter((failure) => isExcused(failure, services));
  const inexcusable = client.failures.filter((failure) => !excused.includes(failure));
  const { figures } = run;
  count(figures, 'queries', client.counts.asked);
  count(figures, 'wrong', client.counts.wrong);
  count(figures, 'failed', inexcusable.length);
  count(figures, 'failed while down', excused.length);
  figures['longest gap ms'] = Math.max(Number(figures['longest gap ms'] ?? 0), client.longestGapMs());
  figures['slowest ms'] = Math.max(Number(figures['slowest ms'] ?? 0), client.slowestMs());
  for (const { kind, tool, namespaceId, message } of inexcusable.slice(0, 5)) {
    run.violation(`a query failed: ${tool} of ${namespaceId}: ${message} (${kind})`);
  }
  if (inexcusable.length > 5) run.violation(`${inexcusable.length} queries failed in all`);
  if (client.counts.right === 0) run.violation('no query was answered at all');
}

function isExcused(failure: Failure, services: readonly Service[]): boolean {
  if (!endsOfConnections.has(failure.kind)) return false;
  return services.some((service) => service.wasDown(failure.from, failure.to, slackMs));
}
