/**
 * A coordinator and its nodes under a virtual clock: the planning and the control loop of @gkg/placement, over a
 * world in memory, with the work of nodes, pushes and failures in between.
 *
 * First all repositories are registered at once and the backlog is drained, then comes a day of pushes and
 * failures, then what it takes until the world is at rest. The loop ticks once a second while there is something to
 * do and every ten seconds otherwise.
 */
import { performance } from 'node:perf_hooks';
import {
  defaultPlacementRules,
  tick,
  type Move,
  type PlacementRules,
  type PlacementStore,
} from '@gkg/placement';
import { createRandom, type Random } from '../chaos/random.ts';
import {
  assumptions,
  drawSizes,
  graphKilobytes,
  hourMs,
  minuteMs,
  nextPush,
  popularProject,
  secondMs,
} from './assumptions.ts';
import { EventHeap, nodeEvent, push, sampleIsDue, tickIsDue, workIsOver } from './event-heap.ts';
import { drawFailures, type TimedEvent } from './failures.ts';
import { moveName } from './figures.ts';
import { MemoryWorld } from './memory-world.ts';
import { NodeFates } from './node-fates.ts';
import { NodeWork } from './node-work.ts';
import { leaving, pending, projectOf, ready, slotsPerProject } from './replica-table.ts';
import { Staleness } from './staleness.ts';

export interface SimulationOptions {
  readonly repositories: number;
  readonly nodes: number;
  readonly seed: number;
  readonly dayMs: number;
  readonly nodeBytes: number;
  readonly rules?: Partial<PlacementRules>;
  /** Wraps the store that the loop sees, as tests do. */
  readonly watch?: (world: MemoryWorld) => PlacementStore;
}

export class Simulation {
  readonly world: MemoryWorld;
  readonly work: NodeWork;
  readonly fates: NodeFates;
  readonly options: SimulationOptions;
  readonly rules: PlacementRules;
  readonly sourceKilobytes: Uint32Array;
  readonly moves = new Map<string, number>();
  readonly staleness: Staleness;
  readonly events: readonly TimedEvent[];
  readonly tickTimesMs = { count: 0, sum: 0, most: 0 };
  readonly counts = { pushes: 0, callbacks: 0, plans: 0 };
  readyReplicas = 0;
  now = 0;
  readonly #random: Random;
  readonly #heap = new EventHeap();
  readonly #store: PlacementStore;
  #dayEndsAt = 0;
  #takeSample: (() => void) | null = null;

