import { setTimeout as delay } from 'node:timers/promises';
import { toGkgError } from '@gkg/protocol';
import { leftOvers } from './left-overs.ts';
import type { Node } from './node.ts';
import { childrenOf, removedFilesHeld } from './processes.ts';
import { eventually } from './until.ts';
import type { Run } from './run.ts';

const tidyWithinMs = 10_000;

/** After a failure: both services answer, the graph is whole, and it is not older than was acknowledged. */
export async function checkServed(run: Run, node: Node, namespaceId: number, after: string): Promise<void> {
  await Promise.all([node.indexer.untilReady(), node.webserver.untilReady()]);
  const fault = await node.faultOfGraph(namespaceId).catch((error: unknown) => {
    const { kind, message } = toGkgError(error);
    return `${message} (${kind})`;
  });
  if (fault !== null) run.violation(`after ${after}: ${fault}`);
}

/** The next publishing works, is served, and leaves nothing behind. */
export async function checkNextPublish(
  run: Run,
  node: Node,
  namespaceId: number,
  after: string,
): Promise<void> {
  const error = await node.tryPublish(namespaceId);
  if (error !== null)
    run.violation(`after ${after}: the next publishing failed: ${error.message} (${error.kind})`);
  await checkServed(run, node, namespaceId, `${after} and the next publishing`);
  await checkTidy(run, node, after);
}

/** Nothing is left over, on disk or held open, once what is under way had the time to end. */
export async function checkTidy(run: Run, node: Node, after: string): Promise<void> {
  const tidy = await eventually(() => leftOvers(node.dataDir).length === 0, tidyWithinMs, 50);
  if (tidy === null) run.violation(`after ${after}: left over: ${leftOvers(node.dataDir).join(', ')}`);
  const held = () => childrenOf(node.webserver.pid).flatMap((pid) => removedFilesHeld(pid, node.dataDir));
  const closed = await eventually(() => held().length === 0, tidyWithinMs, 50);
  if (closed === null) run.violation(`after ${after}: removed files are held open: ${held().join(', ')}`);
}

/** A pause of a length that the seed decides. */
export function pause(run: Run, maxMs: number): Promise<void> {
  return delay(run.random.integer(maxMs));
}
