/*
 * What the webserver does regularly, and the first half of it before it takes requests:
 * 1. late graphs   are taken (late-graphs.ts).
 * 2. left-overs    are removed: versions that no link names, and what was set aside beyond its bounds. Each
 *                  namespace is looked at in its turn, so that nothing that is being published, and nothing
 *                  that is drained, is taken for one.
 * 3. examination   of some served graphs, one after the other round and round: a file that rots is often
 *                  opened without complaint, and answers wrongly. It takes little of the time.
 */
import { listUnlinked, trimQuarantine } from '@gkg/graph-store';
import type { QuarantineBounds } from '@gkg/graph-store';
import { takeLateGraphs } from './late-graphs.ts';
import type { LateGraphsParts } from './late-graphs.ts';

export interface SweepParts extends LateGraphsParts {
  readonly intervalMs: number;
  readonly quarantine: QuarantineBounds;
  onRemoved(count: number): void;
}

/** Of the time between two sweeps. */
const examinationShare = 0.01;

/** Sweeps now and regularly, until the function that it answers with is called. */
export async function sweepRegularly(parts: SweepParts): Promise<() => void> {
  await attempt(parts, () => takeLateGraphs(parts));
  const examine = createExamination(parts);
  let sweeping = false;
  const sweep = async () => {
    if (sweeping) return;
    sweeping = true;
    await attempt(parts, () => takeLateGraphs(parts));
    await attempt(parts, () => removeLeftovers(parts));
    await attempt(parts, examine);
    sweeping = false;
  };
  const timer = setInterval(() => void sweep(), parts.intervalMs).unref();
  return () => clearInterval(timer);
}

async function attempt({ logger }: SweepParts, work: () => Promise<void>): Promise<void> {
  await work().catch((error: unknown) => {
    logger.error({ error }, 'sweep failed');
  });
}

async function removeLeftovers(parts: SweepParts): Promise<void> {
  const { publisher, swaps, quarantine } = parts;
  let removed = await trimQuarantine(publisher, quarantine);
  for (const graphs of await listUnlinked(publisher.dataDir)) removed += await swaps.removeUnlinked(graphs);
  parts.onRemoved(removed);
}

function createExamination({ pool, intervalMs }: SweepParts): () => Promise<void> {
  let last = 0;
  return async () => {
    const endsAt = performance.now() + intervalMs * examinationShare;
    const ids = pool.list().map(({ namespaceId }) => namespaceId);
    const next = [...ids.filter((id) => id > last), ...ids.filter((id) => id <= last)];
    for (const id of next) {
      if (performance.now() > endsAt) return;
      await pool.examine(id);
      last = id;
    }
  };
}
