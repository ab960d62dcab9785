import { importKinds } from '@gkg/ontology';
import { exportField, exportStride, importField, importStride } from '../facts/facts.ts';
import type { Program } from './program.ts';

/** Rows of what modules export, and of imports of all names that a module has. */
export interface ExportRows {
  /** Exports by module and name. */
  readonly byModule: (Map<number, number[]> | undefined)[];
  /** Exports of all that an import has, by module. */
  readonly stars: (number[] | undefined)[];
  /** Imports of all names, by file. */
  readonly wildcards: readonly number[][];
}

/**
 * @param moduleOfDefinition the module that has what is exported under a definition.
 * @param hasPaths whether paths go through exports, so that re-exporting all names brings them in, too.
 */
export function readExportRows(
  program: Program,
  moduleOfDefinition: (definition: number) => number,
  hasPaths: boolean,
): ExportRows {
  return {
    ...readExports(program, moduleOfDefinition),
    wildcards: readWildcards(program, hasPaths),
  };
}

function readExports(
  { files, names, offsets, totals, exports }: Program,
  moduleOfDefinition: (definition: number) => number,
): Pick<ExportRows, 'byModule' | 'stars'> {
  const byModule: ExportRows['byModule'] = files.map(() => new Map<number, number[]>());
  const stars: ExportRows['stars'] = files.map(() => []);
  const everything = names.of('*');
  files.forEach((_, file) => {
    const end = offsets[file + 1]?.exports ?? totals.exports;
    for (let row = offsets[file]!.exports; row < end; row++) {
      const name = exports[row * exportStride + exportField.name]!;
      const within = exports[row * exportStride + exportField.within]!;
      const module = within === -1 ? file : moduleOfDefinition(within);
      if (name === everything) (stars[module] ??= []).push(row);
      else addRow((byModule[module] ??= new Map<number, number[]>()), name, row);
    }
  });
  return { byModule, stars };
}

function readWildcards(
  { files, names, totals, imports, fileOfImport }: Program,
  hasPaths: boolean,
): number[][] {
  const wildcards: number[][] = files.map(() => []);
  const everything = names.of('*');
  const wildcard = importKinds.indexOf('wildcard');
  const reExport = hasPaths ? importKinds.indexOf('re_export') : -1;
  for (let row = 0; row < totals.imports; row++) {
    const kind = imports[row * importStride + importField.kind];
    const isAll = imports[row * importStride + importField.name] === everything;
    const isWildcard = kind === wildcard || (kind === reExport && isAll);
    if (isWildcard) wildcards[fileOfImport[row]!]!.push(row);
  }
  return wildcards;
}

export function addRow(map: Map<number, number[]>, name: number, row: number): void {
  const rows = map.get(name);
  if (rows === undefined) map.set(name, [row]);
  else rows.push(row);
}
