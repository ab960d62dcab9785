import { exitWith, runMain } from '@gkg/runtime';
import { startIndexer } from './start-indexer.ts';

await runMain('gkg-indexer', (config, logger) => startIndexer(config, { logger, onLost: exitWith }));
