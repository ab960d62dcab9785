/**
 * The control loop: one tick brings the world a step nearer to what is wanted. Only the coordinator that holds the
 * lease ticks; the store refuses what another one plans.
 *
 * 1. **Nodes.** How each stands is compared with what was noted of it. A node that changed makes the projects on
 *    it due: those whose primary it is if it is away or unwell, since its replicas are expected back; all of them
 *    otherwise. That costs what the node holds, once.
 * 2. **What changed.** Projects whose primary may not answer, then projects of which something changed, up to
 *    `changedMax` together.
 * 3. **Who waits.** Projects that wait to be placed, then those that wait for one more replica, as many as there
 *    are free slots; then those for which there was no room before. So a queue of millions costs a tick no
 *    more than a short one, and a lost node no storm.
 * 4. **Relief.** Nodes that are too full, or much fuller than others, one replica at a time, by the nodes'
 *    figures alone (relief.ts).
 *
 * After each of the steps the plans are carried out in one transaction. A project is planned from one version of
 * it; when a callback or a push changed it in between, its plan is dropped and the project is still due. Nothing is
 * kept from one tick to the next, so a coordinator may stop after any of the steps and another may go on.
 *
 * A tick costs in proportion to the nodes and to the projects that are due, with fixed limits for both lists.
 */
import { planProject } from './plan-project.ts';
import type { NotedNode, PlacementStore } from './placement-store.ts';
import { nextRelief, relieve } from './relief.ts';
import { Room } from './room.ts';
import type { Need, PlacementRules, ProjectPlan, WaitReason } from './world.ts';

/** Nodes that one tick asks for something to move away. */
const reliefRequestsMax = 100;
/** Replicas that are considered for one such move; some have their successor's place taken already. */
const reliefCandidatesMax = 64;

/** What a tick did, for logs and metrics. */
export interface TickReport {
  readonly notedNodes: number;
  readonly lookedAt: number;
  readonly moves: number;
  /** Plans that were dropped because their project changed meanwhile. */
  readonly dropped: number;
  readonly waiting: Readonly<Record<WaitReason, number>>;
  /** Whether the limits of this tick left something for an immediate next one. */
  readonly hasMore: boolean;
}

export async function tick(
  store: PlacementStore,
  rules: PlacementRules,
  now: Date,
  signal: AbortSignal,
): Promise<TickReport> {
  return new Tick(store, rules, now, signal).run();
}

class Tick {
  readonly #store: PlacementStore;
  readonly #rules: PlacementRules;
  readonly #now: Date;
  readonly #signal: AbortSignal;
  #lookedAt = 0;
  #moves = 0;
  #dropped = 0;
  #hasMore = false;
  readonly #waiting = { no_node: 0, no_space: 0, busy: 0 };

  constructor(store: PlacementStore, rules: PlacementRules, now: Date, signal: AbortSignal) {
    this.#store = store;
    this.#rules = rules;
    this.#now = now;
    this.#signal = signal;
  }

  async run(): Promise<TickReport> {
    const nodes = await this.#store.nodes(this.#signal);
    const notedNodes = await this.#noteNodes(nodes);
    const room = new Room(nodes, this.#rules);
    let left = this.#rules.changedMax;
    for (const need of ['primary', 'changed'] as const) left -= await this.#look(need, left, room);
    this.#hasMore = left <= 0;
    for (const need of ['unplaced', 'too_few', 'no_room'] as const) await this.#look(need, room.slots, room);
    await this.#relieve(room);
    return {
      notedNodes,
      lookedAt: this.#lookedAt,
      moves: this.#moves,
      dropped: this.#dropped,
      waiting: this.#waiting,
      hasMore: this.#hasMore,
    };
  }

  async #noteNodes(nodes: readonly NotedNode[]): Promise<number> {
    const changed = nodes.filter(isChanged);
    for (const { id: nodeId, standing, isDraining } of changed) {
      const scope = standing === 'away' || standing === 'unwell' ? 'primaries' : 'all';
      await this.#store.noteNode({ nodeId, standing, isDraining }, scope, this.#now, this.#signal);
    }
    return changed.length;
  }

  async #look(need: Need, limit: number, room: Room): Promise<number> {
    if (limit <= 0) return 0;
    const projects = await this.#store.due(need, limit, this.#now, this.#signal);
    this.#lookedAt += projects.length;
    await this.#apply(projects.map((project) => planProject(project, room)));
    return projects.length;
  }

  async #relieve(room: Room): Promise<void> {
    const exhausted = new Set<number>();
    const plans = new Map<number, ProjectPlan>();
    for (let requests = 0; requests < reliefRequestsMax; requests += 1) {
      const request = nextRelief(room, exhausted);
      if (request === null) break;
      const { id, bytes } = { id: request.source.id, bytes: request.bytes };
      const projects = await this.#store.largest(id, bytes, reliefCandidatesMax, this.#signal);
      this.#lookedAt += projects.length;
      const able = projects.filter((project) => !plans.has(project.id));
      const plan = relieve(request, able, room);
      if (plan === null) exhausted.add(id);
      else plans.set(plan.projectId, plan);
    }
    await this.#apply([...plans.values()]);
  }

  async #apply(plans: readonly ProjectPlan[]): Promise<void> {
    if (plans.length === 0) return;
    const { retryMs } = this.#rules;
    const applied = await this.#store.apply(plans, this.#now, retryMs, this.#signal);
    this.#dropped += plans.length - applied;
    for (const { moves, next } of plans) {
      this.#moves += moves.length;
      if (next?.waitsFor) this.#waiting[next.waitsFor] += 1;
    }
  }
}

function isChanged({ standing, isDraining, noted }: NotedNode): boolean {
  return noted === null || noted.standing !== standing || noted.isDraining !== isDraining;
}
