import {
  armFailpoints,
  createLogger,
  exitWith,
  loadConfig,
  runService,
  startTraces,
  traceSettings,
} from '@gkg/runtime';
import { startWebserver } from './start-webserver.ts';

try {
  const config = loadConfig(process.env);
  const logger = createLogger('gkg-webserver', { level: config.logLevel });
  armFailpoints(config.failpoints, logger);
  await startTraces(traceSettings(config), 'gkg-webserver', logger);
  await runService(() => startWebserver(config, { logger, onLost: exitWith }), config);
} catch (error) {
  exitWith(error);
}
