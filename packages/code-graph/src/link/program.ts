import {
  baseStride,
  classStride,
  definitionStride,
  exportStride,
  type Facts,
  functionField,
  functionStride,
  importStride,
  linkStride,
  memberStride,
  opcodes,
  parameterStride,
  siteStride,
  variableStride,
} from '../facts/facts.ts';
import type { Family, ModulePath } from '../languages/language.ts';
import { mergeClasses, mergeOperand } from './merged-classes.ts';

/** A file to link: its facts and where it is. */
export interface LinkedFile {
  readonly path: string;
  readonly facts: Facts;
}

/** What is left of a file once its facts are the program's. */
export interface ProgramFile {
  readonly path: string;
  readonly packageName: string;
}

/** Names of the whole program as numbers. */
export class Names {
  readonly #indexes = new Map<string, number>();
  readonly texts: string[] = [];

  of(text: string): number {
    let index = this.#indexes.get(text);
    if (index === undefined) {
      index = this.texts.length;
      this.texts.push(text);
      this.#indexes.set(text, index);
    }
    return index;
  }

  find(text: string): number {
    return this.#indexes.get(text) ?? -1;
  }
}

/**
 * Names as numbers for several programs, one after the other, so that the strings of a file that is in all of
 * them are looked up once. The numbers mean nothing beyond being equal.
 */
export class Interning {
  readonly names = new Names();
  readonly #known = new WeakMap<readonly string[], Int32Array>();

  /** The numbers of a file's strings, -1 where one has not been asked for yet. */
  numbersOf(strings: readonly string[]): Int32Array {
    let numbers = this.#known.get(strings);
    if (numbers === undefined) {
      numbers = new Int32Array(strings.length).fill(-1);
      this.#known.set(strings, numbers);
    }
    return numbers;
  }
}

/** Where a file's own indexes begin among those of the program. */
export interface Offsets {
  readonly slots: number;
  readonly objects: number;
  readonly definitions: number;
  readonly functions: number;
  readonly parameters: number;
  readonly classes: number;
  readonly bases: number;
  readonly members: number;
  readonly variables: number;
  readonly imports: number;
  readonly exports: number;
  readonly sites: number;
  /** In words. */
  readonly operations: number;
  readonly links: number;
}

/**
 * All files of one family with their indexes made global: rows of every table are concatenated, and
 * slots, functions, classes, objects and names in them are numbers of the program.
 */
export interface Program {
  readonly family: Family;
  readonly files: readonly ProgramFile[];
  readonly offsets: readonly Offsets[];
  /** One past the last index of each table. */
  readonly totals: Offsets;
  readonly names: Names;
  readonly fileOfDefinition: Int32Array;
  readonly fileOfImport: Int32Array;
  readonly fileOfSite: Int32Array;
  readonly definitions: Int32Array;
  readonly functions: Int32Array;
  readonly parameters: Int32Array;
  readonly classes: Int32Array;
  readonly bases: Int32Array;
  readonly members: Int32Array;
  readonly variables: Int32Array;
  readonly imports: Int32Array;
  readonly exports: Int32Array;
  readonly sites: Int32Array;
  readonly operations: Int32Array;
  readonly links: Int32Array;
  /** The definition that each stands for: itself, or what it declares. */
  readonly standIn: Int32Array;
  /** A declaration of each definition elsewhere, or -1. */
  readonly declaredBy: Int32Array;
  /** The class that each class row is a part of: itself, or the first of the same global name. */
  readonly wholeClass: Int32Array;
  /** The module that each import means: a file index, an index beyond for a package without a file, or -1. */
  readonly importedModule: Int32Array;
  readonly modules: ModuleNames;
}

/** Module numbers: files first, then packages without a file, as they are met. */
export class ModuleNames {
  readonly #indexes = new Map<ModulePath, number>();
  readonly paths: string[] = [];

  constructor(files: readonly LinkedFile[]) {
    for (const file of files) this.of(file.path);
  }

  of(path: ModulePath): number {
    let index = this.#indexes.get(path);
    if (index === undefined) {
      index = this.paths.length;
      this.paths.push(path);
      this.#indexes.set(path, index);
    }
    return index;
  }

  find(path: ModulePath): number {
    return this.#indexes.get(path) ?? -1;
  }
}

/** How each column of a table is made global: shifted by an offset, interned, or left alone. */
type Shift = keyof Offsets | 'name' | null;

