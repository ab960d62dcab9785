/** A node of the simulated world, with the figures that the database keeps of each: by every change of a replica. */
import type { NotedNode } from '@gkg/placement';
import { kilobyte, leaving, pending, ready, type ReplicaTable } from './replica-table.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
export type WorldNode = Mutable<NotedNode>;

export function newNode(id: number, totalBytes: number): WorldNode {
  return {
    id,
    standing: 'serving',
    isDraining: false,
    totalBytes,
    usedBytes: 0,
    reservedBytes: 0,
    outgoingBytes: 0,
    primaries: 0,
    incoming: 0,
    relocating: 0,
    noted: null,
  };
}

/** Takes a replica into the figures of its node, or out of them. */
export function account(node: WorldNode, replicas: ReplicaTable, slot: number, sign: 1 | -1): void {
  const bytes = sign * replicas.kilobytes[slot]! * kilobyte;
  const state = replicas.state[slot]!;
  const isRelocating = replicas.isRelocating[slot] === 1;
  if (state === pending) {
    node.reservedBytes += bytes;
    node.incoming += sign;
  } else node.usedBytes += bytes;
  if (isRelocating) node.relocating += sign;
  if (state === leaving || (isRelocating && state === ready)) node.outgoingBytes += bytes;
}
