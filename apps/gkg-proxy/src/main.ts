import { createGitSource, type AddressScheme, type GitSource } from '@gkg/git-source';
import { childEnvironment, exitWith, runMain, sourcesRoot, type Config } from '@gkg/runtime';
import { startProxy } from './start-proxy.ts';

await runMain('gkg-proxy', (config, logger) =>
  startProxy(config, { logger, source: gitSourceOf(config), onLost: exitWith }),
);

function gitSourceOf(config: Config): GitSource {
  return createGitSource({
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
}
