/**
 * Which nodes are to be relieved, from their figures alone; the projects that go are fetched for one node at a time.
 *
 * **Watermark.** A node over the high watermark, what is on its way out not counted, gives away its largest
 * replicas that bring it no lower than the low one, or than the mean of all nodes if that is higher.
 * **Balance.** While the fullest and the emptiest serving node are further apart than `balanceShare`, the fullest
 * gives its largest replica that leaves it no emptier than the other becomes. So each such move brings the two
 * nearer, none has to be taken back, and nothing moves once they are near enough.
 *
 * A move marks the replica and begins its successor at once, on the emptiest node that may take it; what has no
 * such node is not marked. Only projects at rest are moved: all their replicas ready, and as many as wanted.
 */
import { settledShare, type NodeLedger, type Room } from './room.ts';
import type { Move, ProjectPlan, ProjectView } from './world.ts';

/** What one node is asked for. */
export interface ReliefRequest {
  readonly source: NodeLedger;
  readonly reason: 'watermark' | 'balance';
  /** How much is to go at most. */
  readonly bytes: number;
}

/** The node to relieve next, of those that are not in `exhausted`; null when all is well. */
export function nextRelief(room: Room, exhausted: ReadonlySet<number>): ReliefRequest | null {
  const relocating = room.nodes.reduce((sum, node) => sum + node.relocating, 0);
  if (relocating >= room.rules.relocatingMax || room.slots === 0) return null;
  const sources = room.nodes.filter((node) => canGive(node) && !exhausted.has(node.id));
  for (const source of sources) {
    const bytes = room.overfull.has(source.id) ? excessBytes(source, room) : 0;
    if (bytes > 0) return { source, reason: 'watermark', bytes };
  }
  return outOfBalance(greatest(sources.filter(isServing), settledShare), room);
}

function canGive(node: NodeLedger): boolean {
  return (
    !node.isDraining && node.totalBytes > 0 && (node.standing === 'serving' || node.standing === 'unwell')
  );
}

function isServing(node: NodeLedger): boolean {
  return node.standing === 'serving' && !node.isDraining && node.totalBytes > 0;
}

function excessBytes(node: NodeLedger, room: Room): number {
  return (settledShare(node) - Math.max(room.rules.lowShare, meanShare(room))) * node.totalBytes;
}

function meanShare({ nodes }: Room): number {
  const serving = nodes.filter(isServing);
  const total = serving.reduce((sum, node) => sum + node.totalBytes, 0);
  return total === 0
    ? 0
    : serving.reduce((sum, node) => sum + settledShare(node) * node.totalBytes, 0) / total;
}

function outOfBalance(fullest: NodeLedger | undefined, room: Room): ReliefRequest | null {
  const emptiest = greatest(room.nodes.filter(isServing), (node) => -settledShare(node));
  if (fullest === undefined || emptiest === undefined) return null;
  const bytes = gapBytes(fullest, emptiest);
  const gap = settledShare(fullest) - settledShare(emptiest);
  const isBusy = emptiest.incoming >= room.rules.incomingMax;
  return gap > room.rules.balanceShare && !isBusy ? { source: fullest, reason: 'balance', bytes } : null;
}

/** The most that can go from one to the other without making the other the fuller of the two. */
function gapBytes(source: NodeLedger, target: NodeLedger): number {
  const gap = settledShare(source) - settledShare(target);
  return gap / (1 / source.totalBytes + 1 / target.totalBytes);
}

function greatest(
  nodes: readonly NodeLedger[],
  measure: (node: NodeLedger) => number,
): NodeLedger | undefined {
  let [best, most]: [NodeLedger | undefined, number] = [undefined, Number.NEGATIVE_INFINITY];
  for (const node of nodes) {
    const value = measure(node);
    if (value > most) [best, most] = [node, value];
  }
  return best;
}

/** Moves the first of the projects that can be moved, and claims room for it; null if none can. */
export function relieve(
  { source, reason }: ReliefRequest,
  projects: readonly ProjectView[],
  room: Room,
): ProjectPlan | null {
  for (const project of projects) {
    const replica = project.replicas.find(({ nodeId }) => nodeId === source.id);
    if (replica === undefined || replica.isRelocating || !isAtRest(project)) continue;
    const target = room.find(
      project.bytes,
      new Set(project.replicas.map(({ nodeId }) => nodeId)),
      project.id,
    );
    if (typeof target === 'string') continue;
    const bytes = Math.max(project.bytes, replica.bytes);
    if (reason === 'balance' && bytes > gapBytes(source, target)) continue;
    room.claim(target, project.bytes);
    source.outgoingBytes += replica.bytes;
    source.relocating += 1;
    const { id: projectId, version } = project;
    const moves: Move[] = [
      { kind: 'relocate', projectId, nodeId: source.id, reason },
      { kind: 'add', projectId, nodeId: target.id, reason },
    ];
    return { projectId, version, moves, next: null };
  }
  return null;
}

function isAtRest({ replicas, replicasWanted }: ProjectView): boolean {
  return replicas.length === replicasWanted && replicas.every(({ state }) => state === 'ready');
}
