/**
 * What is to be done for one project, given where there is room. The rules, in the order in which they apply:
 *
 * **Primary.** It stays while its replica is ready on a serving node and is not to go. One whose node is away, missing,
 * lost or unwell is replaced at once, by a ready replica on a serving node: one in sync before others, one that
 * stays before one that goes, then the node with the fewest primaries for its size. One that relocates or whose node
 * drains still answers, so it is replaced only when its replica could be removed but for being the primary.
 *
 * **Add.** A replica counts while it is pending or ready, its node is neither lost nor draining, and it does not
 * relocate. So a node that is away for a while costs nothing. One on a missing node does not count while another node
 * of the project drains, which would have to wait for it. While fewer count than are wanted, one is begun on one of the
 * emptiest serving nodes that hold nothing of the project (a graph whose deletion is under way is something) and
 * stay under the high watermark with it. If there is no such node, the project waits, and the plan says for what;
 * a replica that relocates then stays instead, unless its node drains. A project that only missing and lost nodes hold
 * is stranded: it gets one replica more than is wanted, and has one too many when such a node comes back.
 *
 * **Remove.** What relocates, what is on a node that is lost or drains, and what is too many (not ready first, then
 * not in sync, then not served, then from the fullest node), each only if without it as many replicas in sync are on
 * serving nodes as are wanted, or as there are nodes to be on, and at least one. What was never ready is no loss: there the others
 * need not be in sync, only as many, and not stranded. The primary is never removed: first another is promoted, and the project is
 * looked at again. A deletion that a lost node will not carry out any more is taken as carried out.
 */
import { claimedShare, type Room } from './room.ts';
import { countedSeats, isLive, isReachable, seatOf, type Seat } from './seat.ts';
import type { Move, MoveKind, MoveReason, Need, ProjectPlan, ProjectView, WaitReason } from './world.ts';

/** Plans one project and claims in `room` what the plan takes. */
export function planProject(project: ProjectView, room: Room): ProjectPlan {
  return new ProjectPlanner(project, room).plan();
}

class ProjectPlanner {
  readonly #project: ProjectView;
  readonly #room: Room;
  readonly #moves: Move[] = [];
  #seats: Seat[];
  /** Pending replicas that this plan begins. */
  #begun = 0;

  constructor(project: ProjectView, room: Room) {
    this.#project = project;
    this.#room = room;
    this.#seats = project.replicas.flatMap((replica) => seatOf(replica, room.node(replica.nodeId)));
  }

  plan(): ProjectPlan {
    const waitsFor = this.#add();
    const isAwaited = this.#promote();
    for (const seat of this.#goingSeats()) this.#removeIfDispensable(seat, seat.goesFor ?? 'too_many');
    for (const seat of this.#surplusSeats()) this.#removeIfDispensable(seat, 'too_many');
    const { id: projectId, version } = this.#project;
    return { projectId, version, moves: this.#moves, next: this.#next(waitsFor, isAwaited) };
  }

  #next(waitsFor: WaitReason | null, isAwaited: boolean): ProjectPlan['next'] {
    if (isAwaited) return { need: 'changed', waitsFor: null };
    if (waitsFor === null) return null;
    return { need: this.#needWhile(waitsFor), waitsFor };
  }

  #needWhile(waitsFor: WaitReason): Need {
    if (waitsFor !== 'busy') return 'no_room';
    return this.#begun > 0 || this.#seats.some(isReachable) ? 'too_few' : 'unplaced';
  }

  /** Begins what is missing; what it waits for if that is not possible. */
  #add(): WaitReason | null {
    const { bytes, replicas, replicasWanted } = this.#project;
    const taken = new Set(replicas.map(({ nodeId }) => nodeId));
    while (this.#counted() < replicasWanted || this.#isStranded()) {
      const node = this.#room.find(bytes, taken, this.#project.id);
      if (typeof node === 'string') {
        if (node === 'busy' || !this.#keepOne()) return node;
        continue;
      }
      this.#move('add', node.id, this.#reasonToAdd());
      this.#room.claim(node, bytes);
      taken.add(node.id);
      this.#begun += 1;
    }
    return null;
  }

  #counted(): number {
    return this.#begun + countedSeats(this.#seats).length;
  }

  #isStranded(): boolean {
    return this.#begun === 0 && !this.#seats.some(isReachable);
  }

