import { armFailpoints, createLogger, exitWith, loadConfig, runService } from '@gkg/runtime';
import { startWebserver } from './start-webserver.ts';

try {
  const config = loadConfig(process.env);
  const logger = createLogger('gkg-webserver', { level: config.logLevel });
  armFailpoints(config.failpoints, logger);
  await runService(() => startWebserver(config, { logger, onLost: exitWith }), config);
} catch (error) {
  exitWith(error);
}
