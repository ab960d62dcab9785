import { siteAccesses, siteKinds, variableField, variableStride } from '../facts/facts.ts';
import { CalleeHolders } from './callee-holders.ts';
import { isOfKind, type KindSet, kindSet } from './definition-kinds.ts';
import { Explanation } from './explanation.ts';
import { type Outcome, Outcomes } from './outcomes.ts';
import { classDefinition, functionColumn, memberDefinition, type Program, siteColumn } from './program.ts';
import { References } from './references.ts';
import { keepBest, type SiteTarget } from './site-targets.ts';
import type { Solution } from './solution.ts';
import { indexOf, kindOf, type Value, valueKinds } from './values.ts';

/** Reads the targets of sites from a solution. */
export class SiteReader {
  readonly #solution: Solution;
  readonly #program: Program;
  readonly #explanation: Explanation;
  readonly #references: References;
  readonly #holders: CalleeHolders;
  readonly #outcomes: Outcomes;

  constructor(solution: Solution) {
    this.#solution = solution;
    this.#program = solution.program;
    this.#explanation = new Explanation(solution);
    this.#references = new References(solution, this.#explanation);
    this.#holders = new CalleeHolders(solution, this.#references);
    this.#outcomes = new Outcomes(solution);
  }

  /** Whether calling a class refers to it and calls nothing. */
  get #converts(): boolean {
    return this.#program.family.callsConvert === true;
  }

  isCall(site: number): boolean {
    return siteColumn(this.#program, site, 'kind') === siteKinds.call;
  }

  /** Whether the language calls something there if the repository has it, as `+` does: without a target it is no call. */
  isImplied(site: number): boolean {
    return this.isCall(site) && this.access(site) === 'value';
  }

  access(site: number): (typeof siteAccesses)[number] {
    return siteAccesses[siteColumn(this.#program, site, 'access')]!;
  }

  /** The definition whose body the site stands in, or -1 for the file. */
  owner(site: number): number {
    return functionColumn(this.#program, siteColumn(this.#program, site, 'function'), 'owner');
  }

  /** The name that is called, or '' where a value without one is. */
  name(site: number): string {
    const name = siteColumn(this.#program, site, 'name');
    return name === -1 ? '' : this.#program.names.texts[name]!;
  }

  line(site: number): number {
    return siteColumn(this.#program, site, 'line');
  }

  column(site: number): number {
    return siteColumn(this.#program, site, 'column');
  }

  /** Targets of a call site, each once, in the order they were found. */
  callTargets(site: number): { readonly targets: readonly SiteTarget[]; readonly outcome: Outcome } {
    const slot = siteColumn(this.#program, site, 'slot');
    const { graph, cutSites } = this.#solution;
    if (slot !== -1 && graph.isFull(slot)) return { targets: [], outcome: 'cut' };
    const held = slot === -1 ? [] : graph.values(slot);
    const callees = this.#solution.overloads?.choose(site, held) ?? held;
    const targets = new Map<number, SiteTarget>();
    const isImplied = this.isImplied(site);
    for (const callee of callees) {
      for (const target of this.#called(site, callee)) {
        if (!isImplied || target.definition !== -1) keepBest(targets, target);
      }
    }
    if (targets.size === 0)
      for (const named of this.#holders.namedValues(site, callees)) keepBest(targets, named);
    const outcome = targets.size > 0 ? 'resolved' : this.#outcomes.ofCall(site, callees, isImplied);
    return { targets: [...targets.values()], outcome: cutSites.has(site) ? 'cut' : outcome };
  }

  /** What a call reads its callee from. */
  calleeReferences(site: number, targets: readonly SiteTarget[]): readonly SiteTarget[] {
    return this.#holders.readBy(site, targets);
  }

  /** Targets of a reference site. */
  referenceTargets(site: number): readonly SiteTarget[] {
    return this.#references.of(site);
  }

  /** Functions that the library calls on behalf of the site. */
  callbackTargets(slot: number): readonly SiteTarget[] {
    if (this.#solution.graph.isFull(slot)) return [];
    return this.#solution.graph
      .values(slot)
      .filter((v) => kindOf(v) === valueKinds.function)
      .map((v) => functionColumn(this.#program, indexOf(v), 'definition'))
      .filter((definition) => definition !== -1)
      .map((definition) => ({ definition, external: -1, resolution: 'flow' }));
  }

  #called(site: number, callee: Value): readonly SiteTarget[] {
    const index = indexOf(callee);
    switch (kindOf(callee)) {
      case valueKinds.function:
        return this.#toDefinition(site, functionColumn(this.#program, index, 'definition'));
      case valueKinds.classExact:
      case valueKinds.class:
        return this.#converts ? [] : this.#toClass(site, index);
      case valueKinds.instance:
      case valueKinds.instanceExact:
        return this.#toCallOperator(index);
      case valueKinds.external:
        return [{ definition: -1, external: this.#ownImport(site) ?? index, resolution: 'import' }];
      default:
        return [];
    }
  }

  #toDefinition(site: number, definition: number): readonly SiteTarget[] {
    if (definition === -1) return [];
    return [{ definition, external: -1, resolution: this.#explanation.explain(site, definition) }];
  }

  /**
   * A call of a class goes to its constructor where one is written, else to the class; and to the
   * constructor that it inherits, since that is what runs.
   */
  #toClass(site: number, cls: number): readonly SiteTarget[] {
    const definition = classDefinition(this.#program, cls);
    if (definition !== -1 && isOfKind(this.#program, definition, uncallableKinds)) return [];
    const all = this.#solution.constructorsOf(cls);
    const constructors = (this.#solution.overloads?.chooseRows(site, all) ?? all).map((row) =>
      memberDefinition(this.#program, row),
    );
    const resolution = this.#explanation.explainClass(site, cls, definition);
    const isOwn = constructors.length > 0 && this.#explanation.classOfMember(constructors[0]!) === cls;
    const targets: SiteTarget[] = [];
    if (!isOwn && definition !== -1) targets.push({ definition, external: -1, resolution });
    for (const constructor of constructors) {
      targets.push({ definition: constructor, external: -1, resolution: isOwn ? resolution : 'inherited' });
    }
    return targets;
  }

  #toCallOperator(entity: number): readonly SiteTarget[] {
    const { program, members, hierarchy } = this.#solution;
    const name = program.family.callOperator === null ? -1 : program.names.find(program.family.callOperator);
    if (name === -1 || entity >= program.totals.classes) return [];
    for (const cls of hierarchy.order(entity)) {
      const [row] = members.onInstance(cls, name) ?? [];
      if (row === undefined) continue;
      const definition = memberDefinition(this.#program, row);
      return definition === -1 ? [] : [{ definition, external: -1, resolution: 'inferred_type' }];
    }
    return [];
  }

  /** The import that brings the name into this file, when the site's name is one. */
  #ownImport(site: number): number | undefined {
    const variable = siteColumn(this.#program, site, 'variable');
    if (variable === -1) return undefined;
    const row = this.#program.variables[variable * variableStride + variableField.import]!;
    return row === -1 ? undefined : row;
  }
}

/** What shares a name with a function or class that is called by it, but is never called itself. */
const uncallableKinds: KindSet = kindSet('interface', 'type_alias', 'namespace');
