/** What the coordinator does now and then beside the requests; what each gives back stops it. */
import type { KnownState } from '@gkg/runtime';
import type { Coordinator } from './coordinator.ts';
import { updateFigures } from './figures.ts';
import { sweep } from './housekeeping.ts';

const figuresIntervalMs = 60_000;
const databaseCheckIntervalMs = 1000;

/** Whether the database answers is found out beside the requests: a probe only reads it. */
export function watchDatabase(state: KnownState): () => Promise<void> {
  const stopping = new AbortController();
  const watching = state.run(databaseCheckIntervalMs, stopping.signal);
  return () => {
    stopping.abort();
    return watching;
  };
}

export function sweepRegularly(coordinator: Coordinator, intervalMs: number): () => Promise<void> {
  return regularly(() => sweepOnce(coordinator), intervalMs);
}

/** The first time before it returns: who asks for the gauges then sees what was counted. */
export async function showFiguresRegularly(coordinator: Coordinator): Promise<() => Promise<void>> {
  await showFigures(coordinator);
  return regularly(() => showFigures(coordinator), figuresIntervalMs);
}

/** Runs `work` now and then, never two at once; what it gives back stops that and waits for the one that runs. */
function regularly(work: () => Promise<void>, intervalMs: number): () => Promise<void> {
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(work);
  }, intervalMs).unref();
  return () => {
    clearInterval(timer);
    return running;
  };
}

async function sweepOnce({ db, logger, metrics, now, rules }: Coordinator): Promise<void> {
  try {
    const swept = await sweep(db, now(), rules);
    for (const outcome of swept.overdue) metrics.tasksSettled.inc({ outcome });
    logger.debug({ ...swept, overdue: swept.overdue.length }, 'lost nodes, overdue and old tasks looked for');
  } catch (error) {
    logger.error({ error }, 'sweep failed');
  }
}

async function showFigures(coordinator: Coordinator): Promise<void> {
  await updateFigures(coordinator).catch((error: unknown) => {
    coordinator.logger.error({ error }, 'figures cannot be counted');
  });
}
