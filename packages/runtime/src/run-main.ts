import { loadConfig, type Config } from './config.ts';
import { armFailpoints } from './failpoints.ts';
import { exitWith, runService, type RunningService } from './lifecycle.ts';
import { createLogger, type Logger } from './logger.ts';
import { startTraces, traceSettings } from './traces.ts';

/**
 * What the main module of a service does: settings from the environment, a log, failpoints and traces as they say,
 * then the service until it is told to stop. Whatever fails says so on stderr, with the exit code of its kind.
 */
export async function runMain(
  service: string,
  start: (config: Config, logger: Logger) => Promise<RunningService>,
): Promise<void> {
  try {
    const config = loadConfig();
    const logger = createLogger(service, { level: config.logLevel });
    armFailpoints(config.failpoints, logger);
    await startTraces(traceSettings(config), service, logger);
    await runService(() => start(config, logger), config);
  } catch (error) {
    exitWith(error);
  }
}
