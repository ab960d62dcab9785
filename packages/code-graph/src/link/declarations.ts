import {
  definitionField,
  definitionStride,
  functionField,
  functionStride,
  linkField,
  linkStride,
  memberField,
  memberStride,
  parameterField,
  parameterKinds,
  parameterStride,
} from '../facts/facts.ts';
import { type Inclusion, sharedDepth } from './inclusion.ts';
import type { Program } from './program.ts';

/** Bodies that one declaration may stand for; beyond, it stands for itself. */
const bodiesMax = 16;

/**
 * Declarations of what is defined elsewhere (a header's functions, the members of a class that are written
 * outside of it): each is one with its definition, found by the name that the linker of a program goes by.
 *
 * Where several files define the name, those that include the declaration are meant, then those nearest to
 * it by path; where more are left (variants for several machines), all.
 */
export class Declarations {
  readonly #program: Program;
  readonly #inclusion: Inclusion | undefined;
  readonly #bodies = new Map<number, readonly number[]>();
  /** Places of variables that are one: `[declared, defined]`. */
  readonly places: [number, number][] = [];
  readonly #linkOf = new Map<number, number>();

  constructor(program: Program, inclusion: Inclusion | undefined) {
    this.#program = program;
    this.#inclusion = inclusion;
    if (program.totals.links > 0) this.#bindNames();
  }

  /** The functions that a function's name stands for: itself, or bodies written elsewhere. */
  functionsOf(fn: number): readonly number[] | undefined {
    return this.#bodies.get(fn);
  }

  /** Gives declared members of classes the bodies that are written outside of the class. */
  bindMembers(): boolean {
    if (this.#linkOf.size === 0) return false;
    const { members, totals } = this.#program;
    const groups = new Map<string, Link[]>();
    for (let row = 0; row < totals.members; row++) {
      const definition = members[row * memberStride + memberField.definition]!;
      const link = definition === -1 ? undefined : this.#linkOf.get(definition);
      if (link === undefined) continue;
      const [cls, name] = [
        members[row * memberStride + memberField.class]!,
        members[row * memberStride + memberField.name]!,
      ];
      const key = `${String(cls)} ${String(name)}`;
      const group = groups.get(key);
      const entry = { ...this.#link(link), member: row };
      if (group === undefined) groups.set(key, [entry]);
      else group.push(entry);
    }
    for (const group of groups.values()) this.#joinMembers(group);
    return groups.size > 0;
  }

  #joinMembers(group: readonly Link[]): void {
    const { members } = this.#program;
    for (const declaration of group.filter(({ isDeclaration }) => isDeclaration)) {
      const bodies = matching(declaration, group);
      const [body] = bodies;
      if (body === undefined) continue;
      this.#standFor(declaration, body);
      const [from, to] = [body.member * memberStride, declaration.member * memberStride];
      members[to + memberField.definition] = body.definition;
      members[to + memberField.slot] = members[from + memberField.slot]!;
      if (members[from + memberField.name] !== -1 && bodies.length === 1) this.#taken.push(from);
    }
    for (const at of this.#taken) {
      for (const field of [memberField.definition, memberField.name, memberField.slot])
        members[at + field] = -1;
    }
    this.#taken.length = 0;
  }

  readonly #taken: number[] = [];

  #bindNames(): void {
    const groups = new Map<number, Link[]>();
    for (let row = 0; row < this.#program.totals.links; row++) {
      const link = this.#link(row);
      if (link.name === -1) {
        this.#linkOf.set(link.definition, row);
        continue;
      }
      const group = groups.get(link.name);
      if (group === undefined) groups.set(link.name, [link]);
      else group.push(link);
    }
    for (const group of groups.values()) if (group.length > 1) this.#joinNames(group);
  }

