import {
  classField,
  classFlags,
  classStride,
  memberField,
  memberPlaces,
  memberStride,
} from '../facts/facts.ts';
import type { Program } from './program.ts';

/** Member rows of every class by name, on instances and on the class itself. */
export class Members {
  #instance: (Map<number, number[]> | undefined)[] = [];
  #class: (Map<number, number[]> | undefined)[] = [];
  readonly #closed: boolean[] = [];

  constructor(program: Program) {
    this.read(program);
  }

  read(program: Program): void {
    this.#instance = [];
    this.#class = [];
    for (let row = 0; row < program.totals.members; row++) {
      const at = row * memberStride;
      const cls = program.members[at + memberField.class]!;
      const name = program.members[at + memberField.name]!;
      const place = program.members[at + memberField.place]!;
      if (this.#isRepeated(program, cls, name, program.members[at + memberField.definition]!)) continue;
      if (program.members[at + memberField.isClosed] === 1) this.#closed[row] = true;
      if (place !== memberPlaces.class) add((this.#instance[cls] ??= new Map<number, number[]>()), name, row);
      if (place !== memberPlaces.instance) add((this.#class[cls] ??= new Map<number, number[]>()), name, row);
    }
  }

  /** Every file of a namespace says again what stands in it. */
  #isRepeated(program: Program, cls: number, name: number, definition: number): boolean {
    const flags = program.classes[cls * classStride + classField.flags]!;
    return definition === -1 && (flags & classFlags.namespace) !== 0 && this.onClass(cls, name) !== undefined;
  }

  onInstance(cls: number, name: number): readonly number[] | undefined {
    return this.#instance[cls]?.get(name);
  }

  onClass(cls: number, name: number): readonly number[] | undefined {
    return this.#class[cls]?.get(name);
  }

  on(cls: number, name: number): readonly number[] | undefined {
    return this.onInstance(cls, name) ?? this.onClass(cls, name);
  }

  /** Whether members below only hide this one. */
  isClosed(row: number): boolean {
    return this.#closed[row] === true;
  }

  get hasClosed(): boolean {
    return this.#closed.length > 0;
  }

  namesOf(cls: number): Iterable<number> {
    return this.#instance[cls]?.keys() ?? [];
  }
}

function add(map: Map<number, number[]>, name: number, row: number): void {
  const rows = map.get(name);
  if (rows === undefined) map.set(name, [row]);
  else rows.push(row);
}
