/*
 * SIGSTOP for longer than every lease, then SIGCONT: the process goes on in the middle of what it did, and
 * does not know that time has passed.
 *
 * - Nobody took over: it goes on, nothing is lost and no query fails.
 * - A successor took over, cleaned up, and published something newer: the one that wakes must end, and what
 *   it had been about to do must not come into effect.
 *
 * And two of a kind are started on one volume (start-twice.ts).
 */
import { setTimeout as delay } from 'node:timers/promises';
import { checkNextPublish, checkServed, checkTidy } from '../check-node.ts';
import { judgeLoad } from '../judge.ts';
import type { Node } from '../node.ts';
import { createNodePair, type NodePair } from '../node-pair.ts';
import { startRelay } from '../relay.ts';
import { childrenOf, hasEnded, isStopped, signalProcess } from '../processes.ts';
import { count, type Run, type Scenario } from '../run.ts';
import type { Service } from '../service.ts';
import { lockedExitCode, startTwice } from '../start-twice.ts';
import { eventually } from '../until.ts';

const namespaces = [1, 2];
const queriesPerSecond = 20;
const leaseMs = 1200;
const frozenMs = 2 * leaseMs;
/** It finds out with its next renewal. */
const noticedWithinMs = 10_000;
const frozenWithinMs = 20_000;
const settings = { GKG_LEASE_MS: String(leaseMs), GKG_NOTIFY_TIMEOUT_MS: '4000' };

type Kind = 'webserver' | 'indexer' | 'job' | 'graph process';

interface Freeze {
  readonly kind: Kind;
  /** Where it freezes; anywhere, when there is no failpoint. */
  readonly failpoint?: string;
  /** Whether another of its kind takes over meanwhile. */
  readonly succeeded: boolean;
}

/** The first are those that a short run makes. */
const places: readonly Freeze[] = [
  { kind: 'webserver', failpoint: 'link.before', succeeded: true },
  { kind: 'job', failpoint: 'stage.before', succeeded: true },
  { kind: 'graph process', succeeded: false },
  { kind: 'webserver', failpoint: 'rename.after', succeeded: true },
  { kind: 'webserver', failpoint: 'accept.after', succeeded: true },
  { kind: 'webserver', failpoint: 'link.after', succeeded: true },
  { kind: 'webserver', failpoint: 'retire.before', succeeded: true },
  { kind: 'indexer', failpoint: 'notify.before', succeeded: true },
  { kind: 'indexer', failpoint: 'acknowledge', succeeded: true },
  { kind: 'job', failpoint: 'checkpoint', succeeded: true },
  { kind: 'job', failpoint: 'stage.after', succeeded: true },
  { kind: 'webserver', succeeded: false },
  { kind: 'indexer', succeeded: false },
  { kind: 'job', succeeded: false },
];

export const freezes: Scenario = {
  name: 'freezes',
  about: 'SIGSTOP for longer than every lease, with and without a successor; two of a kind on one volume',
  rounds: { long: 28, slice: 3 },
  async run(run) {
    const relay = await startRelay('');
    const pair = await createNodePair(run, relay, settings);
    const { first, second } = pair;
    await first.start();
    try {
      for (const namespaceId of namespaces) await first.publish(namespaceId);
      const load = first.load(queriesPerSecond);
      for (const freeze of schedule(run)) await freezeOnce(run, pair, freeze);
      await startTwice(run, first);
      await judgeLoad(run, load, [first.webserver, second.webserver]);
    } finally {
      await Promise.all([first.stop(), second.stop()]);
      await relay.close();
    }
  },
};

function schedule(run: Run): Freeze[] {
  const turns = Math.ceil(run.rounds / places.length) - 1;
  const more = Array.from({ length: turns }, () => run.random.shuffled(places));
  return [...places, ...more.flat()].slice(0, run.rounds);
}

async function freezeOnce(run: Run, pair: NodePair, freeze: Freeze): Promise<void> {
  const { kind, failpoint = 'any instant', succeeded } = freeze;
  const namespaceId = run.random.pick(namespaces);
  const after = `a freeze of the ${kind} at ${failpoint}${succeeded ? ' with a successor' : ''}`;
  run.note(`${after}, namespace ${namespaceId}`);
  count(run.figures, 'freezes');
  if (!succeeded) return freezeAlone(run, pair.first, kind, namespaceId, after);
  if (kind === 'webserver') return succeedWebserver(run, pair, failpoint, namespaceId, after);
  return succeedIndexer(run, pair, freeze, namespaceId, after);
}

