import {
  baseField,
  baseRelations,
  baseStride,
  classField,
  classFlags,
  classStride,
  memberField,
  memberStride,
  siteField,
  siteKinds,
  siteStride,
} from '../facts/facts.ts';
import { Hierarchy } from './hierarchy.ts';
import { sharedDepth } from './inclusion.ts';
import type { Program } from './program.ts';
import type { Solver } from './solver.ts';
import { indexOf, kindOf, type Value, value, valueKinds } from './values.ts';

/**
 * Bare names of languages in which a name may mean a member of the class around, inherited or its own, one
 * of a class around that, or what the namespaces around have or use.
 *
 * Each place is asked from the inside out: a class with those above it, a namespace with what it uses. The
 * types that bases name are looked for before the hierarchy is known, everything else after it.
 */
export class Surroundings {
  readonly #solver: Solver;
  readonly #early: number[] = [];
  readonly #late: number[] = [];
  readonly #found = new Map<number, Map<number, Found | null>>();
  readonly #rows = new Map<number, readonly number[]>();
  readonly #outside = new Set<number>();
  readonly #classSlots = new Map<number, number>();
  #uses: (number[] | undefined)[] | undefined;

  constructor(solver: Solver) {
    this.#solver = solver;
  }

  /** The member rows that the site's name means, or undefined when the site is no such name. */
  rowsOf(site: number): readonly number[] | undefined {
    return this.#rows.get(site);
  }

  /** Whether nothing was found, and something around has members that are not in the repository. */
  isOutside(site: number): boolean {
    return this.#outside.has(site);
  }

