import { existsSync } from 'node:fs';
import { GkgError } from '@gkg/protocol';
import {
  createTokenBuckets,
  ensureSecret,
  openSharedSecret,
  type Config,
  type Logger,
  type SharedSecret,
} from '@gkg/runtime';
import type { AccessRules } from './authenticate.ts';

export type AccessConfig = Pick<
  Config,
  'coordinatorAuth' | 'coordinatorHost' | 'adminTokenFile' | 'userRequestsPerMinute'
>;

const usersRememberedMax = 100_000;
/** More than a busy repository has pushes; what comes faster is no repository's. */
const hookRate = { perMinute: 120, burst: 120, bucketsMax: 100_000 };
const loopbackHosts = new Set(['127.0.0.1', '::1', 'localhost']);

/** Who needs a token, and how often a user may ask. */
export async function openAccess(config: AccessConfig, logger: Logger): Promise<AccessRules> {
  const { userRequestsPerMinute: usual } = config;
  const buckets = createTokenBuckets({
    perMinute: usual,
    burst: usual,
    bucketsMax: usersRememberedMax,
  });
  const hooks = createTokenBuckets(hookRate);
  const isTokenNeeded = needsTokens(config);
  return {
    takeHook: (publicId) => hooks.take(publicId, 1),
    isTokenNeeded,
    adminToken: await openAdminToken(config.adminTokenFile, isTokenNeeded, logger),
    takeRequest: (userId, own) => {
      const price = own === null ? 1 : usual / own;
      return buckets.take(String(userId), price);
    },
  };
}

function needsTokens({ coordinatorAuth: auth, coordinatorHost: host }: AccessConfig): boolean {
  const isLocal = loopbackHosts.has(host);
  if (auth !== 'none') return auth === 'token' || !isLocal;
  if (isLocal) return false;
  const message = `GKG_COORDINATOR_AUTH none needs a GKG_COORDINATOR_HOST that only this machine reaches, not ${host}.`;
  throw new GkgError('config_invalid', message, { detail: { setting: 'GKG_COORDINATOR_AUTH' } });
}

/** One that was made when tokens were needed stays good; the command line sends it wherever it lies. */
async function openAdminToken(file: string, isNeeded: boolean, logger: Logger): Promise<SharedSecret | null> {
  if (isNeeded) await ensureSecret(file);
  else if (!existsSync(file)) return null;
  // Who replaces it wants the old one to be worth nothing.
  return openSharedSecret(file, { overlapMs: 0, logger });
}
