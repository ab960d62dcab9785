import { definitionKinds, importKinds, type Row } from '@gkg/ontology';
import { basename, dirname, extname } from 'node:path/posix';
import { definitionField, definitionStride, importField, importStride } from '../facts/facts.ts';
import type { SourceFiles } from '../languages/language.ts';
import type { Program } from '../link/program.ts';
import { Identifiers } from './identifiers.ts';

/** Keys of a program's definitions and imported symbols, by their index. */
export interface ProgramKeys {
  readonly definitions: readonly string[];
  readonly imports: readonly string[];
}

export function keysOf(program: Program): ProgramKeys {
  const identifiers = new Identifiers();
  const definitions = Array.from({ length: program.totals.definitions }, (_, row) => {
    if (program.standIn[row] !== row) return '';
    const file = program.files[program.fileOfDefinition[row]!]!;
    return identifiers.take(`${file.path}::${definitionText(program, row, 'qualifiedName')}`);
  });
  program.standIn.forEach((other, row) => (definitions[row] = definitions[other]!));
  const imports = Array.from({ length: program.totals.imports }, (_, row) => {
    const file = program.files[program.fileOfImport[row]!]!;
    const [specifier, name] = [importName(program, row, 'specifier'), importName(program, row, 'name')];
    return identifiers.take(`${file.path}::import ${specifier}${name === '' ? '' : ` ${name}`}`);
  });
  return { definitions, imports };
}

type TextColumn = 'qualifiedName' | 'subkind' | 'signature' | 'documentation' | 'visibility';

function definitionText(program: Program, row: number, column: TextColumn): string {
  const text = program.names.texts[program.definitions[row * definitionStride + definitionField[column]]!]!;
  if (text !== '' || column !== 'qualifiedName') return text;
  return fileStem(program.files[program.fileOfDefinition[row]!]!.path);
}

/** A definition without a name of its own has its file's. */
function fileStem(path: string): string {
  return basename(path, extname(path));
}

export function* definitionRows(program: Program, keys: ProgramKeys, sources: SourceFiles): Generator<Row> {
  const number = (row: number, column: keyof typeof definitionField) =>
    program.definitions[row * definitionStride + definitionField[column]]!;
  const modules: (string | undefined)[] = [];
  for (let row = 0; row < program.totals.definitions; row++) {
    if (program.standIn[row] !== row) continue;
    const file = program.fileOfDefinition[row]!;
    const { path, packageName } = program.files[file]!;
    const module = (modules[file] ??= program.family.moduleName(path, sources, packageName));
    yield [
      keys.definitions[row]!,
      qualify(module, definitionText(program, row, 'qualifiedName')),
      program.names.texts[number(row, 'name')]! || fileStem(path),
      definitionKinds[number(row, 'kind')]!,
      definitionText(program, row, 'subkind'),
      path,
      number(row, 'startLine'),
      number(row, 'startColumn'),
      number(row, 'endLine'),
      number(row, 'endColumn'),
      number(row, 'nameLine'),
      number(row, 'nameColumn'),
      definitionText(program, row, 'signature'),
      declaredText(program, row, 'documentation'),
      declaredText(program, row, 'visibility'),
      number(row, 'exported') === 1,
    ];
  }
}

/** What the definition says, else its declaration elsewhere. */
function declaredText(program: Program, row: number, column: TextColumn): string {
  const own = definitionText(program, row, column);
  const declaration = program.declaredBy[row]!;
  return own !== '' || declaration === -1 ? own : definitionText(program, declaration, column);
}

function qualify(module: string, name: string): string {
  return module === '' ? name : `${module}.${name}`;
}

export function* importedSymbolRows(program: Program, keys: ProgramKeys): Generator<Row> {
  for (let row = 0; row < program.totals.imports; row++) {
    yield [
      keys.imports[row]!,
      program.files[program.fileOfImport[row]!]!.path,
      importName(program, row, 'specifier'),
      importName(program, row, 'name'),
      importName(program, row, 'alias'),
      importKinds[program.imports[row * importStride + importField.kind]!]!,
      program.imports[row * importStride + importField.line]!,
    ];
  }
}

function importName(program: Program, row: number, column: 'specifier' | 'name' | 'alias'): string {
  return program.names.texts[program.imports[row * importStride + importField[column]]!]!;
}

/** The directories that hold the files, from the root (`.`) down, sorted. */
export function directoriesOf(paths: readonly string[]): string[] {
  const directories = new Set<string>(['.']);
  for (const path of paths) {
    for (let at = dirname(path); !directories.has(at); at = dirname(at)) directories.add(at);
  }
  return [...directories].sort();
}

export function directoryRow(path: string): Row {
  return [path, basename(path)];
}

export function extensionOf(path: string): string {
  return extname(path).slice(1).toLowerCase();
}
