/**
 * Which projects are due, and for what: the columns `need`, `due_at` and `version` of the coordinator's projects, and the
 * index on them. A project is due for its most urgent need only; what it was queued for before is passed over.
 */
import { needs, type Need } from '@gkg/placement';
import { DueQueue } from './due-queue.ts';

const noNeed = needs.length;

export class DueProjects {
  readonly waiting: Record<Need, number> = { primary: 0, changed: 0, unplaced: 0, too_few: 0, no_room: 0 };
  readonly #version: Uint32Array;
  readonly #need: Uint8Array;
  readonly #stamp: Uint32Array;
  readonly #queues = needs.map(() => new DueQueue());

  constructor(projects: number) {
    this.#version = new Uint32Array(projects);
    this.#need = new Uint8Array(projects).fill(noNeed);
    this.#stamp = new Uint32Array(projects);
  }

  /** Changes whenever the project does; a plan is for one version. */
  version(project: number): number {
    return this.#version[project]!;
  }

  /** Makes a project due, unless it is for something more urgent. */
  mark(project: number, need: Need, now: number): void {
    this.#touch(project);
    if (this.#need[project]! <= needs.indexOf(need)) return;
    this.#setNeed(project, need, now);
  }

  /** After it was planned for: what it is due for now, if it is, and when. */
  set(project: number, need: Need | null, time: number): void {
    this.#touch(project);
    this.#setNeed(project, need, time);
  }

  /** The project that has been due for this need for longest. */
  shift(need: Need, now: number): number | undefined {
    const index = needs.indexOf(need);
    const isCurrent = (id: number, stamp: number) => this.#need[id] === index && this.#stamp[id] === stamp;
    return this.#queues[index]!.shift(now, isCurrent);
  }

  #touch(project: number): void {
    this.#version[project] = this.#version[project]! + 1;
  }

  #setNeed(project: number, need: Need | null, time: number): void {
    const before = needs[this.#need[project]!];
    if (before !== undefined) this.waiting[before] -= 1;
    this.#need[project] = need === null ? noNeed : needs.indexOf(need);
    this.#stamp[project]! += 1;
    if (need === null) return;
    this.waiting[need] += 1;
    this.#queues[needs.indexOf(need)]!.push(project, this.#stamp[project]!, time);
  }
}
