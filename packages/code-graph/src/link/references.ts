import type { Resolution } from '@gkg/ontology';
import { definitionField, definitionStride, variableField, variableStride } from '../facts/facts.ts';
import type { Explanation } from './explanation.ts';
import { classDefinition, functionColumn, memberDefinition, type Program, siteColumn } from './program.ts';
import { keepBest, type SiteTarget } from './site-targets.ts';
import type { Solution } from './solution.ts';
import { indexOf, kindOf, type Value, valueKinds } from './values.ts';

/** Members of one name around a bare name that are all referred to. */
const namesakesMax = 100;

/** What a name or a member that is read or written stands for: definitions, not the values they hold. */
export class References {
  readonly #solution: Solution;
  readonly #program: Program;
  readonly #explanation: Explanation;

  constructor(solution: Solution, explanation: Explanation) {
    this.#solution = solution;
    this.#program = solution.program;
    this.#explanation = explanation;
  }

  /**
   * Targets of a reference site.
   *
   * @param isWanted may leave out definitions that the caller does not want: how those were found is not asked.
   */
  of(site: number, isWanted: (definition: number) => boolean = () => true): readonly SiteTarget[] {
    const variable = siteColumn(this.#program, site, 'variable');
    if (variable !== -1) return this.#referenceOfName(site, variable);
    const receiver = siteColumn(this.#program, site, 'receiver');
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
    const slot = siteColumn(this.#program, site, 'slot');
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
    if (kind === valueKinds.function) return functionColumn(this.#program, indexOf(held), 'definition');
    const isClass = kind === valueKinds.class || kind === valueKinds.classExact;
    return isClass ? classDefinition(this.#program, indexOf(held)) : -1;
  }

  #referenceOfConstant(site: number, row: number): readonly SiteTarget[] {
    const { program } = this.#solution;
    const definition = memberDefinition(this.#program, row);
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
    const definitions = new Set(
      rows.map((row) => memberDefinition(this.#program, row)).filter((d) => d !== -1),
    );
    return [...definitions].filter(isWanted).map((definition) => this.#explained(site, definition));
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
    const name = siteColumn(this.#program, site, 'name');
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
    return definition !== -1 && isWanted(definition) ? this.#explained(site, definition) : undefined;
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
      const definition = memberDefinition(this.#program, row);
      if (definition !== -1) return definition;
    }
    return -1;
  }

  #explained(site: number, definition: number): SiteTarget {
    return { definition, external: -1, resolution: this.#explanation.explain(site, definition) };
  }
}
