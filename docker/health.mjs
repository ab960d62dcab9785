/**
 * `node docker/health.mjs <service> [live|ready]`: asks a service's own health route from inside its container, where
 * there is no shell, and where a service that listens on loopback cannot be asked from outside. Ends with 0 or 1.
 */
import { get } from 'node:http';

/** Ports that services listen on unless they are told otherwise. */
export const ports = { indexer: 3333, webserver: 3334, proxy: 6080, coordinator: 8100 };
const timeoutMs = 4000;

const [service = '', probe = 'live'] = import.meta.main ? process.argv.slice(2) : [];
if (service !== '') ask();

function ask() {
  if (!Object.hasOwn(ports, service)) throw new Error(`There is no service ${service}.`);
  const setting = (name) => process.env[`GKG_${service.toUpperCase()}_${name}`]?.trim();
  const given = setting('HOST') || '127.0.0.1';
  const host = { '0.0.0.0': '127.0.0.1', '::': '::1' }[given] ?? given;
  const port = setting('PORT') || ports[service];
  const request = get({ host, port, path: `/health/${probe}`, timeout: timeoutMs }, (answer) => {
    end(answer.statusCode === 200 ? 0 : 1, `${service} answers ${answer.statusCode}`);
  });
  request.once('timeout', () => end(1, `${service} does not answer`));
  request.once('error', ({ code }) => end(1, `${service} cannot be reached: ${code}`));
}

function end(code, said) {
  process.stdout.write(`${said}\n`);
  process.exit(code);
}
