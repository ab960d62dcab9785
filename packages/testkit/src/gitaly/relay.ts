import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Relay {
  readonly address: string;
  /** Breaks every connection, as a network does. */
  cut(): void;
  close(): Promise<void>;
}

/** Passes bytes on to a port of this machine, from another port or a socket. */
export async function startRelay(port: number, socket?: string): Promise<Relay> {
  const open = new Set<Socket>();
  const server = createServer((outer) => {
    const inner = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [outer, inner],
      [inner, outer],
    ] as const) {
      open.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  server.listen(...((socket === undefined ? [0, '127.0.0.1'] : [socket]) as [number, string]));
  await once(server, 'listening');
  const at = server.address();
  const cut = () => {
    for (const connection of open) connection.destroy();
  };
  return {
    address: typeof at === 'object' && at !== null ? `tcp://127.0.0.1:${at.port}` : `unix:${socket}`,
    cut,
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
