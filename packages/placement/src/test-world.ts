/** A small world for tests: it carries plans out as a store does, and objects to each move that breaks a rule. */
import { expect } from 'vitest';
import type { World } from './plan-moves.ts';
import type { Move, NodeView, PlacementRules, ProjectPlan, ProjectView, Standing } from './world.ts';

export interface TestNode {
  readonly id: number;
  standing: Standing;
  isDraining: boolean;
  totalBytes: number;
  /** What is on its volume besides graphs. */
  otherBytes: number;
}

export interface TestReplica {
  readonly nodeId: number;
  state: 'pending' | 'ready' | 'leaving';
  commit: number;
  isRelocating: boolean;
  bytes: number;
}

export interface TestProject {
  readonly id: number;
  wanted: number;
  commit: number;
  primary: number | null;
  bytes: number;
  replicas: TestReplica[];
}

export class TestWorld {
  readonly nodes: TestNode[] = [];
  readonly projects: TestProject[] = [];
  readonly rules: PlacementRules;
  #ids = 0;

  constructor(rules: PlacementRules) {
    this.rules = rules;
  }

  addNode(totalBytes: number, otherBytes = 0): TestNode {
    this.#ids += 1;
    const node: TestNode = { id: this.#ids, standing: 'serving', isDraining: false, totalBytes, otherBytes };
    this.nodes.push(node);
    return node;
  }

  addProject(bytes: number, wanted: number): TestProject {
    this.#ids += 1;
    const project = { id: this.#ids, wanted, commit: 1, primary: null, bytes, replicas: [] };
    this.projects.push(project);
    return project;
  }

  node(id: number): TestNode {
    return this.nodes.find((node) => node.id === id)!;
  }

  snapshot(): World {
    return {
      nodes: this.nodes.map((node) => this.#nodeView(node)),
      projects: this.projects.map(projectView),
      rules: this.rules,
    };
  }

  #nodeView(node: TestNode): NodeView {
    const here = this.projects.flatMap(({ replicas }) => replicas.filter(({ nodeId }) => nodeId === node.id));
    const [pending, stored] = [here.filter(isPending), here.filter((replica) => !isPending(replica))];
    const outgoing = stored.filter(({ state, isRelocating }) => state === 'leaving' || isRelocating);
    return {
      id: node.id,
      standing: node.standing,
      isDraining: node.isDraining,
      totalBytes: node.totalBytes,
      usedBytes: node.otherBytes + bytesOf(stored),
      reservedBytes: bytesOf(pending),
      outgoingBytes: bytesOf(outgoing),
      primaries: this.projects.filter(({ primary }) => primary === node.id).length,
      incoming: pending.length,
      relocating: here.filter(({ isRelocating }) => isRelocating).length,
    };
  }

  /** Of its volume: all that is there and will be. */
  share(node: TestNode): number {
    const { usedBytes, reservedBytes } = this.#nodeView(node);
    return (usedBytes + reservedBytes) / node.totalBytes;
  }

  carryOut(plans: readonly ProjectPlan[]): Move[] {
    for (const { projectId, moves } of plans) {
      const project = this.projects.find(({ id }) => id === projectId)!;
      for (const move of moves) this.#make(move, project);
    }
    for (const node of this.nodes) this.#checkNode(node);
    for (const project of this.projects) this.#checkPrimary(project);
    const moves = plans.flatMap((plan) => plan.moves);
    expect(moves.filter(({ kind }) => kind === 'add').length).toBeLessThanOrEqual(this.rules.addsMax);
    return moves;
  }

  #make({ kind, nodeId }: Move, project: TestProject): void {
    const replica = project.replicas.find((other) => other.nodeId === nodeId);
    if (kind === 'add') this.#add(project, replica, nodeId);
    else if (replica === undefined) expect.fail(`${kind} of a replica that is not there`);
    else if (kind === 'promote') this.#promote(project, replica);
    else if (kind === 'remove') this.#remove(project, replica);
    else replica.isRelocating = kind === 'relocate';
  }

  #add(project: TestProject, replica: TestReplica | undefined, nodeId: number): void {
    expect(replica, 'two replicas of a project on one node').toBeUndefined();
    const node = this.node(nodeId);
    expect([node.standing, node.isDraining]).toEqual(['serving', false]);
    const { bytes } = project;
    project.replicas.push({ nodeId, state: 'pending', commit: 0, isRelocating: false, bytes });
    expect(this.share(node), 'a move over the high watermark').toBeLessThanOrEqual(this.rules.highShare);
  }

  #promote(project: TestProject, replica: TestReplica): void {
    expect([replica.state, this.node(replica.nodeId).standing]).toEqual(['ready', 'serving']);
    project.primary = replica.nodeId;
  }

  #remove(project: TestProject, replica: TestReplica): void {
    const before = this.soundReplicas(project);
    const isGone = this.node(replica.nodeId).standing === 'lost';
    expect(replica.state !== 'leaving' || isGone, 'removed twice').toBe(true);
    if (replica.state !== 'leaving') expect(project.primary, 'the primary removed').not.toBe(replica.nodeId);
    replica.state = 'leaving';
    replica.isRelocating = false;
    if (isGone) this.drop(project, replica);
    const nodes = this.nodes.filter(({ standing, isDraining }) => standing !== 'lost' && !isDraining).length;
    const enough = Math.max(1, Math.min(project.wanted, nodes));
    const after = this.soundReplicas(project);
    expect(after, 'fewer replicas in sync than wanted').toBeGreaterThanOrEqual(Math.min(before, enough));
  }

  /** The graph is gone from the node. */
  drop(project: TestProject, replica: TestReplica): void {
    project.replicas = project.replicas.filter((other) => other !== replica);
    if (project.primary === replica.nodeId) project.primary = null;
  }

  /** Replicas that are ready and in sync on serving nodes. */
  soundReplicas(project: TestProject): number {
    const isServing = (id: number) => this.node(id).standing === 'serving';
    return projectView(project).replicas.filter(({ isInSync, nodeId }) => isInSync && isServing(nodeId))
      .length;
  }

  #checkNode(node: TestNode): void {
    const { incoming } = this.#nodeView(node);
    expect(incoming, 'too many at once').toBeLessThanOrEqual(this.rules.incomingMax);
  }

  #checkPrimary(project: TestProject): void {
    const able = project.replicas.filter(
      ({ state, nodeId }) => state === 'ready' && this.node(nodeId).standing === 'serving',
    );
    if (able.length === 0) return;
    expect(
      able.map(({ nodeId }) => nodeId),
      'the primary does not answer',
    ).toContain(project.primary);
  }
}

function projectView(project: TestProject): ProjectView {
  const newest = Math.max(...project.replicas.filter(isReady).map(({ commit }) => commit));
  return {
    id: project.id,
    version: 1,
    replicasWanted: project.wanted,
    primaryNodeId: project.primary,
    bytes: project.bytes,
    replicas: project.replicas.map((replica) => ({
      ...replica,
      isInSync: isReady(replica) && replica.commit === newest,
    })),
  };
}

function isReady({ state }: TestReplica): boolean {
  return state === 'ready';
}

function isPending({ state }: TestReplica): boolean {
  return state === 'pending';
}

function bytesOf(replicas: readonly TestReplica[]): number {
  return replicas.reduce((sum, { bytes }) => sum + bytes, 0);
}
