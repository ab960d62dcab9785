import { once } from 'node:events';
import { createServer } from 'node:net';

/*
 * Ports that a service can take again after a kill, at any time: below those that the kernel gives to
 * connections, or a connection of somebody else might have one just then.
 */
const first = 20_000;
const last = 32_000;
let next = first + ((process.pid * 97) % (last - first));

export async function stablePort(): Promise<number> {
  for (;;) {
    next = next >= last ? first : next + 1;
    const probe = createServer();
    const free = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false)).listen(next, '127.0.0.1', () => resolve(true));
    });
    if (!free) continue;
    await once(probe.close(), 'close');
    return next;
  }
}
