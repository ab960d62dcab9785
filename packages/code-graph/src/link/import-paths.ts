import { importKinds } from '@gkg/ontology';
import { definitionField, definitionStride, importField, importStride } from '../facts/facts.ts';
import type { Modules } from '../languages/language.ts';
import type { ExportTable } from './exports.ts';
import type { Program } from './program.ts';

/**
 * The modules of imports. In languages whose paths go through what modules export (see `Modules.follow`) a path is
 * followed name by name, and what it meets may be an import whose own path must be followed first.
 */
export class ImportPaths {
  readonly #program: Program;
  readonly #modules: Modules;
  readonly #exports: ExportTable;
  /** Imports whose path has not been followed yet. */
  readonly #unfollowed = new Set<number>();

  constructor(program: Program, modules: Modules, exports: ExportTable) {
    this.#program = program;
    this.#modules = modules;
    this.#exports = exports;
  }

  followAll(): void {
    const { totals } = this.#program;
    for (let row = 0; row < totals.imports; row++) this.#unfollowed.add(row);
    for (let row = 0; row < totals.imports; row++) this.moduleOf(row);
  }

  /** The module of an import; one whose path goes through exports is found when it is first asked for. */
  moduleOf(row: number): number {
    const { importedModule } = this.#program;
    if (this.#unfollowed.delete(row)) importedModule[row] = this.#followPath(row);
    return importedModule[row]!;
  }

  #followPath(row: number): number {
    const program = this.#program;
    const text = (field: number) => program.names.texts[program.imports[row * importStride + field]!]!;
    const { path } = program.files[program.fileOfImport[row]!]!;
    const kind = importKinds[program.imports[row * importStride + importField.kind]!]!;
    const within = this.#namesAround(program.imports[row * importStride + importField.within]!);
    const routes = this.#modules.follow!({
      file: path,
      specifier: text(importField.specifier),
      kind,
      within,
    });
    for (const route of routes) {
      const module = this.#walk(program.modules.of(route.module), route.names);
      if (module !== -1) return module;
    }
    return -1;
  }

  /** Names of the modules in a file from the outermost to this one. */
  #namesAround(within: number): string[] {
    const { definitions, names } = this.#program;
    const around: string[] = [];
    for (let at = within; at !== -1; at = definitions[at * definitionStride + definitionField.parent]!) {
      around.unshift(names.texts[definitions[at * definitionStride + definitionField.name]!]!);
    }
    return around;
  }

  #walk(from: number, path: readonly string[]): number {
    let module = from;
    for (const name of path) {
      if (module === -1) return -1;
      module = this.#moduleIn(module, name);
    }
    return module;
  }

  /** The module, or the definition that others are found under, that a module exports by this name. */
  #moduleIn(module: number, name: string): number {
    const number = this.#program.names.find(name);
    for (const row of number === -1 ? [] : this.#exports.find(module, number)) {
      const target = this.#exports.targetOfExport(row);
      if (target.module !== -1) return target.module;
      if (target.definition !== -1) return this.#exports.moduleOfDefinition(target.definition);
    }
    return this.#exports.submodule(module, name);
  }
}
