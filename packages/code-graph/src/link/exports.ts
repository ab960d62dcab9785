import {
  exportField,
  exportStride,
  importField,
  importStride,
  variableField,
  variableStride,
} from '../facts/facts.ts';
import type { Modules } from '../languages/language.ts';
import { addRow, type ExportRows, readExportRows } from './export-rows.ts';
import { ImportPaths } from './import-paths.ts';
import { Inclusion } from './inclusion.ts';
import type { Program } from './program.ts';

/** What a name stands for, found without looking at values. */
export interface Target {
  readonly definition: number;
  /** The import that leaves the repository, or -1. */
  readonly external: number;
  readonly module: number;
}

export const noTarget: Target = { definition: -1, external: -1, module: -1 };

/**
 * What modules export and what imported names mean, through any chain of re-exports. A chain is
 * followed at most once through each module, so that cyclic re-exports end.
 */
export class ExportTable {
  readonly #program: Program;
  readonly #modules: Modules;
  readonly #rows: ExportRows;
  readonly #paths: ImportPaths;
  readonly #everything: number;
  readonly #whole: number;
  readonly #default: number;
  readonly #targets = new Map<number, Target>();
  readonly #byPackage = new Map<number, ReadonlyMap<number, number[]>>();
  readonly #around = new Map<number, number>();
  readonly #moduleOfDefinition = new Map<number, number>();
  /** What names mean where imports are inclusions of text. */
  readonly inclusion: Inclusion | undefined;

  constructor(program: Program, modules: Modules) {
    this.#program = program;
    this.#modules = modules;
    this.#everything = program.names.of('*');
    this.#whole = program.names.of('=');
    this.#default = program.names.of('default');
    const hasPaths = modules.follow !== undefined;
    this.#rows = readExportRows(program, (definition) => this.moduleOfDefinition(definition), hasPaths);
    this.#paths = new ImportPaths(program, modules, this);
    if (hasPaths) this.#followPaths();
    this.inclusion = program.family.importsAreText === true ? new Inclusion(program) : undefined;
  }

