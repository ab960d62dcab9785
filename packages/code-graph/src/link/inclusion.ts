import { exportField, exportStride } from '../facts/facts.ts';
import type { Program } from './program.ts';

/** Files that include one that are asked for what it leaves to them to declare. */
const includersMax = 4;
/** Declarations of one name that are all taken; beyond, the name says nothing. */
const rowsMax = 16;

const none: readonly number[] = [];

/**
 * What names mean in languages whose imports are inclusions of text: a file sees what it exports itself and
 * what all have that it includes, however indirectly. A file that is included also sees what the including
 * ones do, since it is read in their place.
 *
 * A name may be written as several, separated by spaces: the first that is declared anywhere in sight is
 * meant. One with a `#` (a tag) may be completed in a file that is not included: it means the nearest.
 */
export class Inclusion {
  readonly #program: Program;
  readonly #rows = new Map<number, number[]>();
  readonly #fileOfRow: Int32Array;
  readonly #alternatives = new Map<number, readonly number[]>();
  readonly #included: Links;
  readonly #including: Links;
  readonly #seen: Int32Array;
  #stamp = 0;
  #file = -1;
  #isExtended = false;

  constructor(program: Program) {
    this.#program = program;
    this.#fileOfRow = new Int32Array(program.totals.exports);
    this.#seen = new Int32Array(program.files.length);
    const links: [number, number][] = [];
    program.importedModule.forEach((module, row) => {
      if (module !== -1 && module < program.files.length) links.push([program.fileOfImport[row]!, module]);
    });
    this.#included = new Links(program.files.length, links);
    this.#including = new Links(
      program.files.length,
      links.map(([from, to]) => [to, from]),
    );
    this.#readExports();
  }

  /** Export rows that the name means in the file. */
  find(file: number, name: number): readonly number[] {
    if (name === -1) return none;
    this.#enter(file);
    const alternatives = this.#alternativesOf(name);
    const rows = this.#first(alternatives);
    if (rows.length > 0) return rows;
    if (!this.#isExtended && alternatives.some((at) => this.#rows.has(at))) {
      this.#extend(file);
      const further = this.#first(alternatives);
      if (further.length > 0) return further;
    }
    return this.#tag(file, alternatives);
  }

  /**
   * What a name with a path (`a::C::run`) may be a member of, where nothing declares it in full: a class that
   * has it from one above, or another name of a class.
   */
  findHolder(
    file: number,
    name: number,
  ): { readonly rows: readonly number[]; readonly member: number } | undefined {
    const { names } = this.#program;
    const paths = this.#alternativesOf(name)
      .map((at) => names.texts[at]!)
      .filter((text) => !text.includes('#'));
    const last = paths.at(-1);
    if (last === undefined || !paths.every((path) => path.includes('::'))) return undefined;
    const holders = paths.map((path) => path.slice(0, path.lastIndexOf('::')));
    const rows = this.find(file, names.of(holders.join(' ')));
    return rows.length === 0 ? undefined : { rows, member: names.of(last.slice(last.lastIndexOf('::') + 2)) };
  }

  /** Whether any file of the program declares the name. */
  isDeclared(name: number): boolean {
    return this.#alternativesOf(name).some((at) => this.#rows.has(at));
  }

  /** The name as the language's own library would have it: the last that it may be. */
  libraryName(name: number): number {
    const alternatives = this.#alternativesOf(name);
    const { texts } = this.#program.names;
    return alternatives.findLast((at) => !texts[at]!.includes('#')) ?? alternatives.at(-1)!;
  }

  includes(file: number, other: number): boolean {
    return this.#included.has(file, other);
  }

  #first(alternatives: readonly number[]): readonly number[] {
    for (const name of alternatives) {
      const rows = this.#visible(this.#rows.get(name));
      if (rows.length > 0) return rows;
    }
    return none;
  }

  #visible(rows: readonly number[] | undefined): readonly number[] {
    if (rows === undefined) return none;
    const inSight = rows.filter((row) => this.#seen[this.#fileOfRow[row]!] === this.#stamp);
    if (inSight.length < 2) return inSight;
    const own = inSight.filter((row) => this.#fileOfRow[row] === this.#file);
    if (own.length > 0) return own;
    return inSight.length > rowsMax ? none : inSight;
  }

  /** A struct that is only named here is the one of its name that stands nearest. */
  #tag(file: number, alternatives: readonly number[]): readonly number[] {
    const [first] = alternatives;
    const rows = this.#program.names.texts[first!]!.includes('#') ? this.#rows.get(first!) : undefined;
    if (rows === undefined) return none;
    return rows.length === 1 ? rows : this.#nearest(file, rows);
  }

  #nearest(file: number, rows: readonly number[]): readonly number[] {
    const { files } = this.#program;
    const rated = rows.map((row) => ({
      row,
      depth: sharedDepth(files[this.#fileOfRow[row]!]!.path, files[file]!.path),
    }));
    const most = Math.max(...rated.map(({ depth }) => depth));
    const best = rated.filter(({ depth }) => depth === most);
    return best.length === 1 ? [best[0]!.row] : none;
  }

  #enter(file: number): void {
    if (this.#file === file) return;
    this.#file = file;
    this.#isExtended = false;
    this.#stamp++;
    this.#mark(file);
  }

  #mark(file: number): void {
    const open = [file];
    while (open.length > 0) {
      const at = open.pop()!;
      if (this.#seen[at] === this.#stamp) continue;
      this.#seen[at] = this.#stamp;
      this.#included.each(at, (to) => {
        if (this.#seen[to] !== this.#stamp) open.push(to);
      });
    }
  }

  /** Adds what the files see that include this one. */
  #extend(file: number): void {
    this.#isExtended = true;
    const open = [file];
    const known = new Set(open);
    let left = includersMax;
    while (open.length > 0 && left > 0) {
      const at = open.shift()!;
      let hasIncluders = false;
      this.#including.each(at, (by) => {
        hasIncluders = true;
        if (known.has(by) || known.size > 64) return;
        known.add(by);
        open.push(by);
      });
      if (hasIncluders || at === file) continue;
      this.#mark(at);
      left--;
    }
  }

  #alternativesOf(name: number): readonly number[] {
    let found = this.#alternatives.get(name);
    if (found === undefined) {
      const { names } = this.#program;
      found = names.texts[name]!.split(' ').map((text) => names.of(text));
      this.#alternatives.set(name, found);
    }
    return found;
  }

  #readExports(): void {
    const { exports, offsets, totals, files } = this.#program;
    files.forEach((_, file) => {
      const end = offsets[file + 1]?.exports ?? totals.exports;
      this.#fileOfRow.fill(file, offsets[file]!.exports, end);
    });
    for (let row = 0; row < totals.exports; row++) {
      const name = exports[row * exportStride + exportField.name]!;
      const rows = this.#rows.get(name);
      if (rows === undefined) this.#rows.set(name, [row]);
      else rows.push(row);
    }
  }
}

/** Pairs of files, by the first of each. */
class Links {
  readonly #from: Int32Array;
  readonly #to: Int32Array;

  constructor(count: number, pairs: readonly (readonly [number, number])[]) {
    this.#from = new Int32Array(count + 1);
    this.#to = new Int32Array(pairs.length);
    for (const [from] of pairs) this.#from[from + 1]!++;
    for (let at = 0; at < count; at++) this.#from[at + 1]! += this.#from[at]!;
    const next = this.#from.slice();
    for (const [from, to] of pairs) this.#to[next[from]!++] = to;
  }

  each(from: number, visit: (to: number) => void): void {
    for (let at = this.#from[from]!; at < this.#from[from + 1]!; at++) visit(this.#to[at]!);
  }

  has(from: number, to: number): boolean {
    for (let at = this.#from[from]!; at < this.#from[from + 1]!; at++) if (this.#to[at] === to) return true;
    return false;
  }
}

/** How many directories from the root on are those of both; one more for the very same file. */
export function sharedDepth(path: string, other: string): number {
  const [parts, others] = [path.split('/'), other.split('/')];
  const differs = parts.findIndex((part, at) => part !== others[at]);
  return differs === -1 ? parts.length : differs;
}
