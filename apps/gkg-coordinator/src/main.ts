import { createLogger, loadConfig, runService } from '@gkg/runtime';
import { startCoordinator } from './coordinator-service.ts';

await runService(async () => {
  const config = loadConfig();
  return startCoordinator(config, createLogger('gkg-coordinator', { level: config.logLevel }));
});
