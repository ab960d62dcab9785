import {
  createHttpServer,
  createMetrics,
  ensureSecret,
  listen,
  withUndo,
  type Config,
  type Logger,
} from '@gkg/runtime';
import { addProjectRoutes } from './project-routes.ts';
import { addRailsRoutes } from './rails-routes.ts';
import { openDatabase } from './database.ts';
import { sweep } from './housekeeping.ts';
import type { CoordinatorDatabase } from './schema.ts';

export type CoordinatorConfig = Pick<
  Config,
  | 'dataDir'
  | 'coordinatorHost'
  | 'coordinatorPort'
  | 'jwtSecretFile'
  | 'bodyBytesMax'
  | 'pullIntervalMs'
  | 'queryTimeoutMs'
  | 'taskRetryDelayMs'
>;

/** How much longer than a node's own limit the coordinator waits for its answer. */
const queryGraceMs = 5000;
const sweepIntervalMs = 600_000;

export interface RunningCoordinator {
  readonly url: string;
  stop(): Promise<void>;
}

/** Opens the database and serves; `now` is the clock that all decisions about time are made by. */
export async function startCoordinator(
  config: CoordinatorConfig,
  logger: Logger,
  now: () => Date = () => new Date(),
): Promise<RunningCoordinator> {
  return withUndo(async (undo) => {
    const secret = await ensureSecret(config.jwtSecretFile);
    const database = await openDatabase(config.dataDir);
    undo.add(() => database.close());
    const server = createHttpServer({
      service: 'gkg-coordinator',
      logger,
      metrics: createMetrics('gkg-coordinator'),
      bodyBytesMax: config.bodyBytesMax,
      ready: () => true,
    });
    undo.add(() => server.close());
    const client = { secret, timeoutMs: config.queryTimeoutMs + queryGraceMs, now };
    const retry = { delayMs: config.taskRetryDelayMs, random: Math.random };
    const coordinator = {
      db: database.db,
      logger,
      now,
      secret,
      pullIntervalMs: config.pullIntervalMs,
      retry,
      client,
    };
    addRailsRoutes(server, coordinator);
    addProjectRoutes(server, coordinator);
    undo.add(sweepRegularly(database.db, logger, now));
    const url = await listen(server, config.coordinatorHost, config.coordinatorPort, 'GKG_COORDINATOR_PORT');
    logger.info({ url }, 'coordinator is ready');
    return { url, stop: () => undo.run() };
  });
}

function sweepRegularly(db: CoordinatorDatabase, logger: Logger, now: () => Date): () => void {
  const run = () =>
    sweep(db, now()).then(
      (swept) => logger.debug(swept, 'lost nodes and old tasks forgotten'),
      (error: unknown) => logger.error({ error }, 'sweep failed'),
    );
  const timer = setInterval(() => void run(), sweepIntervalMs).unref();
  return () => clearInterval(timer);
}
