import {
  armFailpoints,
  createLogger,
  exitWith,
  loadConfig,
  runService,
  startTraces,
  traceSettings,
} from '@gkg/runtime';
import { startIndexer } from './start-indexer.ts';

try {
  const config = loadConfig(process.env);
  const logger = createLogger('gkg-indexer', { level: config.logLevel });
  armFailpoints(config.failpoints, logger);
  await startTraces(traceSettings(config), 'gkg-indexer', logger);
  await runService(() => startIndexer(config, { logger, onLost: exitWith }), config);
} catch (error) {
  exitWith(error);
}