const layouts = {
  definitions: [
    'name',
    'name',
    null,
    'name',
    'definitions',
    null,
    null,
    null,
    null,
    null,
    null,
    'name',
    'name',
    'name',
    null,
    'classes',
    'functions',
  ],
  functions: ['definitions', 'definitions', null, 'classes', 'slots', 'slots', 'parameters', null],
  parameters: ['slots', 'name', null],
  classes: ['definitions', 'bases', null, null, 'name', 'classes'],
  bases: ['classes', 'slots', null, null],
  members: ['classes', 'name', 'definitions', 'slots', null, null],
  variables: ['name', 'slots', 'definitions', 'imports'],
  imports: ['name', 'name', 'name', null, null, 'slots', 'definitions'],
  exports: ['name', 'variables', 'imports', 'slots', 'definitions'],
  sites: [null, null, null, 'functions', 'variables', 'name', 'slots', 'slots', null],
  links: ['definitions', 'name', null, 'name', null, 'slots'],
} as const satisfies Record<string, readonly Shift[]>;

type TableName = keyof typeof layouts;

const strides: Record<TableName, number> = {
  definitions: definitionStride,
  functions: functionStride,
  parameters: parameterStride,
  classes: classStride,
  bases: baseStride,
  members: memberStride,
  variables: variableStride,
  imports: importStride,
  exports: exportStride,
  sites: siteStride,
  links: linkStride,
};

const tableNames = Object.keys(layouts) as TableName[];

/**
 * Joins the facts of files. They are consumed table by table, so that not all of a large repository is held twice:
 * afterwards the given facts are empty.
 *
 * @param resolve which module an import's specifier means in a file, or undefined when it is outside.
 */
export function makeProgram(
  family: Family,
  files: readonly LinkedFile[],
  resolve: (path: string, specifier: string) => ModulePath | undefined,
  interning = new Interning(),
): Program {
  const { names } = interning;
  const { offsets, totals } = layOut(files);
  const interned = files.map(({ facts }) => interning.numbersOf(facts.strings));
  const nameOf = (file: number, local: number): number => {
    const known = interned[file]![local]!;
    return known === -1 ? (interned[file]![local] = names.of(files[file]!.facts.strings[local]!)) : known;
  };
  const tables = Object.fromEntries(
    tableNames.map((table) => [table, joinTable(table, files, offsets, totals, nameOf)]),
  ) as Record<TableName, Int32Array>;
  const wholeClass = mergeClasses(tables);
  const operations = joinOperations(files, offsets, totals, nameOf, wholeClass);
  for (const { facts } of files) release(facts, 'strings', []);
  const modules = new ModuleNames(files);
  const fileOfImport = ownersOf(files, offsets, 'imports', totals.imports);
  return {
    ...tables,
    family,
    files: files.map(({ path, facts }) => ({ path, packageName: facts.packageName })),
    offsets,
    totals,
    names,
    modules,
    fileOfDefinition: ownersOf(files, offsets, 'definitions', totals.definitions),
    fileOfImport,
    fileOfSite: ownersOf(files, offsets, 'sites', totals.sites),
    wholeClass,
    standIn: Int32Array.from({ length: totals.definitions }, (_, row) => row),
    declaredBy: new Int32Array(totals.definitions).fill(-1),
    operations,
    importedModule: tables.imports.length === 0 ? new Int32Array(0) : importModules(),
  };

  function importModules(): Int32Array {
    const imported = new Int32Array(totals.imports);
    const known = new Map<string, number>();
    for (let row = 0; row < totals.imports; row++) {
      const file = fileOfImport[row]!;
      const specifier = tables.imports[row * importStride]!;
      const key = `${String(file)} ${String(specifier)}`;
      let module = known.get(key);
      if (module === undefined) {
        const path = resolve(files[file]!.path, names.texts[specifier]!);
        module = path === undefined ? -1 : modules.of(path);
        known.set(key, module);
      }
      imported[row] = module;
    }
    return imported;
  }
}

function layOut(files: readonly LinkedFile[]): { offsets: Offsets[]; totals: Offsets } {
  let at = { slots: 0, objects: 0, operations: 0, ...zeros() };
  const offsets: Offsets[] = [];
  for (const { facts } of files) {
    offsets.push(at);
    const next = {
      ...at,
      slots: at.slots + facts.slotCount,
      objects: at.objects + facts.objectCount,
      operations: at.operations + facts.operations.length,
    };
    for (const table of tableNames) next[table] = at[table] + facts[table].length / strides[table];
    at = next;
  }
  return { offsets, totals: at };
}

function zeros(): Record<TableName, number> {
  return Object.fromEntries(tableNames.map((table) => [table, 0])) as Record<TableName, number>;
}

