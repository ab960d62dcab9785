/*
 * The whole way of a commit, from the coordinator over proxy and indexer to the webserver, with kill -9 at
 * every failpoint of the proxy and of the processes behind it, and of any service at a random instant. After
 * each the next commit must be indexed and served without anybody's help, and no working tree be left.
 */
import { failpointTable } from '@gkg/runtime';
import { checkFleet, servedWithinMs } from '../check-fleet.ts';
import { pause } from '../check-node.ts';
import { createFleet, type Fleet } from '../fleet.ts';
import { judgeLoad } from '../judge.ts';
import { count, type Run, type Scenario } from '../run.ts';
import type { ServiceName } from '../service.ts';

const queriesPerSecond = 10;
const randomInstantMsMax = 2000;

export const fleetKills: Scenario = {
  name: 'fleet-kills',
  about: 'kill -9 at every failpoint of the proxy, and of any service at a random instant',
  rounds: { long: 24, slice: 1 },
  async run(run) {
    const armed = { coordinator: '', proxy: '', indexer: '', webserver: '' };
    const fleet = await createFleet(run, (name) => {
      const failpoints = armed[name];
      armed[name] = '';
      return { GKG_FAILPOINTS: failpoints };
    });
    await fleet.start();
    try {
      await fleet.push(servedWithinMs);
      const load = fleet.load(queriesPerSecond);
      for (const place of schedule(run)) await killAt(run, fleet, armed, place);
      const { coordinator, proxy, webserver } = fleet.services;
      await judgeLoad(run, load, [coordinator, proxy, webserver]);
    } finally {
      await fleet.stop();
    }
  },
};

/** Every failpoint of the proxy equally often, in an order that the seed decides. */
function schedule(run: Run): string[] {
  const places = failpointTable().filter(({ process }) => process === 'gkg-proxy');
  const turns = Math.ceil(run.rounds / places.length);
  const all = Array.from({ length: turns }, () => run.random.shuffled(places)).flat();
  return all.slice(0, run.rounds).map(({ name }) => name);
}

async function killAt(
  run: Run,
  fleet: Fleet,
  armed: Record<ServiceName, string>,
  failpoint: string,
): Promise<void> {
  const { proxy } = fleet.services;
  run.note(failpoint);
  armed.proxy = `${failpoint}=kill@1`;
  await proxy.killAndRestart();
  count(run.figures, 'kills at random instants');
  const { ends } = proxy;
  const pushed = fleet.push(servedWithinMs);
  pushed.catch(() => undefined);
  await proxy.untilEnded(ends);
  count(run.figures, 'kills at failpoints');
  await killAnyone(run, fleet);
  await pushed;
  await checkFleet(run, fleet, `a kill at ${failpoint}`);
}

/** Also the coordinator, and while others still come back. */
async function killAnyone(run: Run, fleet: Fleet): Promise<void> {
  const victim =
    fleet.services[run.random.pick<ServiceName>(['coordinator', 'proxy', 'indexer', 'webserver'])];
  await pause(run, randomInstantMsMax);
  await victim.untilReady();
  await victim.killAndRestart();
  count(run.figures, 'kills at random instants');
}
