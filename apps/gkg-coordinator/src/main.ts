import { createLogger, exitWith, loadConfig, runService } from '@gkg/runtime';
import { startCoordinator } from './start-coordinator.ts';

try {
  const config = loadConfig();
  const logger = createLogger('gkg-coordinator', { level: config.logLevel });
  await runService(() => startCoordinator(config, logger), config);
} catch (error) {
  exitWith(error);
}
