/**
 * `node docker/pre-stop.mjs <seconds>`: what indexer and webserver of a pod do before they are told to stop. All
 * containers of a pod are told at once; these two wait until the proxy has gone, so that its tasks and its queries
 * find them until their end. Ends when nothing listens on the proxy's port, or after the seconds at the latest.
 */
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ports } from './health.mjs';

const pauseMs = 250;
const port = Number(process.env.GKG_PROXY_PORT?.trim() || ports.proxy);
const given = process.env.GKG_PROXY_HOST?.trim() || '127.0.0.1';
const host = { '0.0.0.0': '127.0.0.1', '::': '::1' }[given] ?? given;
const end = Date.now() + Number(process.argv[2] ?? 30) * 1000;
while (Date.now() < end && (await listens())) await delay(pauseMs);

function listens() {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(pauseMs * 4, () => settle(true));
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
