/** Which projects are stale, since when, and for how long those were that are not any more. */
import { Durations } from './figures.ts';

export class Staleness {
  readonly durations = new Durations();
  /** Projects that are stale now. */
  count = 0;
  /** When a project was first pushed to what its primary does not serve yet; 0 for none. */
  readonly #since: Float64Array;

  constructor(projects: number) {
    this.#since = new Float64Array(projects);
  }

  since(project: number): number {
    return this.#since[project]!;
  }

  pushed(project: number, now: number): void {
    if (this.#since[project] !== 0) return;
    this.#since[project] = now;
    this.count += 1;
  }

  /** What was fetched at `startedAt` is served; of what is not fresh, somebody has pushed again since then. */
  served(project: number, isFresh: boolean, startedAt: number, now: number): void {
    const since = this.#since[project]!;
    if (since === 0) return;
    this.durations.add(now - since);
    this.#since[project] = isFresh ? 0 : Math.max(since, startedAt);
    if (isFresh) this.count -= 1;
  }
}
