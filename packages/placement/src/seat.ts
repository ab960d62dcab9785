/** A replica together with its node: what a plan keeps, adds to, promotes and removes (plan-project.ts). */
import type { NodeLedger } from './room.ts';
import type { NodeView, ReplicaView } from './world.ts';

export interface Seat {
  readonly node: NodeLedger;
  readonly replica: ReplicaView;
  readonly isReady: boolean;
  readonly isServed: boolean;
  /** Ready, in sync, on a serving node: what a removal must leave enough of. */
  readonly isSound: boolean;
  /** Why it does not count towards what is wanted; null if it does. */
  readonly goesFor: 'relocated' | 'drain' | 'node_lost' | null;
}

/** Nothing for a replica that already leaves, unless nobody is left to delete it. */
export function seatOf(replica: ReplicaView, node: NodeLedger | undefined): Seat[] {
  if (node === undefined || (replica.state === 'leaving' && node.standing !== 'lost')) return [];
  const [isReady, isServed] = [replica.state === 'ready', node.standing === 'serving'];
  const isSound = isReady && isServed && replica.isInSync;
  return [{ node, replica, isReady, isServed, isSound, goesFor: reasonToGo(replica, node) }];
}

function reasonToGo(replica: ReplicaView, node: NodeView): Seat['goesFor'] {
  if (node.standing === 'lost') return 'node_lost';
  if (node.isDraining) return 'drain';
  return replica.isRelocating ? 'relocated' : null;
}

export function isLive(replica: ReplicaView): boolean {
  return replica.state !== 'leaving';
}

/** Answers, or is expected to before long. */
export function isReachable({ node, replica }: Seat): boolean {
  return isLive(replica) && node.standing !== 'missing' && node.standing !== 'lost';
}

/** Those that count towards what is wanted: on a missing node only while none has to wait for it. */
export function countedSeats(seats: readonly Seat[]): Seat[] {
  const counted = seats.filter(({ goesFor, replica }) => goesFor === null && isLive(replica));
  const drains = seats.some(({ goesFor }) => goesFor === 'drain');
  return drains ? counted.filter(({ node }) => node.standing !== 'missing') : counted;
}