  #reasonToAdd(): MoveReason {
    const { replicas, replicasWanted } = this.#project;
    if (!replicas.some(isLive) && this.#begun === 0) return 'unplaced';
    if (this.#counted() >= replicasWanted) return 'stranded';
    const reasons = new Set(
      this.#seats.filter(({ replica }) => isLive(replica)).map(({ goesFor }) => goesFor),
    );
    for (const reason of ['node_lost', 'drain', 'relocated'] as const) if (reasons.has(reason)) return reason;
    return 'too_few';
  }

  /** A replica that was to relocate stays after all. */
  #keepOne(): boolean {
    const seat = this.#seats.find(({ goesFor }) => goesFor === 'relocated');
    if (seat === undefined) return false;
    this.#move('stay', seat.node.id, 'nowhere_to_go');
    seat.node.outgoingBytes -= seat.replica.bytes;
    seat.node.relocating -= 1;
    this.#seats = this.#seats.map((other) => (other === seat ? { ...seat, goesFor: null } : other));
    return true;
  }

  /** Whether the project has to be looked at again for what follows from the promotion. */
  #promote(): boolean {
    const current = this.#seats.find(({ node }) => node.id === this.#project.primaryNodeId);
    const answers = current?.isReady === true && current.isServed;
    if (answers && (current.goesFor === null || !this.#isDispensable(current))) return false;
    const next = this.#bestPrimary(answers, current);
    if (next === undefined) return false;
    this.#move('promote', next.node.id, reasonToPromote(current));
    next.node.primaries += 1;
    if (current !== undefined) current.node.primaries -= 1;
    return current !== undefined && current.goesFor !== null;
  }

  /** A primary that still answers gives way to one that is in sync and stays, and to no other. */
  #bestPrimary(answers: boolean, current: Seat | undefined): Seat | undefined {
    const able = this.#seats.filter((seat) => seat !== current && seat.isReady && seat.isServed);
    const fit = answers ? able.filter((seat) => seat.isSound && seat.goesFor === null) : able;
    return fit.sort(
      (a, b) =>
        Number(b.isSound) - Number(a.isSound) ||
        Number(b.goesFor === null) - Number(a.goesFor === null) ||
        a.node.primaries / a.node.totalBytes - b.node.primaries / b.node.totalBytes ||
        a.node.id - b.node.id,
    )[0];
  }

  #goingSeats(): Seat[] {
    return this.#seats.filter((seat) => seat.goesFor !== null);
  }

  /** What is more than wanted, in the order in which it goes. */
  #surplusSeats(): Seat[] {
    const counted = countedSeats(this.#seats);
    const ordered = counted.sort(
      (a, b) =>
        Number(a.isReady) - Number(b.isReady) ||
        Number(a.replica.isInSync) - Number(b.replica.isInSync) ||
        Number(a.isServed) - Number(b.isServed) ||
        claimedShare(b.node) - claimedShare(a.node) ||
        b.node.id - a.node.id,
    );
    const surplus = Math.max(0, counted.length + this.#begun - this.#project.replicasWanted);
    return ordered.filter((seat) => !this.#isPrimary(seat)).slice(0, surplus);
  }

  #removeIfDispensable(seat: Seat, reason: MoveReason): void {
    const isOver = seat.replica.state === 'leaving';
    if (!isOver && (this.#isPrimary(seat) || !this.#isDispensable(seat))) return;
    this.#move('remove', seat.node.id, reason);
    if (seat.isReady && !seat.replica.isRelocating) seat.node.outgoingBytes += seat.replica.bytes;
    if (seat.replica.isRelocating) seat.node.relocating -= 1;
    this.#seats = this.#seats.filter((other) => other !== seat);
  }

  /** Also a replica that this plan promotes, and the one that it takes the primary from, until both are made. */
  #isPrimary(seat: Seat): boolean {
    const { id } = seat.node;
    if (id === this.#project.primaryNodeId) return true;
    return this.#moves.some(({ kind, nodeId }) => kind === 'promote' && nodeId === id);
  }

  #isDispensable(seat: Seat): boolean {
    const others = this.#seats.filter((other) => other !== seat);
    const enough = Math.max(1, Math.min(this.#project.replicasWanted, this.#room.lastingNodes));
    if (!seat.isReady) {
      const strands = isReachable(seat) && this.#begun === 0 && !others.some(isReachable);
      const counted = countedSeats(this.#seats).filter((other) => other !== seat);
      return this.#begun + counted.length >= enough && !strands;
    }
    return others.filter(({ isSound }) => isSound).length >= enough;
  }

  #move(kind: MoveKind, nodeId: number, reason: MoveReason): void {
    this.#moves.push({ kind, projectId: this.#project.id, nodeId, reason });
  }
}

function reasonToPromote(current: Seat | undefined): MoveReason {
  if (current === undefined) return 'first_ready';
  if (current.goesFor !== null) return current.goesFor;
  if (current.node.standing === 'away' || current.node.standing === 'missing') return 'primary_away';
  return current.node.standing === 'unwell' ? 'primary_unwell' : 'primary_not_ready';
}
