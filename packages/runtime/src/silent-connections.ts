import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Has the server end connections on which nobody has asked anything yet, when it closes. Node counts them as
 * busy until its limit on headers, a minute, and waits for them: a client that gave up between connecting and
 * asking would hold up the stop for so long.
 */
export function endSilentConnections(server: FastifyInstance): void {
  const silent = new Set<Socket>();
  let isClosing = false;
  server.server.on('connection', (socket: Socket) => {
    if (isClosing) return socket.destroy();
    silent.add(socket);
    return socket.once('close', () => silent.delete(socket));
  });
  server.server.on('request', ({ socket }: { readonly socket: Socket }) => silent.delete(socket));
  server.addHook('preClose', (done) => {
    isClosing = true;
    for (const socket of silent) socket.destroy();
    done();
  });
}
