import { exitWith, runMain } from '@gkg/runtime';
import { startWebserver } from './start-webserver.ts';

await runMain('gkg-webserver', (config, logger) => startWebserver(config, { logger, onLost: exitWith }));
