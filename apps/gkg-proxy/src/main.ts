import { createGitSource, type AddressScheme } from '@gkg/git-source';
import {
  armFailpoints,
  childEnvironment,
  createLogger,
  exitWith,
  loadConfig,
  runService,
  sourcesRoot,
  startTraces,
  traceSettings,
} from '@gkg/runtime';
import { startProxy } from './start-proxy.ts';

try {
  const config = loadConfig();
  const logger = createLogger('gkg-proxy', { level: config.logLevel });
  armFailpoints(config.failpoints, logger);
  await startTraces(traceSettings(config), 'gkg-proxy', logger);
  const source = createGitSource({
    environment: childEnvironment(),
    schemes: config.sourceSchemes.split(',') as AddressScheme[],
    limits: { bytesMax: config.sourceBytesMax, filesMax: config.sourceFilesMax },
    silenceTimeoutMs: config.gitSilenceTimeoutMs,
    gitaly: {
      callTimeoutMs: config.gitalyCallTimeoutMs,
      streamTimeoutMs: config.gitalyStreamTimeoutMs,
      attemptsMax: config.gitalyAttemptsMax,
    },
    keep: {
      directory: sourcesRoot(config.dataDir),
      bytesMax: config.sourcesKeptBytesMax,
      freeBytesMin: config.diskFreeBytesMin,
    },
  });
  await runService(() => startProxy(config, { logger, source, onLost: exitWith }), config);
} catch (error) {
  exitWith(error);
}