  constructor(options: SimulationOptions) {
    const { repositories, nodes, seed } = options;
    this.options = options;
    this.rules = { ...defaultPlacementRules, ...options.rules };
    this.#random = createRandom(seed);
    this.sourceKilobytes = drawSizes(this.#random, repositories);
    this.events = drawFailures(this.#random, nodes);
    this.world = new MemoryWorld(repositories, Math.ceil(nodes * 1.1) + 2);
    this.#store = options.watch?.(this.world) ?? this.world;
    this.staleness = new Staleness(repositories);
    this.work = new NodeWork(this.world, this.sourceKilobytes, (time, slot) =>
      this.#heap.push(time, workIsOver, slot),
    );
    this.fates = new NodeFates(this.world, this.work, this.#heap, options.nodeBytes);
    this.world.listener = {
      added: (slot) => this.work.requestNew(slot, this.now),
      leaving: (slot) => this.work.request(slot, this.now),
      promoted: (project) => this.#noteFresh(project),
      made: (move) => this.#count(move),
    };
    for (let node = 0; node < nodes; node += 1) this.fates.addNode();
    this.#heap.push(0, tickIsDue, 0);
  }

  /** Registers all, and runs until each has the replicas that it wants. */
  async drainBacklog(sample: () => void): Promise<void> {
    const { repositories } = this.options;
    this.#takeSample = sample;
    this.#heap.push(0, sampleIsDue, 0);
    for (let project = 0; project < repositories; project += 1) {
      this.world.register(project, assumptions.replicasWanted, 0);
    }
    const all = repositories * assumptions.replicasWanted;
    await this.#runUntil(() => this.readyReplicas >= all && this.isAtRest());
  }

  /** The day, and the time after it until the world is at rest; for how long at most. */
  async runDay(restMs: number): Promise<number | null> {
    const startedAt = this.now;
    this.#dayEndsAt = startedAt + this.options.dayMs;
    for (const [index, { at }] of this.events.entries()) {
      // Of a shorter day, the same in less time.
      const scaled = (at * this.options.dayMs) / (24 * hourMs);
      this.#heap.push(startedAt + scaled, nodeEvent, index);
    }
    this.#schedulePush();
    await this.#runUntil(() => this.now >= this.#dayEndsAt);
    const endedAt = this.now;
    await this.#runUntil(() => this.isAtRest() || this.now >= endedAt + restMs);
    return this.isAtRest() ? this.now - endedAt : null;
  }

  /** Nothing is due, under way or to be moved, and no node is silent without being given up. */
  isAtRest(): boolean {
    const due = Object.values(this.world.waiting).reduce((sum, count) => sum + count, 0);
    if (due > 0 || this.fates.isAnySilent) return false;
    return this.world.nodeList.every(
      ({ incoming, relocating, outgoingBytes, standing }) =>
        standing === 'lost' || (incoming === 0 && relocating === 0 && outgoingBytes === 0),
    );
  }

  async #runUntil(isOver: () => boolean): Promise<void> {
    while (this.#heap.size > 0) {
      const { time, kind, value } = this.#heap.pop();
      this.now = time;
      if (kind === tickIsDue) {
        await this.#tick();
        if (isOver()) return;
      } else this.#happen(kind, value);
    }
  }

  async #tick(): Promise<void> {
    const startedAt = performance.now();
    const report = await tick(this.#store, this.rules, new Date(this.now), AbortSignal.any([]));
    const tookMs = performance.now() - startedAt;
    this.counts.plans += report.lookedAt;
    this.tickTimesMs.count += 1;
    this.tickTimesMs.sum += tookMs;
    this.tickTimesMs.most = Math.max(this.tickTimesMs.most, tookMs);
    const isBusy = report.hasMore || report.lookedAt > 0;
    this.#heap.push(this.now + (isBusy ? secondMs : 10 * secondMs), tickIsDue, 0);
  }

  #happen(kind: number, value: number): void {
    if (kind === workIsOver) this.#workIsOver(value);
    else if (kind === push) this.#push();
    else if (kind === sampleIsDue) {
      this.#takeSample?.();
      this.#heap.push(this.now + minuteMs, sampleIsDue, 0);
    } else if (kind === nodeEvent) this.fates.befall(this.events[value]!.event, this.now);
    else this.fates.change(kind, value, this.now);
  }

  #workIsOver(slot: number): void {
    const run = this.work.over(slot, this.now);
    if (run === null) {
      this.#startAll(slot);
      return;
    }
    this.counts.callbacks += 1;
    const project = projectOf(slot);
    const { replicas, commit } = this.world;
    const isLeaving = replicas.state[slot] === leaving;
    if (isLeaving && run.isDeletion) this.world.drop(slot, this.now);
    else if (isLeaving) this.work.request(slot, this.now);
    else {
      if (replicas.state[slot] === pending) this.readyReplicas += 1;
      this.world.finish(slot, run.commit, graphKilobytes(this.sourceKilobytes[project]!), this.now);
      if (this.world.primary[project] === run.node) this.#noteServed(project, run.commit, run.startedAt);
      if (run.commit !== commit[project]) this.work.request(slot, this.now);
    }
    this.work.start(run.node, this.now);
    this.fates.noteDrained(run.node, this.now);
  }

  #startAll(slot: number): void {
    const node = this.world.replicas.node[slot]!;
    if (node >= 0) this.work.start(node, this.now);
  }

  #noteServed(project: number, commit: number, startedAt: number): void {
    const isFresh = commit === this.world.commit[project];
    this.staleness.served(project, isFresh, startedAt, this.now);
  }

  /** A replica that was promoted may hold what the one before had not. */
  #noteFresh(project: number): void {
    const slot = this.world.replicas.slotOn(project, this.world.primary[project]!);
    if (slot < 0) return;
    const startedAt = this.staleness.since(project);
    this.#noteServed(project, this.world.replicas.commit[slot]!, startedAt);
  }

  #push(): void {
    this.#schedulePush();
    const project = popularProject(this.#random, this.options.repositories);
    this.counts.pushes += 1;
    this.world.commit[project]! += 1;
    this.staleness.pushed(project, this.now);
    const { replicas, primary } = this.world;
    const first = replicas.slotOn(project, primary[project]!);
    if (first >= 0 && replicas.state[first] === ready) this.work.request(first, this.now);
    for (let slot = project * slotsPerProject; slot < (project + 1) * slotsPerProject; slot += 1) {
      if (!replicas.isFree(slot) && replicas.state[slot] !== leaving) this.work.request(slot, this.now);
    }
  }

  #schedulePush(): void {
    const { repositories, dayMs } = this.options;
    const at = nextPush(this.#random, repositories, this.now, this.#dayEndsAt - dayMs);
    if (at < this.#dayEndsAt) this.#heap.push(at, push, 0);
  }

  #count({ kind, reason }: Move): void {
    const name = moveName(kind, reason);
    this.moves.set(name, (this.moves.get(name) ?? 0) + 1);
  }
}
