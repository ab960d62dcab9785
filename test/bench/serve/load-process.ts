/**
 * A process that makes load and nothing else. Clients ask, wait for the answer and ask again. At a rate, each
 * call has its moment, and its time counts from there, also when the calls before it were slow: the answers
 * that a client would have waited for are not left out (coordinated omission).
 */
import { text } from 'node:stream/consumers';
import { Pool } from 'undici';
import { distributionOf } from './distribution.ts';
import type { LoadOrder, LoadReport } from './load-messages.ts';

const connectionsAtARate = 64;

const order = JSON.parse(await text(process.stdin)) as LoadOrder;
const { shape } = order;
const pool = new Pool(order.origin, {
  connections: shape.kind === 'clients' ? shape.clients : connectionsAtARate,
});
const headers = { 'content-type': 'application/json', ...order.headers };
const failures: Record<string, number> = {};
let next = 0;

for (let call = 0; call < order.warmUpCalls; call += 1) await ask();
const times: number[] = [];
const startedAt = performance.now();
const makeLoad = { clients: askAsClients, rate: askAtRate, once: askEachOnce }[shape.kind];
await makeLoad();
const seconds = (performance.now() - startedAt) / 1000;
const report: LoadReport = { times: distributionOf(times), perSecond: times.length / seconds, failures };
process.stdout.write(JSON.stringify(report));
await pool.destroy();

async function ask(): Promise<void> {
  const body = order.bodies[next++ % order.bodies.length] ?? '';
  const answer = await pool.request({ path: order.path, method: 'POST', headers, body });
  await answer.body.arrayBuffer();
  if (answer.statusCode === 200) return;
  failures[answer.statusCode] = (failures[answer.statusCode] ?? 0) + 1;
}

async function timedSince(moment: number): Promise<void> {
  await ask();
  times.push(performance.now() - moment);
}

async function askAsClients(): Promise<void> {
  if (shape.kind !== 'clients') return;
  const endsAt = startedAt + shape.seconds * 1000;
  const client = async () => {
    while (performance.now() < endsAt) await timedSince(performance.now());
  };
  await Promise.all(Array.from({ length: shape.clients }, client));
}

async function askAtRate(): Promise<void> {
  if (shape.kind !== 'rate') return;
  const calls: Promise<void>[] = [];
  for (let call = 0; call < shape.perSecond * shape.seconds; call += 1) {
    const moment = startedAt + (call * 1000) / shape.perSecond;
    while (performance.now() < moment) await until(moment);
    calls.push(timedSince(moment));
  }
  await Promise.all(calls);
}

async function askEachOnce(): Promise<void> {
  for (const _ of order.bodies) await timedSince(performance.now());
}

/** A timer is up to a millisecond late; the rest is waited for in turns of the loop. */
function until(moment: number): Promise<void> {
  const leftMs = moment - performance.now();
  return new Promise((resolve) => {
    if (leftMs > 2) setTimeout(resolve, leftMs - 1.5);
    else setImmediate(resolve);
  });
}
