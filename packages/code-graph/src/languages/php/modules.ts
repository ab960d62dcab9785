import type { ModulePath, Modules, ProgramName, SourceFiles } from '../language.ts';
import { type Autoload, readAutoload } from './autoload.ts';
import { chooseDeclarations } from './declarations.ts';
import { readPossibleCallable } from './named-callables.ts';
import { createIncludes } from './includes-of-files.ts';

/** Declarations of one name: files, and how each writes it. */
type Declarations = ReadonlyMap<string, readonly ProgramName[]>;

const namespaceMark = '\\';

/** Files that set a global variable, for it to be followed. */
const settersMax = 12;

/**
 * PHP's names belong to the program: a class is the one that has the name, wherever it stands. Of several
 * declarations the file's own counts first, then what the file includes, then what the autoloader would load.
 * A specifier is a path (of `include`) or a full name (of `use`); a namespace without a declaration of its own
 * is a module that ends in `\`.
 */
export function createModules(
  files: SourceFiles,
  _packageOf: (path: string) => string = () => '',
  exportsOf: (path: string) => readonly string[] = () => [],
): Modules {
  let known: { declarations: Declarations; namespaces: ReadonlyMap<string, string[]> } | undefined;
  const index = () => (known ??= indexOf(files.paths, exportsOf));
  let loaded: Autoload | undefined;
  const autoload = () => (loaded ??= readAutoload(files));
  const includes = createIncludes(files);
  const choices = new Map<string, readonly ProgramName[]>();

  const lookUp = (fromFile: string, name: string): readonly ProgramName[] => {
    const found = index().declarations.get(name.toLowerCase()) ?? [];
    const exact = found.filter((declared) => declared.name === name);
    const likely = exact.length > 0 ? exact : name.endsWith('#') ? [] : found;
    if (likely.length < 2) return likely;
    return chooseDeclarations(likely, fromFile, includes, autoload());
  };

  const isDeclared = (parameter: string): boolean => {
    const { declarations } = index();
    const lower = parameter.toLowerCase();
    return declarations.has(lower) || declarations.has(lower.slice(lower.lastIndexOf('\\')));
  };

  /** A global variable is one in all files; one that very many files set is a loop's or the like. */
  const variables = (name: string): readonly ProgramName[] => {
    const found = index().declarations.get(name) ?? [];
    return found.length > settersMax ? [] : found;
  };

  const ofProgram = (fromFile: string, name: string): readonly ProgramName[] => {
    const key = `${fromFile}\0${name}`;
    const possible = readPossibleCallable(name);
    if (possible !== undefined) {
      return isDeclared(possible.parameter) ? ofProgram(fromFile, possible.named) : [];
    }
    let chosen = choices.get(key);
    if (chosen === undefined) {
      const own = name.startsWith('$') ? variables(name) : lookUp(fromFile, name);
      chosen = own.length > 0 ? own : lookUp(fromFile, globalNameOf(name));
      choices.set(key, chosen);
    }
    return chosen;
  };

  /** Which of a class, a function and a constant an imported name is: as it is written, else in any case. */
  const imported = (fromFile: string, path: string): readonly ProgramName[] => {
    const forms = [`\\${path}`, `\\${path}()`, `\\${path}#`];
    const all = forms.map((form) => lookUp(fromFile, form));
    const exact = all.filter((found, at) => found.some(({ name }) => name === forms[at]));
    return exact[0] ?? all.find((found) => found.length > 0) ?? [];
  };

  return {
    resolve(fromFile, specifier) {
      if (isPath(specifier)) return includes.resolve(fromFile, specifier);
      const [found] = imported(fromFile, specifier);
      if (found !== undefined) return found.file;
      const namespace = `${specifier.toLowerCase()}${namespaceMark}`;
      return index().namespaces.has(namespace) ? namespace : undefined;
    },
    submodule: () => undefined,
    filesOf: (module: ModulePath) => index().namespaces.get(module) ?? [],
    ofProgram,
    exportedAs: (fromFile, specifier, name) =>
      isPath(specifier) ? name : (imported(fromFile, specifier)[0]?.name ?? name),
  };
}

/** Names have neither dots nor slashes. */
function isPath(specifier: string): boolean {
  return /[./]/.test(specifier);
}

/** A function or constant that its namespace does not have is the global one. */
function globalNameOf(name: string): string {
  const isClass = !name.endsWith('()') && !name.endsWith('#');
  return isClass ? '' : name.slice(name.lastIndexOf('\\'));
}

function indexOf(paths: readonly string[], exportsOf: (path: string) => readonly string[]) {
  const declarations = new Map<string, ProgramName[]>();
  const namespaces = new Map<string, string[]>();
  for (const file of paths) {
    for (const name of exportsOf(file)) {
      const isVariable = name.startsWith('$');
      if (!isVariable && !name.startsWith('\\')) continue;
      push(declarations, isVariable ? name : name.toLowerCase(), { file, name });
      if (isVariable) continue;
      const namespace = name.slice(1, name.lastIndexOf('\\') + 1).toLowerCase();
      if (namespaces.get(namespace)?.at(-1) !== file) push(namespaces, namespace, file);
    }
  }
  return { declarations, namespaces };
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const items = map.get(key);
  if (items === undefined) map.set(key, [item]);
  else items.push(item);
}
