import { acquireLease, dataDirLock, ensureSecret, withUndo, type Config, type Undo } from '@gkg/runtime';
import { removeServerState, writeServerState, type ServiceUrls } from '../server-state.ts';
import { checkPortsAreFree } from './free-ports.ts';
import { startChildService, type ChildService } from './child-service.ts';
import { serviceSpecs, serviceUrls, type ServiceSpec } from './services.ts';

export interface Stack {
  readonly urls: ServiceUrls;
  /** Rejects when one of the services ends by itself. */
  readonly died: Promise<never>;
  stop(): Promise<void>;
}

/**
 * A local node need not wait for its tasks as long as one of a fleet, and the disk of a person's machine may be
 * fuller than that of a server.
 */
const localSettings = {
  GKG_PULL_INTERVAL_MS: '250',
  GKG_NODE_CRITICAL_PERCENT: '99',
  GKG_NODE_HIGH_PERCENT: '99',
};

/**
 * Brings the four services up on one data directory, which stays locked until `stop`. Whatever fails takes
 * down again what was started.
 */
export function startStack(config: Config, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Stack> {
  return withUndo(async (undo) => {
    const lease = await acquireLease(dataDirLock(config.dataDir), { leaseMs: config.leaseMs });
    undo.add(() => lease.release());
    await ensureSecret(config.jwtSecretFile);
    const specs = serviceSpecs(config);
    await checkPortsAreFree(specs);
    const settings = {
      ...localSettings,
      // Graphs that the command line made before stay: this coordinator never knew them.
      GKG_TRUNCATE: 'keep',
      ...env,
      GKG_DATA_DIR: config.dataDir,
    };
    const children: ChildService[] = [];
    undo.add(() => stopInOrder(children));
    const start = async (group: readonly ServiceSpec[]) => {
      const started = group.map((spec) => startChildService(spec, config.dataDir, settings));
      children.unshift(...started);
      await Promise.all(started.map((child) => child.waitUntilReady(signal)));
    };
    await start(specs.filter(({ name }) => name !== 'proxy'));
    // Last, since a heartbeat that nobody answers is not tried again for a while.
    await start(specs.filter(({ name }) => name === 'proxy'));
    const urls = serviceUrls(specs);
    await publishState(config.dataDir, urls, undo);
    const died = Promise.race(children.map((child) => child.died));
    died.catch(() => undefined);
    return { urls, died, stop: () => undo.run() };
  });
}

async function publishState(dataDir: string, urls: ServiceUrls, undo: Undo): Promise<void> {
  await writeServerState(dataDir, urls);
  undo.add(() => removeServerState(dataDir));
}

async function stopInOrder(children: readonly ChildService[]): Promise<void> {
  for (const child of children) await child.stop();
}
