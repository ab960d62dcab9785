import { type DefinitionKind, definitionKinds, type Resolution } from '@gkg/ontology';
import {
  classField,
  classStride,
  definitionField,
  definitionStride,
  memberField,
  memberStride,
  siteAccesses,
  siteField,
  siteKinds,
  siteStride,
  variableField,
  variableStride,
} from '../facts/facts.ts';
import { better, Explanation } from './explanation.ts';
import { knownNames } from './known-names.ts';
import { functionColumn } from './program.ts';
import type { Solution } from './solution.ts';
import { indexOf, kindOf, type Value, value, valueKinds } from './values.ts';

/** What a site refers to: a definition, or an import that leaves the repository. */
export interface SiteTarget {
  readonly definition: number;
  readonly external: number;
  readonly resolution: Resolution;
}

/** What became of a site. `builtin`: it refers to the language's own library. */
export type Outcome = 'resolved' | 'builtin' | 'external' | 'unresolved' | 'cut';

const namesakesMax = 100;

/** Reads the targets of sites from a solution. */
export class SiteReader {
  readonly #solution: Solution;
  readonly #explanation: Explanation;
  #knownAccessors: ReadonlySet<number> | undefined;
  readonly #known: Uint8Array;

  constructor(solution: Solution) {
    this.#solution = solution;
    this.#explanation = new Explanation(solution);
    this.#known = knownNames(solution.program);
  }

