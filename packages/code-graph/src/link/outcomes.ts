import { knownNames } from './known-names.ts';
import { type Program, siteColumn } from './program.ts';
import type { Solution } from './solution.ts';
import { indexOf, kindOf, type Value, valueKinds } from './values.ts';

/** What became of a site. `builtin`: it refers to the language's own library. */
export type Outcome = 'resolved' | 'builtin' | 'external' | 'unresolved' | 'cut';

const outcomes: readonly Outcome[] = ['resolved', 'external', 'builtin', 'unresolved'];

function strongest(found: readonly Outcome[]): Outcome {
  return outcomes.find((outcome) => found.includes(outcome)) ?? 'unresolved';
}

/** Says what became of calls without a target. */
export class Outcomes {
  readonly #solution: Solution;
  readonly #program: Program;
  readonly #known: Uint8Array;

  constructor(solution: Solution) {
    this.#solution = solution;
    this.#program = solution.program;
    this.#known = knownNames(solution.program);
  }

  /** A known callee without a node (an anonymous function) is resolved; a library's or foreign one is not ours. */
  ofCall(site: number, callees: readonly Value[], isImplied: boolean): Outcome {
    const { graph } = this.#solution;
    if (callees.length > 0) return strongest(callees.map((callee) => this.#ofCallee(callee)));
    if (isImplied) return 'builtin';
    const receiver = siteColumn(this.#program, site, 'receiver');
    if (this.#solution.surroundings.isOutside(site)) return 'external';
    const isBare = this.#solution.surroundings.rowsOf(site) !== undefined;
    if (receiver === -1) return isBare && this.#isLibraryMember(site) ? 'builtin' : 'unresolved';
    if (this.#isLibraryMember(site)) return 'builtin';
    if (this.#known[siteColumn(this.#program, site, 'name')] === 0) return 'external';
    if (graph.isFull(receiver)) return 'cut';
    return strongest(graph.values(receiver).map((held) => this.#ofReceiver(held)));
  }

  #isLibraryMember(site: number): boolean {
    const { family, names } = this.#program;
    return family.libraryMembers?.has(names.texts[siteColumn(this.#program, site, 'name')] ?? '') === true;
  }

  #ofCallee(callee: Value): Outcome {
    const kind = kindOf(callee);
    if (kind === valueKinds.library) return 'builtin';
    return kind === valueKinds.foreign ? 'external' : 'resolved';
  }

  /** A member was not found on a receiver: what the receiver is says where it must be. */
  #ofReceiver(held: Value): Outcome {
    const { hierarchy, program } = this.#solution;
    const kind = kindOf(held);
    if (kind === valueKinds.library || kind === valueKinds.object || kind === valueKinds.function)
      return 'builtin';
    if (kind === valueKinds.external || kind === valueKinds.foreign || kind === valueKinds.outside)
      return 'external';
    const isOfClass = kind >= valueKinds.classExact && kind <= valueKinds.instance;
    const isOutside =
      isOfClass && indexOf(held) < program.totals.classes && hierarchy.hasUnknownBase(indexOf(held));
    return isOutside ? 'external' : 'unresolved';
  }
}
