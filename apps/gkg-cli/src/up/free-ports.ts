import { once } from 'node:events';
import { createServer } from 'node:net';
import { explainListenFailure } from '@gkg/runtime';
import type { ServiceSpec } from './services.ts';

/**
 * Looks whether the services' addresses are free before any is started: where another gkg answers on one,
 * its answers would pass for those of the service that could not start.
 *
 * @throws GkgError port_in_use
 */
export async function checkPortsAreFree(specs: readonly ServiceSpec[]): Promise<void> {
  for (const spec of specs) await checkPortIsFree(spec);
}

async function checkPortIsFree({ name, host, port }: ServiceSpec): Promise<void> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
  } catch (error) {
    throw explainListenFailure(error, { host, port, setting: `GKG_${name.toUpperCase()}_PORT` });
  }
  server.close();
  await once(server, 'close');
}
