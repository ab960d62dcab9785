import { createGitSource } from '@gkg/git-source';
import {
  armFailpoints,
  childEnvironment,
  createLogger,
  exitWith,
  loadConfig,
  runService,
} from '@gkg/runtime';
import { startProxy } from './start-proxy.ts';

try {
  const config = loadConfig();
  const logger = createLogger('gkg-proxy', { level: config.logLevel });
  armFailpoints(config.failpoints, logger);
  const source = createGitSource({
    environment: childEnvironment(),
    limits: { bytesMax: config.sourceBytesMax, filesMax: config.sourceFilesMax },
    silenceTimeoutMs: config.gitSilenceTimeoutMs,
  });
  await runService(() => startProxy(config, { logger, source, onLost: exitWith }), config);
} catch (error) {
  exitWith(error);
}
