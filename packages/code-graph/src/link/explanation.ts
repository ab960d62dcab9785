import type { Resolution } from '@gkg/ontology';
import {
  definitionField,
  definitionStride,
  memberField,
  memberStride,
  siteField,
  siteStride,
  variableField,
  variableStride,
} from '../facts/facts.ts';
import { noTarget, type Target } from './exports.ts';
import { functionColumn } from './program.ts';
import type { Solution } from './solution.ts';
import { indexOf, kindOf, type Value, valueKinds } from './values.ts';

/** How sure an edge is, by how its target was found. */
export const confidences: Record<Resolution, number> = {
  lexical: 1,
  import: 1,
  member: 0.95,
  inferred_type: 0.9,
  inherited: 0.9,
  flow: 0.8,
  dispatch: 0.6,
};

/** Better explanations first: of two for one target the earlier is kept. */
const ranks: readonly Resolution[] = [
  'lexical',
  'import',
  'member',
  'inferred_type',
  'inherited',
  'flow',
  'dispatch',
];

/** The better explanation; any is better than having followed values. */
export function better(one: Resolution, other: Resolution): Resolution {
  if (one === 'flow') return other;
  if (other === 'flow') return one;
  return ranks.indexOf(one) <= ranks.indexOf(other) ? one : other;
}

/** Says how targets were found. */
export class Explanation {
  readonly #solution: Solution;
  #added: ReadonlySet<number> | undefined;
  /** By the class above, whether one beside it is above a class that is below it, too. */
  readonly #implementations: (Map<number, boolean> | undefined)[] = [];
  #classes: ReadonlyMap<number, number> | undefined;

  constructor(solution: Solution) {
    this.#solution = solution;
  }

  /** How the definition was found as a target of the site. */
  explain(site: number, definition: number): Resolution {
    const receiver = this.#column(site, 'receiver');
    return receiver === -1
      ? this.#explainName(site, definition)
      : this.#explainMember(site, receiver, definition);
  }