async function freezeAlone(
  run: Run,
  node: Node,
  kind: Kind,
  namespaceId: number,
  after: string,
): Promise<void> {
  const publishing = node.tryPublish(namespaceId);
  const pid = await eventually(() => processOf(run, node, kind), 5000);
  if (pid === null || !signalProcess(pid, 'SIGSTOP')) return run.violation(`there is no ${kind} to freeze`);
  await delay(frozenMs);
  signalProcess(pid, 'SIGCONT');
  const error = await publishing;
  if (error !== null) run.violation(`${after} failed a job: ${error.message} (${error.kind})`);
  await checkNextPublish(run, node, namespaceId, after);
}

function processOf(run: Run, node: Node, kind: Kind): number | null {
  if (kind === 'webserver') return node.webserver.pid ?? null;
  if (kind === 'indexer') return node.indexer.pid ?? null;
  if (kind === 'job') return childrenOf(node.indexer.pid)[0] ?? null;
  return run.random.pick(childrenOf(node.webserver.pid));
}

/** The first webserver freezes in a swap; the second one takes over and swaps on. */
async function succeedWebserver(
  run: Run,
  { first, second, relay, armed }: NodePair,
  failpoint: string,
  namespaceId: number,
  after: string,
): Promise<void> {
  armed.webserver = `${failpoint}=stop@1`;
  await first.webserver.killAndRestart();
  const frozen = first.tryPublish(namespaceId);
  const stopped = await eventually(() => isStopped(first.webserver.pid), frozenWithinMs);
  if (stopped === null) return run.violation(`${after}: nothing was frozen`);
  await second.webserver.start();
  relay.target = second.webserver.url;
  const now = { ...first, webserver: second.webserver };
  // Its notification is repeated, and the successor takes it.
  const error = await frozen;
  if (error !== null) run.violation(`${after}: ${error.message} (${error.kind})`);
  await checkNextPublish(run, now, namespaceId, after);
  first.webserver.signal('SIGCONT');
  await expectEnd(run, first.webserver, after);
  await checkServed(run, now, namespaceId, after);
  await second.webserver.killAndRestart();
  await checkServed(run, now, namespaceId, `${after} and a restart`);
  await checkTidy(run, now, after);
  await second.webserver.stop();
  await first.webserver.start();
  relay.target = first.webserver.url;
}

/** The first indexer, or its job, freezes; the second one cleans up and indexes on. */
async function succeedIndexer(
  run: Run,
  { first, second, armed }: NodePair,
  { kind, failpoint = '' }: Freeze,
  namespaceId: number,
  after: string,
): Promise<void> {
  armed.indexer = `${failpoint}=stop@1`;
  await first.indexer.killAndRestart();
  const frozen = first.tryPublish(namespaceId);
  const pids = () => [first.indexer.pid, ...childrenOf(first.indexer.pid)];
  const pid = await eventually(() => pids().find(isStopped) ?? null, frozenWithinMs);
  if (pid === null) return run.violation(`${after}: nothing was frozen`);
  // A frozen job does not keep its indexer from renewing; the job may outlive it.
  if (kind === 'job') await first.indexer.stop('SIGKILL');
  await second.indexer.start();
  const now = { ...second, webserver: first.webserver };
  await checkNextPublish(run, now, namespaceId, after);
  signalProcess(pid, 'SIGCONT');
  if (kind === 'indexer') await expectEnd(run, first.indexer, after);
  else if ((await eventually(() => hasEnded(pid), noticedWithinMs)) === null)
    run.violation(`${after}: the job goes on without its indexer`);
  await frozen;
  // A webserver that starts takes whatever lies there staged.
  await first.webserver.killAndRestart();
  await checkServed(run, now, namespaceId, after);
  await checkTidy(run, now, after);
  await second.indexer.stop();
  await first.indexer.start();
}

async function expectEnd(run: Run, service: Service, after: string): Promise<void> {
  const code = await service.untilEndsItself(noticedWithinMs).catch((error: unknown) => String(error));
  if (code !== lockedExitCode) run.violation(`${after}: gkg-${service.name} woke, and: ${code}`);
}
