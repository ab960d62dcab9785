import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * What becomes of what is sent. `stalled`: nothing arrives in either direction, and nobody is told, as where
 * packets are lost; what was sent arrives later. `cut`: connections end, and new ones do, too.
 */
export type Passage = 'open' | 'stalled' | 'cut' | { readonly delayMs: number };

/** One address for whoever serves at the moment, as a cluster gives it: new connections go to the target. */
export interface Relay {
  readonly url: string;
  target: string;
  setPassage(passage: Passage): void;
  close(): Promise<void>;
}

export async function startRelay(target: string, address = '127.0.0.1'): Promise<Relay> {
  const sockets = new Set<Socket>();
  const gate = createGate();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    if (gate.isCut()) return client.destroy();
    const { hostname, port } = new URL(relay.target);
    const service = connect(Number(port), hostname);
    for (const socket of [client, service]) keep(socket);
    carry(client, service, gate);
    carry(service, client, gate);
    return undefined;
  });
  server.listen(0, address);
  await once(server, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const relay: Relay = {
    url: `http://${address}:${(server.address() as AddressInfo).port}`,
    target,
    setPassage(passage) {
      gate.set(passage);
      if (passage === 'cut') cut();
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      gate.set('cut');
      cut();
      await closed;
    },
  };
  return relay;
}

interface Gate {
  set(passage: Passage): void;
  isCut(): boolean;
  /** Resolves when something may pass. */
  pass(): Promise<void>;
}

function createGate(): Gate {
  let passage: Passage = 'open';
  let changed = Promise.withResolvers<void>();
  return {
    set(next) {
      passage = next;
      changed.resolve();
      changed = Promise.withResolvers();
    },
    isCut: () => passage === 'cut',
    async pass() {
      while (passage === 'stalled') await changed.promise;
      if (typeof passage === 'object') await delay(passage.delayMs);
    },
  };
}

/** Everything from one to the other, its end included; one part is under way at a time. */
function carry(from: Socket, to: Socket, gate: Gate): void {
  from.on('data', (chunk) => {
    from.pause();
    void gate.pass().then(() => to.write(chunk, () => from.resume()));
  });
  from.on('error', () => undefined);
  from.once('close', () => void gate.pass().then(() => to.destroySoon()));
}
