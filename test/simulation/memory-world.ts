/**
 * A world in memory behind the port of the control loop, in place of the coordinator's database: five million
 * projects in typed arrays. It keeps the figures of nodes as the database does, and counts the rows that each
 * call reads and writes.
 */
import type {
  Move,
  Need,
  NodeCondition,
  NotedNode,
  PlacementStore,
  ProjectPlan,
  ProjectView,
  ReplicaView,
} from '@gkg/placement';
import { DueProjects } from './due-projects.ts';
import {
  kilobyte,
  leaving,
  pending,
  projectOf,
  ready,
  ReplicaTable,
  slotsPerProject,
} from './replica-table.ts';
import { account, newNode, type WorldNode } from './world-node.ts';

/** Who does the work that moves ask nodes for. */
export interface MoveListener {
  added(slot: number): void;
  leaving(slot: number): void;
  promoted(project: number): void;
  made(move: Move): void;
}

/** What a graph is reckoned with before its size is known; Rails' own value. */
const reservedKilobytes = 10 * 1024;
export const nobody = -1;

export class MemoryWorld implements PlacementStore {
  readonly nodeList: WorldNode[] = [];
  readonly replicas: ReplicaTable;
  readonly wanted: Uint8Array;
  readonly primary: Int16Array;
  readonly commit: Uint32Array;
  /** Measured by the first indexing; 0 before. */
  readonly knownKilobytes: Uint32Array;
  listener: MoveListener | null = null;
  rowsRead = 0;
  rowsWritten = 0;
  calls = 0;
  readonly #due: DueProjects;

  constructor(projects: number, nodesMax: number) {
    this.replicas = new ReplicaTable(projects, nodesMax);
    this.wanted = new Uint8Array(projects);
    this.primary = new Int16Array(projects).fill(nobody);
    this.commit = new Uint32Array(projects);
    this.knownKilobytes = new Uint32Array(projects);
    this.#due = new DueProjects(projects);
  }

  /** How many projects are due, by what they need. */
  get waiting(): Readonly<Record<Need, number>> {
    return this.#due.waiting;
  }

  addNode(totalBytes: number): WorldNode {
    const node = newNode(this.nodeList.length, totalBytes);
    this.nodeList.push(node);
    return node;
  }

  register(project: number, replicasWanted: number, now: number): void {
    this.wanted[project] = replicasWanted;
    this.commit[project] = 1;
    this.mark(project, 'changed', now);
  }

  /** A project at rest: its replicas are ready on these nodes, the first of which is the primary. */
  settleOn(project: number, nodeIds: readonly number[], kilobytes: number): void {
    this.wanted[project] = nodeIds.length;
    this.commit[project] = 1;
    this.knownKilobytes[project] = kilobytes;
    for (const nodeId of nodeIds) {
      const slot = this.replicas.insert(project, nodeId, kilobytes);
      this.replicas.state[slot] = ready;
      this.replicas.commit[slot] = 1;
      this.#account(slot, 1);
    }
    this.#setPrimary(project, nodeIds[0]!);
  }

  /** Makes a project due, unless it is for something more urgent. */
  mark(project: number, need: Need, now: number): void {
    this.#due.mark(project, need, now);
  }

