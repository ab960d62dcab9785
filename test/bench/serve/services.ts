/** The webserver and the proxy of a node, as processes of their own on free ports. */
import { join } from 'node:path';
import { ensureSecret, signedHeaders } from '@gkg/runtime';
import { nodeSettings } from '../../e2e/gkg-process.ts';
import { startService } from '../service-process.ts';

export interface Services {
  readonly webserver: string;
  readonly proxy: string;
  readonly webserverPid: number;
  /** A fresh token; it is good for minutes. */
  tokenHeaders(): Promise<Record<string, string>>;
  stop(): Promise<void>;
}

export async function startServices(
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Services> {
  // No coordinator runs: the proxy goes on without one.
  const own = { GKG_LOG_LEVEL: 'error', GKG_ANONYMOUS_CALLS_PER_MINUTE: '0', ...settings };
  const env = { ...(await nodeSettings(dataDir)), ...own };
  const secret = await ensureSecret(join(dataDir, 'secret'));
  const [webserver, proxy] = await Promise.all([
    startService('gkg-webserver', env),
    startService('gkg-proxy', env),
  ]);
  return {
    webserver: webserver.url,
    proxy: proxy.url,
    webserverPid: webserver.pid,
    tokenHeaders: () => signedHeaders('rails_to_node', secret),
    stop: async () => {
      await Promise.all([webserver.stop(), proxy.stop()]);
    },
  };
}
