import { baseField, baseRelations, baseStride, classField, classFlags, classStride } from '../facts/facts.ts';
import type { Solver } from './solver.ts';
import { kindOf, type Value, valueKinds } from './values.ts';

/** Members that the repository adds to types that are not its own: parts of classes outside, by their names. */
export class Extensions {
  readonly #solver: Solver;
  readonly #parts = new Map<number, number[]>();
  readonly #roots: readonly number[];
  readonly #container: number;
  readonly #above = new Map<number, readonly number[]>();
  /** Names of the types outside that a class has as its bases. */
  readonly #bases = new Map<number, number[]>();

  constructor(solver: Solver) {
    const { family, names } = solver.program;
    this.#solver = solver;
    this.#roots = (family.overloading?.roots ?? []).map((name) => names.of(name));
    this.#container = family.containerType === undefined ? -1 : names.of(family.containerType);
    for (const [name, above] of Object.entries(family.overloading?.above ?? {})) {
      this.#above.set(
        names.of(name),
        above.map((other) => names.of(other)),
      );
    }
    this.#readParts();
  }

  /** Rows of the member that an instance of the type outside has from the repository. */
  ofOutside(type: number, name: number): readonly number[] {
    if (this.#parts.size === 0) return [];
    return this.#nearest([type, ...(this.#above.get(type) ?? []), ...this.#roots], name);
  }

  /** Rows of the member that containers of the library's have from the repository. */
  ofContainer(name: number): readonly number[] {
    return this.#container === -1 ? [] : this.ofOutside(this.#container, name);
  }

  /** Rows of the member that instances of a class have from what its bases outside have. */
  ofClass(cls: number, name: number): readonly number[] {
    if (this.#parts.size === 0) return [];
    const { hierarchy } = this.#solver;
    const bases = hierarchy.order(cls).flatMap((above) => this.#bases.get(above) ?? []);
    const types = bases.flatMap((type) => [type, ...(this.#above.get(type) ?? [])]);
    return this.#nearest([...types, ...this.#roots], name);
  }

  #nearest(types: readonly number[], name: number): readonly number[] {
    for (const type of types) {
      const rows = (this.#parts.get(type) ?? []).flatMap((part) => this.#rowsOf(part, name));
      if (rows.length > 0) return rows;
    }
    return [];
  }

  /** What a part has of the name, itself or by what it is lent or implements. */
  #rowsOf(part: number, name: number): readonly number[] {
    const { hierarchy, members } = this.#solver;
    for (const cls of hierarchy.order(part)) {
      const rows = members.onInstance(cls, name);
      if (rows !== undefined) return rows;
    }
    return [];
  }

  #readParts(): void {
    const { classes, bases, totals } = this.#solver.program;
    for (let row = 0; row < totals.bases; row++) {
      const at = row * baseStride;
      const cls = bases[at + baseField.class]!;
      const slot = bases[at + baseField.slot]!;
      if (slot === -1 || bases[at + baseField.relation] === baseRelations.uses) continue;
      const isPart = (classes[cls * classStride + classField.flags]! & classFlags.part) !== 0;
      for (const v of this.#solver.graph.values(slot)) {
        for (const type of this.#nameOf(v)) {
          if (isPart) push(this.#parts, type, cls);
          else push(this.#bases, cls, type);
        }
      }
    }
  }

  #nameOf(v: Value): number[] {
    const isOutside = kindOf(v) === valueKinds.library || kindOf(v) === valueKinds.external;
    const name = isOutside ? (this.#solver.overloads?.outsideName(v) ?? -1) : -1;
    return name === -1 ? [] : [name];
  }
}

function push(map: Map<number, number[]>, key: number, item: number): void {
  const items = map.get(key);
  if (items === undefined) map.set(key, [item]);
  else items.push(item);
}