  /** What was found on the way may have been asked for before its own path was followed. */
  #followPaths(): void {
    this.#paths.followAll();
    this.#targets.clear();
  }

  /** The value of the whole module where it replaces its exports (`module.exports = X`), as export rows. */
  wholeOf(module: number): readonly number[] {
    return this.#rows.byModule[module]?.get(this.#whole) ?? [];
  }

  /** Rows that export `name` from the module, through `export *` and wildcard imports. */
  find(module: number, name: number, visited = new Set<number>()): readonly number[] {
    if (visited.has(module)) return [];
    visited.add(module);
    const own = (this.#rows.byModule[module] ?? this.#exportsOfPackage(module)).get(name);
    if (own !== undefined) return own;
    if (name === this.#default) return [];
    for (const star of this.#rows.stars[module] ?? []) {
      const through = this.#paths.moduleOf(this.#exportImport(star));
      const found = through === -1 ? [] : this.find(through, name, visited);
      if (found.length > 0) return found;
    }
    return [];
  }

  /**
   * Rows that an import of `name` from the module means. A package that imports a module of its own by
   * name (`from . import b`) does not mean the name that this very import gives it.
   */
  findImported(row: number, module: number, name: number): readonly number[] {
    const sought = this.#modules.exportedAs === undefined ? name : this.#nameInModule(row, name);
    return this.find(module, sought).filter((exported) => this.#importOfExport(exported) !== row);
  }

  #nameInModule(row: number, name: number): number {
    const { imports, names, files, fileOfImport } = this.#program;
    const specifier = names.texts[imports[row * importStride + importField.specifier]!]!;
    const { path } = files[fileOfImport[row]!]!;
    return names.of(this.#modules.exportedAs!(path, specifier, names.texts[name]!));
  }

  /** Export rows that a name declared nowhere in the file means through its package and its wildcard imports. */
  throughWildcards(file: number, name: number): readonly number[] {
    if (this.inclusion !== undefined) return this.inclusion.find(file, name);
    if (this.#modules.ofProgram !== undefined) return this.#ofProgram(file, name);
    const isShared = this.#modules.isShared?.(this.#program.names.texts[name] ?? '') !== false;
    const around = isShared ? this.#packageAround(file) : -1;
    const siblings = around === -1 ? [] : this.find(around, name);
    if (siblings.length > 0) return siblings;
    for (const row of this.#rows.wildcards[file] ?? []) {
      const module = this.#program.importedModule[row]!;
      const rows = module === -1 ? [] : this.find(module, name);
      if (rows.length > 0) return rows;
    }
    return [];
  }

  #ofProgram(file: number, name: number): readonly number[] {
    const { files, names, modules } = this.#program;
    const text = name === -1 ? undefined : names.texts[name];
    if (text === undefined) return [];
    return this.#modules.ofProgram!(files[file]!.path, text).flatMap(
      (found) => this.#rows.byModule[modules.find(found.file)]?.get(names.find(found.name)) ?? [],
    );
  }

  /** The module called `name` inside a package, or -1. */
  submodule(module: number, name: string): number {
    const path = this.#program.modules.paths[module];
    const found = path === undefined ? undefined : this.#modules.submodule(path, name);
    return found === undefined ? -1 : this.#program.modules.of(found);
  }

  /** The files that a module of several files consists of; none for other modules. */
  filesOf(module: number): readonly number[] {
    const path = this.#program.modules.paths[module];
    const files = path === undefined ? [] : (this.#modules.filesOf?.(path) ?? []);
    return files.map((file) => this.#program.modules.find(file)).filter((file) => this.#isFile(file));
  }

  /** What is exported under a definition, as a module. */
  moduleOfDefinition(definition: number): number {
    let module = this.#moduleOfDefinition.get(definition);
    if (module === undefined) {
      module = this.#program.modules.of(`#${String(definition)}`);
      this.#moduleOfDefinition.set(definition, module);
    }
    return module;
  }

  exportSlot(row: number): number {
    const { exports, imports } = this.#program;
    const from = this.#exportImport(row);
    const slot = exports[row * exportStride + exportField.slot]!;
    if (slot !== -1 || from === -1) return slot;
    return imports[from * importStride + importField.slot]!;
  }

  targetOfExport(row: number): Target {
    const from = this.#exportImport(row);
    if (from !== -1) return this.targetOfImport(from);
    return this.targetOfVariable(this.#program.exports[row * exportStride + exportField.variable]!);
  }

  /** What a variable stands for: its own definition, or what it imports. */
  targetOfVariable(variable: number): Target {
    if (variable === -1) return noTarget;
    const row = variable * variableStride;
    const definition = this.#program.variables[row + variableField.definition]!;
    if (definition !== -1) return { ...noTarget, definition: this.#program.standIn[definition]! };
    const from = this.#program.variables[row + variableField.import]!;
    return from === -1 ? noTarget : this.targetOfImport(from);
  }

  targetOfImport(row: number): Target {
    const known = this.#targets.get(row);
    if (known !== undefined) return known;
    this.#targets.set(row, noTarget);
    const target = this.#followImport(row);
    this.#targets.set(row, target);
    return target;
  }

  #followImport(row: number): Target {
    const module = this.#paths.moduleOf(row);
    if (module === -1) return { ...noTarget, external: row };
    const name = this.#program.imports[row * importStride + importField.name]!;
    if (name === this.#everything || this.#program.names.texts[name] === '') return { ...noTarget, module };
    const [exported] = this.findImported(row, module, name);
    if (exported !== undefined) return this.targetOfExport(exported);
    const submodule = this.submodule(module, this.#program.names.texts[name]!);
    if (submodule !== -1) return { ...noTarget, module: submodule };
    const [whole] = name === this.#default ? this.wholeOf(module) : [];
    return whole === undefined ? noTarget : this.targetOfExport(whole);
  }

  /** The import that gives an exported name its value, or -1. */
  #importOfExport(row: number): number {
    const variable = this.#program.exports[row * exportStride + exportField.variable]!;
    if (variable === -1) return this.#exportImport(row);
    return this.#program.variables[variable * variableStride + variableField.import]!;
  }

  #exportImport(row: number): number {
    return this.#program.exports[row * exportStride + exportField.import]!;
  }

  #isFile(module: number): boolean {
    return module !== -1 && module < this.#program.files.length;
  }

  #exportsOfPackage(module: number): ReadonlyMap<number, number[]> {
    const known = this.#byPackage.get(module);
    if (known !== undefined) return known;
    const all = new Map<number, number[]>();
    for (const file of this.filesOf(module)) {
      for (const [name, rows] of this.#rows.byModule[file] ?? [])
        for (const row of rows) addRow(all, name, row);
    }
    this.#byPackage.set(module, all);
    return all;
  }

  /** The module of several files that the file is one of, or -1. */
  #packageAround(file: number): number {
    if (this.#modules.around === undefined) return -1;
    let around = this.#around.get(file);
    if (around === undefined) {
      const path = this.#modules.around(this.#program.files[file]!.path);
      around = path === undefined ? -1 : this.#program.modules.of(path);
      this.#around.set(file, around);
    }
    return around;
  }
}