  note(at: number): void {
    (this.#solver.operand(at, operand.isEarly) === 1 ? this.#early : this.#late).push(at);
  }

  /** Looks for what bases name; what is inherited is not found yet. */
  bindEarly(): void {
    for (const at of this.#early) {
      const found = this.#lookUp(at, false);
      if (found !== null) this.#bind(at, found);
      else if (!this.#bindExported(at)) this.#late.push(at);
    }
    this.#found.clear();
  }

  /** Looks for bases that are inherited by what is around: each may make more of the hierarchy known. */
  bindInherited(act: (operation: number, v: Value) => void): void {
    const { program, graph } = this.#solver;
    for (let round = 0; round < roundsMax; round++) {
      const waiting = this.#late.splice(0);
      for (const at of waiting) if (!this.#bindBase(at)) this.#late.push(at);
      this.#found.clear();
      if (this.#late.length === waiting.length) return;
      graph.run(act);
      this.#solver.hierarchy = new Hierarchy(program, (slot) => graph.values(slot));
    }
  }

  #bindBase(at: number): boolean {
    if (this.#solver.operand(at, operand.isEarly) === 0) return false;
    const found = this.#lookUp(at, true);
    if (found !== null) this.#bind(at, found);
    return found !== null;
  }

  /** Looks for everything else, once the hierarchy is known. */
  bindLate(): void {
    for (const at of this.#late) {
      const found = this.#lookUp(at, true);
      if (found !== null) this.#bind(at, found);
      else if (!this.#bindExported(at)) this.#bindOutside(at);
    }
  }

  #lookUp(at: number, isInherited: boolean): Found | null {
    const [cls, name] = [this.#solver.operand(at, operand.class), this.#solver.operand(at, operand.name)];
    const { classes } = this.#solver.program;
    const known = this.#found.get(cls) ?? new Map<number, Found | null>();
    this.#found.set(cls, known);
    let found = known.get(name);
    if (found !== undefined) return found;
    found = null;
    for (let c = cls; c !== -1 && found === null; c = classes[c * classStride + classField.outer]!) {
      found = this.#inPlace(c, name, isInherited);
    }
    known.set(name, found);
    return found;
  }

  #inPlace(cls: number, name: number, isInherited: boolean): Found | null {
    const { wholeClass } = this.#solver.program;
    const { hierarchy, members } = this.#solver;
    const whole = wholeClass[cls]!;
    for (const above of isInherited ? hierarchy.order(whole) : [whole]) {
      const [onInstance, onClass] = [members.onInstance(above, name), members.onClass(above, name)];
      if (onInstance === undefined && onClass === undefined) continue;
      return { onInstance: onInstance ?? [], onClass: onClass ?? [], holder: above, around: whole };
    }
    for (const used of this.#usedBy(whole)) {
      const onClass = members.onClass(used, name);
      if (onClass !== undefined) return { onInstance: [], onClass, holder: used, around: used };
    }
    return null;
  }

  /** The namespaces and classes whose names the place uses as its own. */
  #usedBy(cls: number): number[] {
    const slots = this.#useSlots()[cls];
    if (slots === undefined) return [];
    return slots.flatMap((slot) => this.#solver.graph.values(slot).filter(isClass).map(indexOf));
  }

  #useSlots(): (number[] | undefined)[] {
    if (this.#uses !== undefined) return this.#uses;
    const { bases, totals } = this.#solver.program;
    const uses: (number[] | undefined)[] = [];
    for (let row = 0; row < totals.bases; row++) {
      const at = row * baseStride;
      if (bases[at + baseField.relation] !== baseRelations.uses) continue;
      (uses[bases[at + baseField.class]!] ??= []).push(bases[at + baseField.slot]!);
    }
    return (this.#uses = uses);
  }

  #bind(at: number, found: Found): void {
    const { graph } = this.#solver;
    const [to, name] = [this.#solver.operand(at, operand.to), this.#solver.operand(at, operand.name)];
    const [object, site] = [this.#solver.operand(at, operand.object), this.#solver.operand(at, operand.site)];
    const cls = this.#solver.operand(at, operand.class);
    const onClass = this.#isNamespace(found.holder)
      ? nearest(this.#solver.program, found.onClass, cls)
      : found.onClass;
    const isOwn = this.#solver.program.wholeClass[cls] === found.around;
    if (found.onInstance.length > 0 && object !== -1 && isOwn) this.#solver.addLoad(to, object, name, site);
    else for (const row of found.onInstance) graph.copy(to, this.#solver.memberSlot(row));
    if (this.#isNamespace(found.holder)) {
      for (const row of onClass) graph.copy(to, this.#solver.memberSlot(row));
    } else if (onClass.length > 0) {
      this.#solver.addLoad(to, this.#slotOf(found.around), name, site);
    }
    if (site !== -1) this.#rows.set(site, [...found.onInstance, ...onClass]);
  }

  /** What no class around has, the file's package or a module whose names it imports may export. */
  #bindExported(at: number): boolean {
    const { exports, graph, program } = this.#solver;
    const file = fileOfClass(program, this.#solver.operand(at, operand.class));
    const rows = exports.throughWildcards(file, this.#solver.operand(at, operand.name));
    for (const row of rows) graph.copy(this.#solver.operand(at, operand.to), exports.exportSlot(row));
    return rows.length > 0;
  }

  /** A slot that holds the class. */
  #slotOf(cls: number): number {
    let slot = this.#classSlots.get(cls);
    if (slot === undefined) {
      slot = this.#solver.graph.newSlot();
      this.#classSlots.set(cls, slot);
      this.#solver.graph.add(slot, value(valueKinds.classExact, cls));
    }
    return slot;
  }

  #isNamespace(cls: number): boolean {
    const flags = this.#solver.program.classes[cls * classStride + classField.flags]!;
    return (flags & classFlags.namespace) !== 0;
  }

  /** What a called name means may be above a class that has bases outside; other names are types out there. */
  #bindOutside(at: number): void {
    const { program, graph } = this.#solver;
    const [to, site] = [this.#solver.operand(at, operand.to), this.#solver.operand(at, operand.site)];
    const isCall = site !== -1 && program.sites[site * siteStride + siteField.kind] === siteKinds.call;
    if (site !== -1) this.#rows.set(site, []);
    if (isCall && this.#solver.operand(at, operand.isEarly) === 0) {
      if (!this.#hasUnknown(this.#solver.operand(at, operand.class))) return;
      this.#outside.add(site);
      return graph.add(to, value(valueKinds.foreign, 0));
    }
    const name = program.names.texts[this.#solver.operand(at, operand.name)]!;
    const file = fileOfClass(program, this.#solver.operand(at, operand.class));
    for (const module of this.#solver.namedModules(file, name)) {
      graph.add(to, value(valueKinds.module, module));
    }
    const mark = name.indexOf('`');
    const plain = program.names.of(mark === -1 ? name : name.slice(0, mark));
    graph.add(to, value(valueKinds.library, plain));
  }

  /** Whether a class around has a base, or a place around uses a class, that is not in the repository. */
  #hasUnknown(cls: number): boolean {
    const { program, hierarchy, graph } = this.#solver;
    for (let c = cls; c !== -1; c = program.classes[c * classStride + classField.outer]!) {
      const whole = program.wholeClass[c]!;
      if (hierarchy.hasUnknownBase(whole)) return true;
      if (this.#useSlots()[whole]?.some((slot) => !graph.values(slot).some(isClass)) === true) return true;
    }
    return false;
  }
}

interface Found {
  readonly onInstance: readonly number[];
  readonly onClass: readonly number[];
  /** The class that has the members. */
  readonly holder: number;
  /** The class around the name that has them itself or by inheritance. */
  readonly around: number;
}

/** Times that bases are looked for among what is inherited. */
const roundsMax = 4;

/** Operands of an `around` operation. */
const operand = { to: 0, class: 1, name: 2, object: 3, site: 4, isEarly: 5 } as const;

function isClass(v: Value): boolean {
  return kindOf(v) === valueKinds.classExact || kindOf(v) === valueKinds.class;
}

/** Of several types of one name those nearest by path: programs of one repository do not see each other's. */
function nearest(program: Program, rows: readonly number[], cls: number): readonly number[] {
  if (rows.length < 2) return rows;
  const from = program.files[fileOfClass(program, cls)]!.path;
  const rated = rows.map((row) => {
    const definition = program.members[row * memberStride + memberField.definition]!;
    const file = definition === -1 ? -1 : program.fileOfDefinition[definition]!;
    return { row, shared: file === -1 ? 0 : sharedDepth(program.files[file]!.path, from) };
  });
  const most = Math.max(...rated.map(({ shared }) => shared));
  return rated.filter(({ shared }) => shared === most).map(({ row }) => row);
}

function fileOfClass({ offsets }: Program, cls: number): number {
  let [low, high] = [0, offsets.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (offsets[middle]!.classes <= cls) low = middle;
    else high = middle - 1;
  }
  return low;
}
