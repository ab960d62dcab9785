/*
 * What the coordinators say of the projects, looked at all the time: where replicas were in sync when a query
 * failed, and how long each push took until its primary served it, or something newer.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { readCommit, type Commit } from '../chaos/commits.ts';
import type { FleetProject, ProjectState, Projects } from './projects.ts';

export interface Look {
  readonly at: number;
  readonly states: ReadonlyMap<number, ProjectState>;
}

export interface SettledPush {
  readonly number: number;
  readonly from: number;
  readonly to: number;
  /** Nodes that held a replica of it meanwhile. */
  readonly nodes: readonly string[];
}

export interface Watch {
  readonly settled: readonly SettledPush[];
  pushed(project: FleetProject, commit: Commit): void;
  /** How many pushes no primary serves yet. */
  waiting(): number;
  /** Nodes that held an in-sync replica all the time from before `from` until after `to`. */
  inSyncNodes(number: number, from: number, to: number): readonly string[];
  latest(): Look | undefined;
  stop(): Promise<void>;
}

interface WaitingPush {
  readonly project: FleetProject;
  readonly commit: Commit;
  readonly from: number;
  readonly nodes: Set<string>;
}

const keptMs = 180_000;

export function startWatch(projects: Projects, everyMs: number): Watch {
  const looks: Look[] = [];
  const settled: SettledPush[] = [];
  let waiting: WaitingPush[] = [];
  const stopping = new AbortController();

  const settle = (at: number, { states }: Look) => {
    waiting = waiting.filter((push) => {
      const { number, repository } = push.project;
      const state = states.get(number);
      for (const { node } of state?.replicas ?? []) push.nodes.add(node);
      const served = readCommit(repository.nameOf(state?.commit ?? ''))?.number ?? 0;
      if (served < push.commit.number) return true;
      projects.ledger.acknowledge({ ...push.commit, number: served });
      settled.push({ number, from: push.from, to: at, nodes: [...push.nodes] });
      return false;
    });
  };
  const look = async () => {
    const states = await projects.states();
    const at = performance.now();
    looks.push({ at, states });
    while (looks[0]!.at < at - keptMs) looks.shift();
    settle(at, looks.at(-1)!);
  };
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      await look().catch(() => undefined);
      await delay(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();

  return {
    settled,
    pushed: (project, commit) =>
      void waiting.push({ project, commit, from: performance.now(), nodes: new Set() }),
    waiting: () => waiting.length,
    inSyncNodes(number, from, to) {
      const before = looks.findLast(({ at }) => at <= from);
      const after = looks.find(({ at }) => at >= to) ?? looks.at(-1);
      const meant = looks.filter(({ at }) => at >= (before?.at ?? from) && at <= (after?.at ?? to));
      const sets = meant.map(({ states }) => inSyncAt(states.get(number)));
      const [first = [], ...others] = sets;
      return first.filter((node) => others.every((set) => set.includes(node)));
    },
    latest: () => looks.at(-1),
    async stop() {
      stopping.abort();
      await looking;
      // What was settled since its last look is to be seen.
      await look();
    },
  };
}

function inSyncAt(state: ProjectState | undefined): string[] {
  const replicas = state?.replicas ?? [];
  return replicas.filter((one) => one.state === 'ready' && one.in_sync).map(({ node }) => node);
}
