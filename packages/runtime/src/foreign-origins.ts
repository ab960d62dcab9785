import { GkgError } from '@gkg/protocol';
import type { FastifyInstance } from 'fastify';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses requests that a web page of somebody else makes a user's browser send to this address, also
 * when that page's name has been made to resolve to it. Programs send no Origin header.
 */
export function refuseForeignOrigins(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const { origin } = request.headers;
    if (origin === undefined || loopback.has(hostOf(origin))) return done();
    done(new GkgError('forbidden', 'Requests of web pages from elsewhere are not answered.'));
  });
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).hostname : '';
}