  /** A node has indexed a replica. */
  finish(slot: number, commit: number, kilobytes: number, now: number): void {
    const { replicas } = this;
    const project = projectOf(slot);
    const isFirst = replicas.state[slot] === pending;
    this.#account(slot, -1);
    replicas.state[slot] = ready;
    replicas.commit[slot] = commit;
    if (replicas.kilobytes[slot] !== kilobytes) replicas.resize(slot, kilobytes);
    this.#account(slot, 1);
    this.knownKilobytes[project] = kilobytes;
    if (isFirst || this.#isUnsettled(project)) this.mark(project, 'changed', now);
  }

  /** A node has deleted a graph. */
  drop(slot: number, now: number): void {
    this.#forget(slot);
    this.mark(projectOf(slot), 'changed', now);
  }

  async nodes(): Promise<readonly NotedNode[]> {
    this.calls += 1;
    this.rowsRead += this.nodeList.length;
    return Promise.resolve(this.nodeList);
  }

  async due(need: Need, limit: number, now: Date): Promise<readonly ProjectView[]> {
    this.calls += 1;
    const found: ProjectView[] = [];
    while (found.length < limit) {
      const project = this.#due.shift(need, now.getTime());
      if (project === undefined) break;
      found.push(this.view(project));
    }
    return Promise.resolve(found);
  }

  async largest(nodeId: number, bytesMax: number, limit: number): Promise<readonly ProjectView[]> {
    this.calls += 1;
    const found: ProjectView[] = [];
    for (const slot of this.replicas.ofNode(nodeId, bytesMax / kilobyte)) {
      if (found.length >= limit) break;
      this.rowsRead += 1;
      if (this.replicas.kilobytes[slot]! * kilobyte > bytesMax) continue;
      if (this.replicas.state[slot] !== ready || this.replicas.isRelocating[slot] === 1) continue;
      const project = this.view(projectOf(slot));
      if (project.replicas.some((replica) => replica.nodeId === nodeId && replica.isInSync))
        found.push(project);
    }
    return Promise.resolve(found);
  }

  async noteNode(condition: NodeCondition, scope: 'primaries' | 'all', now: Date): Promise<void> {
    this.calls += 1;
    const { nodeId, standing, isDraining } = condition;
    this.nodeList[nodeId]!.noted = { standing, isDraining };
    for (const slot of this.replicas.ofNode(nodeId)) {
      this.rowsRead += 1;
      const project = projectOf(slot);
      const isPrimary = this.primary[project] === nodeId;
      if (!isPrimary && scope === 'primaries') continue;
      this.rowsWritten += 1;
      this.mark(project, isPrimary ? 'primary' : 'changed', now.getTime());
    }
    return Promise.resolve();
  }

  async apply(plans: readonly ProjectPlan[], now: Date, retryMs: number): Promise<number> {
    this.calls += 1;
    let applied = 0;
    for (const { projectId, version, moves, next } of plans) {
      if (this.#due.version(projectId) !== version) continue;
      applied += 1;
      for (const move of moves) this.#make(move);
      this.rowsWritten += 1 + moves.length;
      const delay = next?.need === 'no_room' ? retryMs : 0;
      this.#due.set(projectId, next?.need ?? null, now.getTime() + delay);
    }
    return Promise.resolve(applied);
  }

  view(project: number): ProjectView {
    const { replicas } = this;
    const [first, end] = [project * slotsPerProject, (project + 1) * slotsPerProject];
    let newest = 0;
    for (let slot = first; slot < end; slot += 1) {
      if (!replicas.isFree(slot) && replicas.state[slot] === ready)
        newest = Math.max(newest, replicas.commit[slot]!);
    }
    const views: ReplicaView[] = [];
    for (let slot = first; slot < end; slot += 1) {
      if (!replicas.isFree(slot)) views.push(this.#replicaView(slot, newest));
    }
    this.rowsRead += 1 + views.length;
    const primary = this.primary[project]!;
    return {
      id: project,
      version: this.#due.version(project),
      replicasWanted: this.wanted[project]!,
      primaryNodeId: primary === nobody ? null : primary,
      bytes: this.#reckonedKilobytes(project) * kilobyte,
      replicas: views,
    };
  }

  #replicaView(slot: number, newest: number): ReplicaView {
    const { replicas } = this;
    const state = replicas.state[slot]!;
    return {
      nodeId: replicas.node[slot]!,
      state: state === pending ? 'pending' : state === ready ? 'ready' : 'leaving',
      isInSync: state === ready && replicas.commit[slot] === newest,
      isRelocating: replicas.isRelocating[slot] === 1,
      bytes: replicas.kilobytes[slot]! * kilobyte,
    };
  }

  #reckonedKilobytes(project: number): number {
    const known = this.knownKilobytes[project]!;
    return known === 0 ? reservedKilobytes : known;
  }

  #make(move: Move): void {
    const { kind, projectId, nodeId } = move;
    const { replicas } = this;
    this.listener?.made(move);
    if (kind === 'add') {
      const slot = replicas.insert(projectId, nodeId, this.#reckonedKilobytes(projectId));
      this.#account(slot, 1);
      this.listener?.added(slot);
      return;
    }
    const slot = replicas.slotOn(projectId, nodeId);
    if (slot === nobody) throw new Error(`${kind} of a replica that is not there`);
    if (kind === 'promote') this.#setPrimary(projectId, nodeId);
    else if (kind === 'remove') this.#remove(slot);
    else {
      this.#account(slot, -1);
      replicas.isRelocating[slot] = kind === 'relocate' ? 1 : 0;
      this.#account(slot, 1);
    }
  }

  #remove(slot: number): void {
    const { replicas } = this;
    if (this.nodeList[replicas.node[slot]!]!.standing === 'lost') {
      this.#forget(slot);
      return;
    }
    this.#account(slot, -1);
    replicas.state[slot] = leaving;
    replicas.isRelocating[slot] = 0;
    this.#account(slot, 1);
    this.listener?.leaving(slot);
  }

  #forget(slot: number): void {
    const project = projectOf(slot);
    if (this.primary[project] === this.replicas.node[slot]) this.#setPrimary(project, nobody);
    this.#account(slot, -1);
    this.replicas.remove(slot);
  }

  #setPrimary(project: number, node: number): void {
    const before = this.primary[project]!;
    if (before !== nobody) this.nodeList[before]!.primaries -= 1;
    if (node !== nobody) this.nodeList[node]!.primaries += 1;
    this.primary[project] = node;
    if (node !== nobody) this.listener?.promoted(project);
  }

  #account(slot: number, sign: 1 | -1): void {
    account(this.nodeList[this.replicas.node[slot]!]!, this.replicas, slot, sign);
  }

  /** Whether a replica that is up to date now may make another one dispensable. */
  #isUnsettled(project: number): boolean {
    let count = 0;
    for (let slot = project * slotsPerProject; slot < (project + 1) * slotsPerProject; slot += 1) {
      if (this.replicas.isFree(slot) || this.replicas.state[slot] === leaving) continue;
      const { standing, isDraining } = this.nodeList[this.replicas.node[slot]!]!;
      if (this.replicas.isRelocating[slot] === 1 || isDraining || standing === 'lost') return true;
      count += 1;
    }
    return count > this.wanted[project]!;
  }
}
