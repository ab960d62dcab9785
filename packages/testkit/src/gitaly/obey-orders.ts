import type { GitalyAnswer, GitalyOrder } from './gitaly-process.ts';
import { startGitaly, type GitalyStandIn } from './gitaly-stand-in.ts';

/** Does what the parent says, one order after the other, and answers each. */
export function obeyOrders(parent: NodeJS.Process): void {
  let gitaly: GitalyStandIn | undefined;
  const obey = async (order: GitalyOrder): Promise<GitalyAnswer> => {
    if (order.order === 'start') {
      gitaly = await startGitaly(order.options);
      return { address: gitaly.address };
    }
    if (order.order === 'calls') return { calls: gitaly?.calls ?? [] };
    if (order.order === 'misbehave') gitaly?.misbehave(order.rule);
    else gitaly?.behave();
    return { done: true };
  };
  parent.on('message', (order: GitalyOrder) => {
    void obey(order).then((answer) => parent.send?.(answer));
  });
  // Without the one who asks there is nothing to stand in for.
  parent.on('disconnect', () => parent.exit());
}