  #explainName(site: number, definition: number): Resolution {
    const variable = this.#column(site, 'variable');
    const around = this.#solution.surroundings.rowsOf(site);
    if (around !== undefined) return this.#explainAround(site, around, definition);
    if (variable === -1) return this.wildcardTarget(site).definition === definition ? 'import' : 'flow';
    const target = this.#solution.exports.targetOfVariable(variable);
    const from = this.#solution.program.variables[variable * variableStride + variableField.import]!;
    if (from !== -1) return 'import';
    return target.definition === -1 || target.definition === definition ? 'lexical' : 'flow';
  }

  /** A bare name means a member of the class around, or stands outside of it. */
  #explainAround(site: number, rows: readonly number[], definition: number): Resolution {
    const { program, hierarchy } = this.#solution;
    const own = functionColumn(program, this.#column(site, 'function'), 'class');
    const cls = this.classOfMember(definition);
    const isNamed = rows.some((row) => this.#memberDefinition(row) === definition);
    if (own !== -1 && cls === own) return isNamed ? 'member' : 'flow';
    if (own !== -1 && cls !== -1 && hierarchy.isBelowOrSame(own, cls)) return 'inherited';
    if (own !== -1 && cls !== -1 && this.#isImplementation(cls, own)) return 'dispatch';
    if (!isNamed) return 'flow';
    return program.fileOfDefinition[definition] === program.fileOfSite[site] ? 'lexical' : 'import';
  }

  #memberDefinition(row: number): number {
    return this.#solution.program.members[row * memberStride + memberField.definition]!;
  }

  #explainMember(site: number, receiver: number, definition: number): Resolution {
    const { program, graph } = this.#solution;
    const fn = this.#column(site, 'function');
    const isOwn = receiver === functionColumn(program, fn, 'thisSlot');
    const cls = this.classOfMember(definition);
    let best: Resolution = 'flow';
    for (const held of graph.values(receiver)) {
      best = better(best, this.#explainReceiver(held, cls, isOwn));
    }
    return best === 'flow' && this.#isAdded(definition) ? 'inferred_type' : best;
  }

  /** Whether the definition stands elsewhere than in the type that it is a member of. */
  #isAdded(definition: number): boolean {
    this.#added ??= this.#readAdded();
    return this.#added.has(definition);
  }

  /** The class of each member whose definition stands in none. */
  #readClasses(): ReadonlyMap<number, number> {
    const { members, definitions, totals } = this.#solution.program;
    const classes = new Map<number, number>();
    for (let row = 0; row < totals.members; row++) {
      const definition = this.#memberDefinition(row);
      const isOutside =
        definition !== -1 && definitions[definition * definitionStride + definitionField.parent] === -1;
      if (isOutside) classes.set(definition, members[row * memberStride + memberField.class]!);
    }
    return classes;
  }

  #readAdded(): ReadonlySet<number> {
    const { members, totals } = this.#solution.program;
    const added = new Set<number>();
    for (let row = 0; row < totals.members; row++) {
      const definition = this.#memberDefinition(row);
      const own = definition === -1 ? -1 : this.classOfMember(definition);
      if (own !== -1 && own !== members[row * memberStride + memberField.class]) added.add(definition);
    }
    return added;
  }

  #explainReceiver(held: Value, cls: number, isOwn: boolean): Resolution {
    const kind = kindOf(held);
    if (kind === valueKinds.module) return 'import';
    const isOfClass = kind >= valueKinds.classExact && kind <= valueKinds.instance;
    const index = indexOf(held);
    if (!isOfClass || cls === -1 || index >= this.#solution.program.totals.classes) return 'flow';
    if (index === cls) return isOwn || kind <= valueKinds.class ? 'member' : 'inferred_type';
    if (this.#solution.hierarchy.isBelowOrSame(index, cls)) return 'inherited';
    return this.#isImplementation(cls, index) ? 'dispatch' : 'flow';
  }

  /** Whether a member of the class may be meant by one of the class, interface or mixin `above`. */
  #isImplementation(cls: number, above: number): boolean {
    const { hierarchy } = this.#solution;
    if (hierarchy.isBelowOrSame(cls, above)) return true;
    const known = (this.#implementations[above] ??= new Map<number, boolean>());
    let isMeant = known.get(cls);
    if (isMeant === undefined) {
      isMeant = hierarchy.below(above).some((below) => hierarchy.isBelowOrSame(below, cls));
      known.set(cls, isMeant);
    }
    return isMeant;
  }

  /** The class that the definition is a member of, or -1. */
  classOfMember(definition: number): number {
    const { program } = this.#solution;
    const parent = program.definitions[definition * definitionStride + definitionField.parent]!;
    if (parent !== -1) return program.definitions[parent * definitionStride + definitionField.class]!;
    this.#classes ??= this.#readClasses();
    return this.#classes.get(definition) ?? -1;
  }

  /** A class that is made by a member of its own (`C.new`) is the receiver's own. */
  explainClass(site: number, cls: number, definition: number): Resolution {
    const receiver = this.#column(site, 'receiver');
    const { program, graph } = this.#solution;
    if (receiver === -1 || program.family.instantiator === undefined) return this.explain(site, definition);
    const isOwn = graph.values(receiver).some((v) => indexOf(v) === cls);
    return isOwn ? 'member' : 'flow';
  }

  /** What a name declared nowhere in the file means through its package and wildcard imports. */
  wildcardTarget(site: number): Target {
    const { program, exports } = this.#solution;
    const [row] = exports.throughWildcards(program.fileOfSite[site]!, this.#column(site, 'name'));
    return row === undefined ? noTarget : exports.targetOfExport(row);
  }

  #column(site: number, field: keyof typeof siteField): number {
    return this.#solution.program.sites[site * siteStride + siteField[field]]!;
  }
}
