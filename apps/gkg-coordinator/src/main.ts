import { runMain } from '@gkg/runtime';
import { startCoordinator } from './start-coordinator.ts';

await runMain('gkg-coordinator', startCoordinator);
