import type { Slot, Variable } from './scopes.ts';

type Versions = Map<Variable, Slot>;

interface Loop {
  /** Versions at the loop's head; a variable read at this version goes through its phi. */
  readonly before: Versions;
  readonly phis: Versions;
  /** Versions where `break` or `continue` left the body. */
  readonly left: Versions[];
}

/**
 * Which version of each variable is current at the statement being read, within one function.
 *
 * A straight line of assignments replaces the version. Where paths part, each path starts from the
 * same versions; where they meet again, a variable whose versions differ gets a new slot that receives
 * all of them (a phi). A path that ended (return, throw) takes no part in the meeting. In a loop a
 * variable from before is read through a phi that also receives the versions at the loop's end.
 */
export class Flow {
  #current: Versions = new Map();
  #ended = false;
  readonly #loops: Loop[] = [];
  readonly #merge: (versions: readonly Slot[]) => Slot;
  readonly #feed: (phi: Slot, version: Slot) => void;

  /**
   * @param merge makes a slot that receives all of the given ones.
   * @param feed adds a further source to such a slot.
   */
  constructor(merge: (versions: readonly Slot[]) => Slot, feed: (phi: Slot, version: Slot) => void) {
    this.#merge = merge;
    this.#feed = feed;
  }

  /** The current version, or undefined when the variable has none on this path. */
  read(variable: Variable): Slot | undefined {
    const version = this.#current.get(variable);
    if (version === undefined || this.#loops.length === 0) return version;
    const looped = this.#throughLoops(variable, version);
    if (looped !== version) this.#current.set(variable, looped);
    return looped;
  }

  write(variable: Variable, version: Slot): void {
    this.#current.set(variable, version);
  }

  /** Control does not go on from here (return, throw). */
  end(): void {
    this.#ended = true;
  }

  /** Control leaves the body of the innermost loop here (break, continue). */
  leaveLoop(): void {
    this.#loops.at(-1)?.left.push(new Map(this.#current));
    this.#ended = true;
  }

  /** Reads alternative paths; when none of them must be taken, include a path that does nothing. */
  branches(paths: readonly (() => void)[]): void {
    const before = this.#current;
    const endedBefore = this.#ended;
    const reached: Versions[] = [];
    for (const path of paths) {
      this.#current = new Map(before);
      this.#ended = false;
      path();
      if (!this.#ended) reached.push(this.#current);
    }
    this.#ended = endedBefore || reached.length === 0;
    this.#current = reached.length === 0 ? before : this.#meet(reached);
  }

  /** Reads a body that may run any number of times. */
  loop(body: () => void): void {
    const endedBefore = this.#ended;
    const loop: Loop = { before: this.#current, phis: new Map(), left: [] };
    this.#loops.push(loop);
    this.#current = new Map(loop.before);
    body();
    this.#loops.pop();
    const ends = this.#ended ? loop.left : [...loop.left, this.#current];
    for (const [variable, phi] of loop.phis) this.#closePhi(variable, phi, ends);
    this.#ended = endedBefore;
    this.#current = this.#meet([loop.before, ...ends]);
  }

  #closePhi(variable: Variable, phi: Slot, ends: readonly Versions[]): void {
    const fed = new Set<Slot>([phi]);
    for (const end of ends) {
      const version = end.get(variable);
      if (version === undefined || fed.has(version)) continue;
      fed.add(version);
      this.#feed(phi, version);
    }
  }

  #throughLoops(variable: Variable, version: Slot): Slot {
    let current = version;
    for (const [depth, loop] of this.#loops.entries()) {
      if (loop.before.get(variable) !== current) continue;
      let phi = loop.phis.get(variable);
      if (phi === undefined) {
        phi = this.#merge([current]);
        loop.phis.set(variable, phi);
      }
      const inner = this.#loops[depth + 1];
      if (inner?.before.get(variable) === current) inner.before.set(variable, phi);
      current = phi;
    }
    return current;
  }

  #meet(paths: readonly Versions[]): Versions {
    const [first, ...others] = paths;
    if (first === undefined || others.length === 0) return first ?? new Map<Variable, Slot>();
    const met: Versions = new Map();
    for (const path of paths) {
      for (const variable of path.keys()) {
        if (!met.has(variable)) met.set(variable, this.#versionOf(variable, paths));
      }
    }
    return met;
  }

  #versionOf(variable: Variable, paths: readonly Versions[]): Slot {
    const versions = new Set<Slot>();
    for (const path of paths) {
      const version = path.get(variable);
      if (version !== undefined) versions.add(version);
    }
    const [only, ...more] = versions;
    return only !== undefined && more.length === 0 ? only : this.#merge([...versions]);
  }
}