  /** Whether calling a class refers to it and calls nothing. */
  get #converts(): boolean {
    return this.#solution.program.family.callsConvert === true;
  }

  isCall(site: number): boolean {
    return this.#column(site, 'kind') === siteKinds.call;
  }

  /** Whether the language calls something there if the repository has it, as `+` does: without a target it is no call. */
  isImplied(site: number): boolean {
    return this.isCall(site) && this.access(site) === 'value';
  }

  access(site: number): (typeof siteAccesses)[number] {
    return siteAccesses[this.#column(site, 'access')]!;
  }

  /** The definition whose body the site stands in, or -1 for the file. */
  owner(site: number): number {
    return functionColumn(this.#solution.program, this.#column(site, 'function'), 'owner');
  }

  /** The name that is called, or '' where a value without one is. */
  name(site: number): string {
    const name = this.#column(site, 'name');
    return name === -1 ? '' : this.#solution.program.names.texts[name]!;
  }

  line(site: number): number {
    return this.#column(site, 'line');
  }

  column(site: number): number {
    return this.#column(site, 'column');
  }

  /** Targets of a call site, each once, in the order they were found. */
  callTargets(site: number): { readonly targets: readonly SiteTarget[]; readonly outcome: Outcome } {
    const slot = this.#column(site, 'slot');
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
    if (targets.size === 0) for (const named of this.#namedValues(site, callees)) keepBest(targets, named);
    const outcome = targets.size > 0 ? 'resolved' : this.#outcomeWithoutTarget(site, callees);
    return { targets: [...targets.values()], outcome: cutSites.has(site) ? 'cut' : outcome };
  }

  /**
   * Constants, variables and properties that a call reads its callee from, where they are not what is
   * called themselves.
   */
  calleeReferences(site: number, targets: readonly SiteTarget[]): readonly SiteTarget[] {
    const kinds = this.#converts ? convertingKinds : holderKinds;
    const isCalled = (other: number) => targets.some(({ definition }) => definition === other);
    const isRead = (definition: number) => this.#isKind(definition, kinds) && !isCalled(definition);
    return this.referenceTargets(site, isRead).filter(
      ({ definition }) => definition !== -1 && isRead(definition),
    );
  }

  /**
   * A constant whose value is not a function with a name, such as `const f = wrap(…)`, is called by its own
   * name: always where the value is not known, and what others import even where it is. A member that is code
   * and gives what is called, such as a getter, is called itself.
   */
  #namedValues(site: number, callees: readonly Value[]): readonly SiteTarget[] {
    const isKnown = callees.some((callee) => kindOf(callee) === valueKinds.function);
    return this.referenceTargets(site).filter(
      (target) =>
        (this.#isHolder(target, variableKinds) && (!isKnown || this.#isExported(target))) ||
        (!isKnown && this.#isAccessor(target)),
    );
  }

  #isAccessor(target: SiteTarget): boolean {
    return this.#isHolder(target, accessorKinds) && this.#accessors.has(target.definition);
  }

  /** Members that are code and hold something else than their function: what that gives. */
  get #accessors(): ReadonlySet<number> {
    return (this.#knownAccessors ??= this.#findAccessors());
  }

  #findAccessors(): ReadonlySet<number> {
    const { program, graph } = this.#solution;
    const found = new Set<number>();
    for (let row = 0; row < program.totals.members; row++) {
      const definition = this.#memberDefinition(row);
      if (definition === -1) continue;
      const fn = program.definitions[definition * definitionStride + definitionField.function]!;
      const slot = program.members[row * memberStride + memberField.slot]!;
      if (fn !== -1 && slot !== -1 && !graph.values(slot).includes(value(valueKinds.function, fn)))
        found.add(definition);
    }
    return found;
  }

  #isExported({ definition }: SiteTarget): boolean {
    return this.#solution.program.definitions[definition * definitionStride + definitionField.exported] === 1;
  }

  #isHolder({ definition }: SiteTarget, kinds: ReadonlySet<number>): boolean {
    return definition !== -1 && this.#isKind(definition, kinds);
  }

  #isKind(definition: number, kinds: ReadonlySet<number>): boolean {
    const { definitions } = this.#solution.program;
    return kinds.has(definitions[definition * definitionStride + definitionField.kind]!);
  }

  /**
   * Targets of a reference site.
   *
   * @param isWanted may leave out definitions that the caller does not want: how those were found is not asked.
   */
  referenceTargets(
    site: number,
    isWanted: (definition: number) => boolean = () => true,
  ): readonly SiteTarget[] {
    const variable = this.#column(site, 'variable');
    if (variable !== -1) return this.#referenceOfName(site, variable);
    const receiver = this.#column(site, 'receiver');
    const constant = this.#solution.constantRows.get(site);
    if (constant !== undefined) return this.#referenceOfConstant(site, constant);
    const around = this.#solution.surroundings.rowsOf(site);
    if (around !== undefined) return this.#referencesAround(site, around, isWanted);
    if (receiver === -1) return this.#referenceThroughWildcard(site);
    if (this.#solution.graph.isFull(receiver)) return [];
    const targets = new Map<number, SiteTarget>();
    for (const held of this.#solution.graph.values(receiver)) {
      const target = this.#memberReference(site, held, isWanted);
      if (target !== undefined) keepBest(targets, target);
    }
    return [...targets.values()];
  }

  /** Functions that the library calls on behalf of the site. */
  callbackTargets(slot: number): readonly SiteTarget[] {
    if (this.#solution.graph.isFull(slot)) return [];
    return this.#solution.graph
      .values(slot)
      .filter((v) => kindOf(v) === valueKinds.function)
      .map((v) => functionColumn(this.#solution.program, indexOf(v), 'definition'))
      .filter((definition) => definition !== -1)
      .map((definition) => ({ definition, external: -1, resolution: 'flow' }));
  }

  /** The definition of a class, or -1. */
  classDefinition(cls: number): number {
    return this.#solution.program.classes[cls * classStride + classField.definition]!;
  }

  #called(site: number, callee: Value): readonly SiteTarget[] {
    const index = indexOf(callee);
    switch (kindOf(callee)) {
      case valueKinds.function:
        return this.#toDefinition(site, functionColumn(this.#solution.program, index, 'definition'));
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
    const definition = this.classDefinition(cls);
    if (definition !== -1 && this.#isKind(definition, uncallableKinds)) return [];
    const all = this.#solution.constructorsOf(cls);
    const constructors = (this.#solution.overloads?.chooseRows(site, all) ?? all).map((row) =>
      this.#memberDefinition(row),
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
      const definition = this.#memberDefinition(row);
      return definition === -1 ? [] : [{ definition, external: -1, resolution: 'inferred_type' }];
    }
    return [];
  }

  /** The import that brings the name into this file, when the site's name is one. */
  #ownImport(site: number): number | undefined {
    const variable = this.#column(site, 'variable');
    if (variable === -1) return undefined;
    const row = this.#solution.program.variables[variable * variableStride + variableField.import]!;
    return row === -1 ? undefined : row;
  }

  /** A known callee without a node (an anonymous function) is resolved; a library's or foreign one is not ours. */
  #outcomeWithoutTarget(site: number, callees: readonly Value[]): Outcome {
    const { graph } = this.#solution;
    if (callees.length > 0) return strongest(callees.map((callee) => this.#outcomeOfCallee(callee)));
    if (this.isImplied(site)) return 'builtin';
    const receiver = this.#column(site, 'receiver');
    if (this.#solution.surroundings.isOutside(site)) return 'external';
    const isBare = this.#solution.surroundings.rowsOf(site) !== undefined;
    if (receiver === -1) return isBare && this.#isLibraryMember(site) ? 'builtin' : 'unresolved';
    if (this.#isLibraryMember(site)) return 'builtin';
    if (this.#known[this.#column(site, 'name')] === 0) return 'external';
    if (graph.isFull(receiver)) return 'cut';
    return strongest(graph.values(receiver).map((held) => this.#outcomeOfReceiver(held)));
  }

  #isLibraryMember(site: number): boolean {
    const { family, names } = this.#solution.program;
    return family.libraryMembers?.has(names.texts[this.#column(site, 'name')] ?? '') === true;
  }

  #outcomeOfCallee(callee: Value): Outcome {
    const kind = kindOf(callee);
    if (kind === valueKinds.library) return 'builtin';
    return kind === valueKinds.foreign ? 'external' : 'resolved';
  }

  /** A member was not found on a receiver: what the receiver is says where it must be. */
  #outcomeOfReceiver(held: Value): Outcome {
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

  #referenceOfName(site: number, variable: number): readonly SiteTarget[] {
    const { program, exports } = this.#solution;
    const target = exports.targetOfVariable(variable);
    const from = program.variables[variable * variableStride + variableField.import]!;
    const resolution: Resolution = from === -1 ? 'lexical' : 'import';
    if (target.definition !== -1) {
      const all = new Set([target.definition, ...this.#sameNamed(site, target.definition)]);
      return [...all].map((definition) => ({ definition, external: -1, resolution }));
    }
    if (from !== -1 && target.module === -1) return [{ definition: -1, external: from, resolution }];
    return [];
  }

  /** Other definitions of the name that its value may be: one written in each branch of a condition. */
  #sameNamed(site: number, definition: number): number[] {
    const { program, graph } = this.#solution;
    const slot = this.#column(site, 'slot');
    const isTwin = (other: number) =>
      other !== -1 &&
      program.fileOfDefinition[other] === program.fileOfDefinition[definition] &&
      [definitionField.name, definitionField.parent].every(
        (field) =>
          program.definitions[other * definitionStride + field] ===
          program.definitions[definition * definitionStride + field],
      );
    return (slot === -1 ? [] : graph.values(slot)).map((held) => this.#definitionOf(held)).filter(isTwin);
  }

  /** The definition of a function or class, or -1. */
  #definitionOf(held: Value): number {
    const kind = kindOf(held);
    if (kind === valueKinds.function)
      return functionColumn(this.#solution.program, indexOf(held), 'definition');
    const isClass = kind === valueKinds.class || kind === valueKinds.classExact;
    return isClass ? this.classDefinition(indexOf(held)) : -1;
  }

  #referenceOfConstant(site: number, row: number): readonly SiteTarget[] {
    const { program } = this.#solution;
    const definition = this.#memberDefinition(row);
    if (definition === -1) return [];
    const isNear = program.fileOfDefinition[definition] === program.fileOfSite[site];
    return [{ definition, external: -1, resolution: isNear ? 'lexical' : 'import' }];
  }

  /** Where very many members have one name, which of them is meant is a question of calls alone. */
  #referencesAround(
    site: number,
    rows: readonly number[],
    isWanted: (definition: number) => boolean,
  ): readonly SiteTarget[] {
    if (rows.length > namesakesMax) return [];
    const definitions = new Set(rows.map((row) => this.#memberDefinition(row)).filter((d) => d !== -1));
    return [...definitions].filter(isWanted).flatMap((definition) => this.#toDefinition(site, definition));
  }

  #referenceThroughWildcard(site: number): readonly SiteTarget[] {
    const { definition } = this.#explanation.wildcardTarget(site);
    return definition === -1 ? [] : [{ definition, external: -1, resolution: 'import' }];
  }

  #memberReference(
    site: number,
    held: Value,
    isWanted: (definition: number) => boolean,
  ): SiteTarget | undefined {
    const { program, exports } = this.#solution;
    const name = this.#column(site, 'name');
    const index = indexOf(held);
    const kind = kindOf(held);
    if (kind === valueKinds.module) {
      const [row] = exports.find(index, name);
      const definition = row === undefined ? -1 : exports.targetOfExport(row).definition;
      return definition === -1 ? undefined : { definition, external: -1, resolution: 'import' };
    }
    const isInstance =
      kind === valueKinds.instance || kind === valueKinds.instanceExact || kind === valueKinds.prototype;
    const isClass = kind === valueKinds.class || kind === valueKinds.classExact;
    if ((!isInstance && !isClass) || index >= program.totals.classes) return undefined;
    const definition = isInstance ? this.#onInstance(index, name) : this.#onClass(index, name);
    return definition !== -1 && isWanted(definition) ? this.#toDefinition(site, definition)[0] : undefined;
  }

  /** The nearest definition of a member that an instance of the class has, or -1. */
  #onInstance(index: number, name: number): number {
    const { members, hierarchy } = this.#solution;
    for (const cls of hierarchy.instanceOrder(index)) {
      const definition = this.#firstDefinition(members.onInstance(cls, name));
      if (definition !== -1) return definition;
    }
    return -1;
  }

  /** The same of the class itself. */
  #onClass(index: number, name: number): number {
    const { members, hierarchy } = this.#solution;
    for (const { cls, place } of hierarchy.classOrder(index)) {
      const rows = place === 'instance' ? members.onInstance(cls, name) : members.onClass(cls, name);
      const definition = this.#firstDefinition(rows);
      if (definition !== -1) return definition;
    }
    return -1;
  }

  #firstDefinition(rows: readonly number[] | undefined): number {
    for (const row of rows ?? []) {
      const definition = this.#memberDefinition(row);
      if (definition !== -1) return definition;
    }
    return -1;
  }

  #memberDefinition(row: number): number {
    return this.#solution.program.members[row * memberStride + memberField.definition]!;
  }

  #column(site: number, field: keyof typeof siteField): number {
    return this.#solution.program.sites[site * siteStride + siteField[field]]!;
  }
}

/** What shares a name with a function or class that is called by it, but is never called itself. */
const uncallableKinds: ReadonlySet<number> = kindSet('interface', 'type_alias', 'namespace');
const accessorKinds: ReadonlySet<number> = kindSet('method', 'property');
const variableKinds: ReadonlySet<number> = kindSet('constant', 'variable', 'macro');
const holderKinds: ReadonlySet<number> = kindSet('constant', 'variable', 'property', 'macro');
const typeKinds = kindSet('class', 'interface', 'struct', 'enum', 'enum_member', 'type_alias');
const convertingKinds: ReadonlySet<number> = new Set([...holderKinds, ...typeKinds]);

function kindSet(...kinds: readonly DefinitionKind[]): ReadonlySet<number> {
  return new Set(kinds.map((kind) => definitionKinds.indexOf(kind)));
}

const outcomes: readonly Outcome[] = ['resolved', 'external', 'builtin', 'unresolved'];

function strongest(found: readonly Outcome[]): Outcome {
  return outcomes.find((outcome) => found.includes(outcome)) ?? 'unresolved';
}

function keepBest(targets: Map<number, SiteTarget>, target: SiteTarget): void {
  const key = target.definition === -1 ? -1 - target.external : target.definition;
  const known = targets.get(key);
  if (known === undefined || better(known.resolution, target.resolution) !== known.resolution) {
    targets.set(key, target);
  }
}
