/*
 * What the world does to a fleet, one thing at a time and each undone before the next begins; beside it, a
 * coordinator may be killed. Which, when, to whom and for how long follows from the seed alone.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { childrenOf, signalProcess } from '../chaos/processes.ts';
import type { Random } from '../chaos/random.ts';
import { count, type Run } from '../chaos/run.ts';
import type { Coordinators } from './coordinators.ts';
import type { FleetNode } from './fleet-node.ts';

export const faultKinds = [
  'kill a service',
  'kill a graph process',
  'kill a node',
  'stop a node',
  'freeze a node',
  'partition a node',
  'cut a node off',
  'slow a node down',
  'fill a disk',
  'kill a coordinator',
  'lose a node',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  readonly kind: FaultKind;
  readonly node: FleetNode;
  readonly forMs: number;
}

export interface World {
  readonly nodes: readonly FleetNode[];
  readonly coordinators: Coordinators;
}

export interface FaultTimes {
  readonly forMsMax: number;
  /** Longer than a node may be silent before it is lost; 0 where none is to be. */
  readonly lostForMs: number;
}

/** Every kind equally often, in an order that the seed decides; a lost node is rare, since it takes long. */
export function* faultSchedule(random: Random, { nodes }: World, times: FaultTimes): Generator<Fault> {
  const canFill = nodes.every(({ volume }) => volume !== null);
  const common = faultKinds.filter((kind) => kind !== 'lose a node' && (kind !== 'fill a disk' || canFill));
  for (let turn = 0; ; turn += 1) {
    const rare: FaultKind[] = times.lostForMs > 0 && turn % 3 === 1 ? ['lose a node'] : [];
    for (const kind of random.shuffled([...common, ...rare])) {
      const forMs = kind === 'lose a node' ? times.lostForMs : 1000 + random.integer(times.forMsMax - 1000);
      yield { kind, node: random.pick(nodes), forMs };
    }
  }
}

/** Does it and undoes it; afterwards all processes run and can be reached. */
export async function strike(run: Run, world: World, fault: Fault): Promise<void> {
  run.note(`${fault.kind}: ${fault.node.name}, ${fault.forMs} ms`);
  count(run.figures, fault.kind);
  await strikes[fault.kind](run, world, fault);
}

type Strike = (run: Run, world: World, fault: Fault) => Promise<void>;

/** Something that is done to a node, lasts, and is undone. */
function during(
  what: Parameters<FleetNode['disturb']>[0],
  begin: (node: FleetNode) => unknown,
  undo: (node: FleetNode) => unknown,
): Strike {
  return async (_run, _world, { node, forMs }) => {
    const over = node.disturb(what);
    await begin(node);
    await delay(forMs);
    await undo(node);
    over();
  };
}

function end(signal: NodeJS.Signals): Strike {
  const stop = ({ services }: FleetNode) => Promise.all(services.map((service) => service.stop(signal)));
  return during('unreachable', stop, (node) => node.start());
}

function passage(kind: Parameters<FleetNode['setPassage']>[0], what: 'unreachable' | 'hampered'): Strike {
  return during(
    what,
    (node) => node.setPassage(kind),
    (node) => node.setPassage('open'),
  );
}

const strikes: Readonly<Record<FaultKind, Strike>> = {
  'kill a service': (run, _world, { node }) => run.random.pick(node.services).killAndRestart(),
  'kill a graph process'(run, _world, { node }) {
    const ids = childrenOf(node.webserver.pid);
    if (ids.length > 0) signalProcess(run.random.pick(ids), 'SIGKILL');
    return Promise.resolve();
  },
  'kill a node': end('SIGKILL'),
  'stop a node': end('SIGTERM'),
  'lose a node': end('SIGKILL'),
  'freeze a node': during(
    'unreachable',
    (node) => node.signalAll('SIGSTOP'),
    (node) => node.signalAll('SIGCONT'),
  ),
  'partition a node': during(
    'unreachable',
    (node) => node.partition(true),
    (node) => node.partition(false),
  ),
  'cut a node off': passage('cut', 'unreachable'),
  'slow a node down': passage({ delayMs: 100 }, 'hampered'),
  'fill a disk': during(
    'hampered',
    ({ volume }) => volume!.fillTo(0),
    ({ volume }) => volume!.empty(),
  ),
  async 'kill a coordinator'(run, { nodes, coordinators }, { forMs }) {
    const victim = run.random.pick(coordinators.services);
    await victim.stop('SIGKILL');
    const others = coordinators.running();
    for (const { upwards } of nodes) upwards.target = others;
    // Alone, it is started again at once, as an orchestrator would.
    if (coordinators.services.length > 1) await delay(forMs);
    await victim.start();
  },
};
