import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createNetwork, type Host } from './network.ts';

const port = 4000;
const echo = `require('net').createServer((socket) => socket.pipe(socket)).listen(${port}, () => console.log('up'))`;

async function serveEcho(host: Host): Promise<() => void> {
  const [program, ...args] = [...host.enter, process.execPath, '-e', echo];
  const server = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(server.stdout, 'data');
  return () => server.kill('SIGKILL');
}

test('a pulled cable loses what is sent, and TCP sends it again', { timeout: 60_000 }, async ({ skip }) => {
  const network = await createNetwork();
  if (network === null) return skip('network namespaces cannot be made here');
  const host = await network.addHost(1);
  const stop = await serveEcho(host);
  try {
    const socket = connect(port, host.address);
    await once(socket, 'connect');
    host.pullOut();
    socket.write('sent into nothing');
    const arrived = once(socket, 'data');
    expect(await Promise.race([arrived, delay(500, 'nothing')])).toBe('nothing');
    host.plugIn();
    expect(String(await arrived)).toBe('sent into nothing');
    socket.destroy();
  } finally {
    stop();
    await network.close();
  }
});

test('hosts have their own ports and reach each other', { timeout: 60_000 }, async ({ skip }) => {
  const network = await createNetwork();
  if (network === null) return skip('network namespaces cannot be made here');
  const [first, second] = [await network.addHost(1), await network.addHost(2)];
  const stops = [await serveEcho(first), await serveEcho(second)];
  try {
    const reach = `require('net').connect(${port}, '${second.address}').on('connect', () => process.exit(3))`;
    const [program, ...args] = [...first.enter, process.execPath, '-e', reach];
    const [code] = (await once(spawn(program, args), 'exit')) as [number];
    expect(code).toBe(3);
  } finally {
    for (const stop of stops) stop();
    await network.close();
  }
});
