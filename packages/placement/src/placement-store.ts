import type { NodeView, Need, ProjectPlan, ProjectView, Standing } from './world.ts';

/**
 * What the control loop needs of whoever keeps the world: the coordinator's database, or a simulation.
 *
 * A project is **due** while its need is not null and its time has come. Whoever changes something that placement
 * depends on makes it due in the same transaction, with need `changed`, and gives it a new version:
 * - it is registered, or the number of replicas it is to have changes;
 * - a replica that was pending becomes ready;
 * - a replica becomes of another commit while one of the project relocates, is on a node that drains or is lost, or
 *   is one too many;
 * - a replica is gone after its deletion, or was found gone.
 * A push alone does not: it changes no placement. A node that changed is the loop's own business (`noteNode`).
 * A need is only replaced by one that comes earlier in the order of `needs`, except by `apply`.
 *
 * Nothing here may cost in proportion to all projects: `due` and `largest` read the front of an index,
 * `noteNode` what one node holds, and the figures of `nodes` are kept, not counted.
 */
export interface PlacementStore {
  /** All nodes that serve graphs, with what the loop noted of them last (null for a new one). */
  nodes(signal: AbortSignal): Promise<readonly NotedNode[]>;
  /** Due projects of one need, the longest waiting first. */
  due(need: Need, limit: number, now: Date, signal: AbortSignal): Promise<readonly ProjectView[]>;
  /**
   * Projects with a replica on the node that is ready, in sync, not relocating and of at most so many bytes; the
   * largest replica first.
   */
  largest(
    nodeId: number,
    bytesMax: number,
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly ProjectView[]>;
  /**
   * Notes how a node stands and makes what it holds due: projects whose primary it is with need `primary`, and,
   * if `scope` is `all`, the others with need `changed`. One transaction, and only by the holder of the lease.
   */
  noteNode(node: NodeCondition, scope: 'primaries' | 'all', now: Date, signal: AbortSignal): Promise<void>;
  /**
   * Carries plans out, each wholly or not at all, and only by the holder of the lease: a plan whose version is
   * no longer the project's is left out, and the project stays due. `next` becomes the project's need (null: none),
   * due at `now`, or `retryMs` later if that is `no_room`. Each move that is made is logged
   * with its reason. The result says for how many plans that was so.
   *
   * What a move must do: `add` inserts a pending replica and reserves its bytes; `remove` of a replica on a lost
   * node deletes it, and marks it as leaving elsewhere.
   */
  apply(plans: readonly ProjectPlan[], now: Date, retryMs: number, signal: AbortSignal): Promise<number>;
}

export interface NodeCondition {
  readonly nodeId: number;
  readonly standing: Standing;
  readonly isDraining: boolean;
}

export interface NotedNode extends NodeView {
  readonly noted: Omit<NodeCondition, 'nodeId'> | null;
}
