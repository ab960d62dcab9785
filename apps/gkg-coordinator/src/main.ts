import { createLogger, exitWith, loadConfig, runService, startTraces, traceSettings } from '@gkg/runtime';
import { startCoordinator } from './start-coordinator.ts';

try {
  const config = loadConfig();
  const logger = createLogger('gkg-coordinator', { level: config.logLevel });
  await startTraces(traceSettings(config), 'gkg-coordinator', logger);
  await runService(() => startCoordinator(config, logger), config);
} catch (error) {
  exitWith(error);
}
