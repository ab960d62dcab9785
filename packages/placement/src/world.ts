/**
 * The words of placement: what a snapshot of the world says of nodes and projects, and what can be done about it.
 * Nothing here reads a clock or a database; the rules that turn a snapshot into moves are in plan-project.ts and
 * relief.ts, and who carries them out is behind the port in placement-store.ts.
 */

/**
 * How a node stands. `unwell`: its heartbeats arrive, but its health check or queries fail. `away`: not heard of
 * for a minute; it is expected back with its graphs. `missing`: away for so long that nobody can be asked to wait for
 * what only it holds. `lost`: not heard of for so long that it is not expected.
 */
export const standings = ['serving', 'unwell', 'away', 'missing', 'lost'] as const;
export type Standing = (typeof standings)[number];

/** A node that serves graphs; others are in no snapshot. */
export interface NodeView {
  readonly id: number;
  readonly standing: Standing;
  /** To be emptied on purpose. */
  readonly isDraining: boolean;
  readonly totalBytes: number;
  /** Of the volume, as its last heartbeat said. */
  readonly usedBytes: number;
  /** What replicas that are not indexed yet, or since that heartbeat, are reckoned to need. */
  readonly reservedBytes: number;
  /** Of what `usedBytes` counts: replicas that are relocating or leaving. */
  readonly outgoingBytes: number;
  /** Projects whose primary it is. */
  readonly primaries: number;
  /** Replicas under way to it: pending ones, without those whose indexing failed for good. */
  readonly incoming: number;
  /** Replicas that are marked to be moved away. */
  readonly relocating: number;
}

export interface ReplicaView {
  readonly nodeId: number;
  /** `pending`: not served yet. `leaving`: its deletion is under way; the node still holds the graph. */
  readonly state: 'pending' | 'ready' | 'leaving';
  /**
   * Ready, and no replica of the project holds something newer: it has the wanted commit or, while no replica
   * has that, the commit of the primary. So a commit that nobody can index does not stop every move.
   */
  readonly isInSync: boolean;
  /** To be replaced by one on another node. */
  readonly isRelocating: boolean;
  /** Measured, once it was indexed; what it is reckoned to need before. */
  readonly bytes: number;
}

export interface ProjectView {
  readonly id: number;
  /** Changes whenever the project or a replica of it does; a plan is for one version and no other. */
  readonly version: number;
  /** At least 1. */
  readonly replicasWanted: number;
  /** Null before the first replica is ready, or when the primary's replica was removed. */
  readonly primaryNodeId: number | null;
  /** What a new replica is reckoned to need. */
  readonly bytes: number;
  readonly replicas: readonly ReplicaView[];
}

/** Why a move is made; logged and counted with each. */
export const moveReasons = [
  /** It is on no node. */
  'unplaced',
  /** It is on fewer nodes than wanted. */
  'too_few',
  /** The nodes that hold it, as many as wanted, are all missing. */
  'stranded',
  /** It is on more nodes than wanted. */
  'too_many',
  /** The node is gone for good. */
  'node_lost',
  /** The node is to be emptied. */
  'drain',
  /** The node is over the high watermark. */
  'watermark',
  /** The node is much fuller than others. */
  'balance',
  /** It was marked to be moved away, for one of the two reasons above. */
  'relocated',
  /** No other node could take what was marked to be moved away. */
  'nowhere_to_go',
  /** It is the first replica to be ready. */
  'first_ready',
  /** The node of the primary is not heard of. */
  'primary_away',
  /** The node of the primary does not answer. */
  'primary_unwell',
  /** The primary's replica cannot be asked any more, though its node is there. */
  'primary_not_ready',
] as const;
export type MoveReason = (typeof moveReasons)[number];

/**
 * `add`: a new replica, to be indexed on the node. `promote`: the node's replica is the primary from now on.
 * `remove`: the replica leaves: its graph is deleted on the node, where there is one to ask. `relocate` marks a
 * replica as one to be replaced, `stay` takes the mark away.
 */
export type MoveKind = 'add' | 'promote' | 'remove' | 'relocate' | 'stay';

export interface Move {
  readonly kind: MoveKind;
  readonly projectId: number;
  readonly nodeId: number;
  readonly reason: MoveReason;
}

/**
 * Why a project is looked at, in the order in which it is: its primary may not answer; something about it
 * changed; it waits for its turn and is on no node that could answer; it waits for its turn and is on too few; there
 * was no node, or no space on any, when it was looked at last.
 */
export const needs = ['primary', 'changed', 'unplaced', 'too_few', 'no_room'] as const;
export type Need = (typeof needs)[number];

/** Why a replica that is wanted was not begun: all nodes hold one, or are too full, or are busy with others. */
export const waitReasons = ['no_node', 'no_space', 'busy'] as const;
export type WaitReason = (typeof waitReasons)[number];

/** What is to be done for one project, and when to look again; `next` is null when nothing more is wanted. */
export interface ProjectPlan {
  readonly projectId: number;
  readonly version: number;
  readonly moves: readonly Move[];
  readonly next: { readonly need: Need; readonly waitsFor: WaitReason | null } | null;
}

export interface PlacementRules {
  /** Shares of a volume: relief empties to the first; no move fills over the second. */
  readonly lowShare: number;
  readonly highShare: number;
  /** The difference between the fullest and the emptiest node, as shares, that is left alone. */
  readonly balanceShare: number;
  /** Replicas under way to one node. */
  readonly incomingMax: number;
  /** Replicas that one tick begins. */
  readonly addsMax: number;
  /** Replicas that are being moved for watermarks or balance at the same time, over all nodes. */
  readonly relocatingMax: number;
  /** Projects that one tick looks at because something changed. */
  readonly changedMax: number;
  /** After how long a project for which there is no node, or no space, is looked at again. */
  readonly retryMs: number;
}

export const defaultPlacementRules: PlacementRules = {
  lowShare: 0.6,
  highShare: 0.75,
  balanceShare: 0.1,
  incomingMax: 64,
  addsMax: 1000,
  relocatingMax: 500,
  changedMax: 1000,
  retryMs: 60_000,
};
