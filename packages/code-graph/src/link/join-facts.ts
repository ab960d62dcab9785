import { type Facts, importField, importStride } from '../facts/facts.ts';
import type { Family, ModulePath } from '../languages/language.ts';
import { mergeClasses, mergeOperand } from './merged-classes.ts';
import { ModuleNames } from './module-names.ts';
import { Interning } from './names.ts';
import { operationLength, shiftOperands } from './operand-forms.ts';
import type { LinkedFile, Offsets, Program } from './program.ts';
import { layouts, type Shift, strides, type TableName, tableNames } from './table-layouts.ts';

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
  const nameOf = namesOf(files, interning);
  const tables = Object.fromEntries(
    tableNames.map((table) => [table, joinTable(table, files, offsets, totals, nameOf)]),
  ) as Record<TableName, Int32Array>;
  const wholeClass = mergeClasses(tables);
  const operations = joinOperations(files, offsets, totals, nameOf, wholeClass);
  for (const { facts } of files) release(facts, 'strings', []);
  const modules = new ModuleNames(files);
  const moduleOf = (file: number, specifier: number) => {
    const path = resolve(files[file]!.path, names.texts[specifier]!);
    return path === undefined ? -1 : modules.of(path);
  };
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
    importedModule: importModules(tables.imports, fileOfImport, moduleOf),
  };
}

/** The number of a file's name in the program. */
type NameOf = (file: number, local: number) => number;

function namesOf(files: readonly LinkedFile[], interning: Interning): NameOf {
  const { names } = interning;
  const interned = files.map(({ facts }) => interning.numbersOf(facts.strings));
  return (file, local) => {
    const known = interned[file]![local]!;
    return known === -1 ? (interned[file]![local] = names.of(files[file]!.facts.strings[local]!)) : known;
  };
}

/** The module that each import means; a specifier is resolved once for a file. */
function importModules(
  imports: Int32Array,
  fileOfImport: Int32Array,
  moduleOf: (file: number, specifier: number) => number,
): Int32Array {
  const imported = new Int32Array(fileOfImport.length);
  const known = new Map<string, number>();
  for (let row = 0; row < imported.length; row++) {
    const file = fileOfImport[row]!;
    const specifier = imports[row * importStride + importField.specifier]!;
    const key = `${String(file)} ${String(specifier)}`;
    let module = known.get(key);
    if (module === undefined) {
      module = moduleOf(file, specifier);
      known.set(key, module);
    }
    imported[row] = module;
  }
  return imported;
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

function joinTable(
  table: TableName,
  files: readonly LinkedFile[],
  offsets: readonly Offsets[],
  totals: Offsets,
  nameOf: NameOf,
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

function joinOperations(
  files: readonly LinkedFile[],
  offsets: readonly Offsets[],
  totals: Offsets,
  nameOf: NameOf,
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
