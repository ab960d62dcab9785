import { definitionField, definitionStride, memberField, memberStride } from '../facts/facts.ts';
import { isOfKind, type KindSet, kindSet } from './definition-kinds.ts';
import { memberDefinition, type Program } from './program.ts';
import type { References } from './references.ts';
import type { SiteTarget } from './site-targets.ts';
import type { Solution } from './solution.ts';
import { kindOf, type Value, value, valueKinds } from './values.ts';

/** What holds a callee: constants, variables and members that a call reads and that are no functions. */
export class CalleeHolders {
  readonly #solution: Solution;
  readonly #program: Program;
  readonly #references: References;
  #knownAccessors: ReadonlySet<number> | undefined;

  constructor(solution: Solution, references: References) {
    this.#solution = solution;
    this.#program = solution.program;
    this.#references = references;
  }

  /**
   * Constants, variables and properties that a call reads its callee from, where they are not what is
   * called themselves.
   */
  readBy(site: number, targets: readonly SiteTarget[]): readonly SiteTarget[] {
    const kinds = this.#program.family.callsConvert === true ? convertingKinds : holderKinds;
    const isCalled = (other: number) => targets.some(({ definition }) => definition === other);
    const isRead = (definition: number) =>
      isOfKind(this.#program, definition, kinds) && !isCalled(definition);
    return this.#references
      .of(site, isRead)
      .filter(({ definition }) => definition !== -1 && isRead(definition));
  }

  /**
   * A constant whose value is not a function with a name, such as `const f = wrap(…)`, is called by its own
   * name: always where the value is not known, and what others import even where it is. A member that is code
   * and gives what is called, such as a getter, is called itself.
   */
  namedValues(site: number, callees: readonly Value[]): readonly SiteTarget[] {
    const isKnown = callees.some((callee) => kindOf(callee) === valueKinds.function);
    return this.#references
      .of(site)
      .filter(
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
      const definition = memberDefinition(this.#program, row);
      if (definition === -1) continue;
      const fn = program.definitions[definition * definitionStride + definitionField.function]!;
      const slot = program.members[row * memberStride + memberField.slot]!;
      if (fn !== -1 && slot !== -1 && !graph.values(slot).includes(value(valueKinds.function, fn)))
        found.add(definition);
    }
    return found;
  }

  #isExported({ definition }: SiteTarget): boolean {
    return this.#program.definitions[definition * definitionStride + definitionField.exported] === 1;
  }

  #isHolder({ definition }: SiteTarget, kinds: KindSet): boolean {
    return definition !== -1 && isOfKind(this.#program, definition, kinds);
  }
}

const accessorKinds: KindSet = kindSet('method', 'property');
const variableKinds: KindSet = kindSet('constant', 'variable', 'macro');
const holderKinds: KindSet = kindSet('constant', 'variable', 'property', 'macro');
const typeKinds: KindSet = kindSet('class', 'interface', 'struct', 'enum', 'enum_member', 'type_alias');
const convertingKinds: KindSet = new Set([...holderKinds, ...typeKinds]);