  #joinNames(group: readonly Link[]): void {
    for (const declaration of group) {
      if (!declaration.isDeclaration) continue;
      const bodies = this.#nearest(declaration, matching(declaration, group));
      if (bodies.length > bodiesMax) continue;
      if (bodies.length === 0) this.#joinDeclarations(declaration, group);
      else this.#bind(declaration, bodies);
    }
  }

  /** What is only declared, but in several places, is one. */
  #joinDeclarations(declaration: Link, group: readonly Link[]): void {
    const first = group.find((other) => other.isDeclaration && other.shape === declaration.shape)!;
    if (first !== declaration) this.#bind(declaration, [first]);
  }

  #bind(declaration: Link, bodies: readonly Link[]): void {
    const [body] = bodies;
    if (bodies.length === 1) this.#standFor(declaration, body!);
    const fn = this.#functionOf(declaration);
    const own = bodies.map((at) => this.#functionOf(at)).filter((at) => at !== -1);
    if (fn !== -1 && own.length > 0) this.#bodies.set(fn, own);
    for (const { slot } of bodies) {
      if (declaration.slot !== -1 && slot !== -1) this.places.push([declaration.slot, slot]);
    }
  }

  /** What the declaration lets calls leave out, they may leave out of the body's parameters. */
  #giveOptional(declaration: Link, body: Link): void {
    const { functions, parameters } = this.#program;
    const [from, to] = [this.#functionOf(declaration), this.#functionOf(body)];
    if (from === -1 || to === -1) return;
    const column = (fn: number, field: number) => functions[fn * functionStride + field]!;
    const count = Math.min(
      column(from, functionField.parameterCount),
      column(to, functionField.parameterCount),
    );
    for (let at = 0; at < count; at++) {
      const kindAt = (fn: number) =>
        (column(fn, functionField.parametersFrom) + at) * parameterStride + parameterField.kind;
      if (parameters[kindAt(from)] === parameterKinds.optional)
        parameters[kindAt(to)] = parameterKinds.optional;
    }
  }

  #standFor(declaration: Link, body: Link): void {
    this.#giveOptional(declaration, body);
    this.#program.standIn[declaration.definition] = body.definition;
    if (this.#program.declaredBy[body.definition] === -1) {
      this.#program.declaredBy[body.definition] = declaration.definition;
    }
  }

  #nearest(declaration: Link, bodies: readonly Link[]): readonly Link[] {
    if (bodies.length < 2) return bodies;
    const { fileOfDefinition, files } = this.#program;
    const file = fileOfDefinition[declaration.definition]!;
    const fileOf = (link: Link) => fileOfDefinition[link.definition]!;
    const own = bodies.filter((body) => fileOf(body) === file);
    if (own.length > 0) return own;
    const including = bodies.filter((body) => this.#inclusion?.includes(fileOf(body), file) === true);
    const left = including.length > 0 ? including : bodies;
    const depths = left.map((body) => sharedDepth(files[fileOf(body)]!.path, files[file]!.path));
    const most = Math.max(...depths);
    return left.filter((_, at) => depths[at] === most);
  }

  #functionOf({ definition }: Link): number {
    return this.#program.definitions[definition * definitionStride + definitionField.function]!;
  }

  #link(row: number): Link {
    const { links } = this.#program;
    const column = (field: keyof typeof linkField) => links[row * linkStride + linkField[field]]!;
    return {
      definition: column('definition'),
      name: column('name'),
      isDeclaration: column('isDeclaration') === 1,
      shape: column('shape'),
      parameters: column('parameters'),
      slot: column('slot'),
      member: -1,
    };
  }
}

interface Link {
  readonly definition: number;
  readonly name: number;
  readonly isDeclaration: boolean;
  readonly shape: number;
  readonly parameters: number;
  readonly slot: number;
  readonly member: number;
}

/** The definitions whose parameters are the declaration's: written alike, else as many, else the only one. */
function matching(declaration: Link, group: readonly Link[]): readonly Link[] {
  const bodies = group.filter(({ isDeclaration }) => !isDeclaration);
  const alike = bodies.filter(({ shape }) => shape === declaration.shape);
  if (alike.length > 0 || bodies.length === 0) return alike;
  const declared = group.filter(({ isDeclaration }) => isDeclaration);
  const isTaken = (body: Link) => declared.some(({ shape }) => shape === body.shape);
  const free = bodies.filter((body) => !isTaken(body));
  const equal = free.filter(({ parameters }) => parameters === declaration.parameters);
  if (equal.length > 0) return equal;
  return declared.length === 1 && bodies.length === 1 ? bodies : [];
}