function joinTable(
  table: TableName,
  files: readonly LinkedFile[],
  offsets: readonly Offsets[],
  totals: Offsets,
  nameOf: (file: number, local: number) => number,
): Int32Array {
  const stride = strides[table];
  const layout: readonly Shift[] = layouts[table];
  const joined = new Int32Array(totals[table] * stride);
  files.forEach(({ facts }, file) => {
    const rows = take(facts, table);
    const base = offsets[file]![table] * stride;
    joined.set(rows, base);
    layout.forEach((shift, column) => {
      if (shift === null) return;
      const by = shift === 'name' ? 0 : offsets[file]![shift];
      for (let at = column; at < rows.length; at += stride) {
        const local = rows[at]!;
        if (local !== -1) joined[base + at] = shift === 'name' ? nameOf(file, local) : local + by;
      }
    });
  });
  return joined;
}

const nothing = new Int32Array(0);

/** A table of a file's facts, which gives it away. */
function take(facts: Facts, table: TableName | 'operations'): Int32Array {
  const taken = facts[table];
  release(facts, table, nothing);
  return taken;
}

function release<Field extends keyof Facts>(facts: Facts, field: Field, empty: Facts[Field]): void {
  (facts as { -readonly [Each in keyof Facts]: Facts[Each] })[field] = empty;
}

function ownersOf(
  files: readonly LinkedFile[],
  offsets: readonly Offsets[],
  table: TableName,
  total: number,
): Int32Array {
  const owners = new Int32Array(total);
  files.forEach((_, file) => owners.fill(file, offsets[file]![table], offsets[file + 1]?.[table] ?? total));
  return owners;
}

/** Operand forms of each operation with a fixed number of them, after the opcode. */
const operands: Record<number, readonly Shift[]> = {
  [opcodes.copy]: ['slots', 'slots'],
  [opcodes.function]: ['slots', 'functions'],
  [opcodes.class]: ['slots', 'classes'],
  [opcodes.object]: ['slots', 'objects'],
  [opcodes.free]: ['slots', 'name'],
  [opcodes.load]: ['slots', 'slots', 'name', 'sites'],
  [opcodes.store]: ['slots', 'name', 'slots', 'sites'],
  [opcodes.element]: ['slots', 'slots'],
  [opcodes.put]: ['slots', 'slots'],
  [opcodes.instance]: ['slots', 'slots'],
  [opcodes.declare]: ['slots', 'slots'],
  [opcodes.super]: ['slots', 'classes', 'name', 'sites'],
  [opcodes.call]: ['slots', 'slots', 'slots', 'sites', null, null],
  [opcodes.item]: ['slots', 'slots', 'name'],
  [opcodes.constant]: ['slots', 'classes', 'name', 'sites'],
  [opcodes.arguments]: ['slots', 'objects'],
  [opcodes.ofReceiver]: ['slots', 'name', 'name'],
  [opcodes.around]: ['slots', 'classes', 'name', 'slots', 'sites', null],
  [opcodes.enclosed]: ['slots', 'classes', 'slots', 'name', 'name', 'sites'],
  [opcodes.module]: ['slots', 'definitions'],
};

/** Words of an operation at `at`, opcode included. */
export function operationLength(operations: Int32Array, at: number): number {
  const opcode = operations[at]!;
  const fixed = 1 + operands[opcode]!.length;
  return opcode === opcodes.call ? fixed + 2 * operations[at + 6]! : fixed;
}

function joinOperations(
  files: readonly LinkedFile[],
  offsets: readonly Offsets[],
  totals: Offsets,
  nameOf: (file: number, local: number) => number,
  wholeClass: Int32Array,
): Int32Array {
  const joined = new Int32Array(totals.operations);
  files.forEach(({ facts }, file) => {
    const source = take(facts, 'operations');
    const offset = offsets[file]!;
    const base = offset.operations;
    joined.set(source, base);
    for (let at = 0; at < source.length; at += operationLength(source, at)) {
      shiftOperands(joined, base + at, offset, (local) => nameOf(file, local));
      mergeOperand(joined, base + at, wholeClass);
    }
  });
  return joined;
}

function shiftOperands(
  operations: Int32Array,
  at: number,
  offset: Offsets,
  nameOf: (local: number) => number,
): void {
  const opcode = operations[at]!;
  operands[opcode]!.forEach((shift, index) => {
    if (shift === null) return;
    const position = at + 1 + index;
    const local = operations[position]!;
    if (local !== -1) operations[position] = shift === 'name' ? nameOf(local) : local + offset[shift];
  });
  if (opcode !== opcodes.call) return;
  for (let argument = 0; argument < operations[at + 6]!; argument++) {
    const position = at + 7 + 2 * argument;
    if (operations[position] !== -1) operations[position]! += offset.slots;
    if (operations[position + 1]! >= 0) operations[position + 1] = nameOf(operations[position + 1]!);
  }
}

/** The receiver kind, class and slots of a function by name of the column. */
export function functionColumn(program: Program, fn: number, field: keyof typeof functionField): number {
  return program.functions[fn * functionStride + functionField[field]]!;
}
