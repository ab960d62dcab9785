import type { Fleet } from './fleet.ts';
import { leftOvers } from './left-overs.ts';
import { allQuestions, faultOf } from './questions.ts';
import type { Run } from './run.ts';
import { eventually } from './until.ts';

export const servedWithinMs = 60_000;
const tidyWithinMs = 15_000;

/** All services answer, the next commit is served without anybody's help, and nothing is left over. */
export async function checkFleet(run: Run, fleet: Fleet, after: string): Promise<void> {
  await Promise.all(Object.values(fleet.services).map((service) => service.untilReady()));
  const { namespaceId, content } = await fleet.push(servedWithinMs);
  for (const question of allQuestions(content)) {
    const fault = faultOf(question, namespaceId, await fleet.ask(namespaceId, question, 30_000));
    if (fault !== null) run.violation(`after ${after}: ${fault}`);
  }
  const left = () => leftOvers(fleet.node.dataDir);
  if ((await eventually(() => left().length === 0, tidyWithinMs, 100)) === null)
    run.violation(`after ${after}: left over: ${left().join(', ')}`);
}
