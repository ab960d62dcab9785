import type { ImportKind } from '@gkg/ontology';
import type { FactsBuilder } from '../facts/builder.ts';
import type { SyntaxTree } from '../syntax/tree.ts';

/**
 * A language is a folder with the same few files:
 *   index.ts       the `Language`: names, file extensions, grammar
 *   extract.ts     syntax tree → facts (with further files where it grows: one idea a file)
 *   family.ts      the rules linking needs: constructors, containers, module resolution
 *   modules.ts     which file an import's specifier means
 * No code outside the folder knows the language.
 */
export interface Language {
  /** As shown in the graph: `python`, `typescript`. */
  readonly name: string;
  /** Without the dot, lower case. */
  readonly extensions: readonly string[];
  /** Package and file of the grammar, such as `tree-sitter-python/tree-sitter-python.wasm`. */
  readonly grammar: string;
  readonly family: Family;
  /** Another language of the family that shares extensions with this one, where the text is of that. */
  refine?(source: string): Language;
  /** Rewrites what the grammar cannot read, at equal length, before a file is parsed. */
  prepare?(source: string): string;
  /** Tells the builder what the tree says. Must not throw on any tree, however broken. */
  extract(tree: SyntaxTree, facts: FactsBuilder): void;
}

/** Languages whose files make one program and refer to each other. */
export interface Family {
  readonly name: string;
  /** Members that a call of a class runs, in order of preference: `__init__`, `constructor`. */
  readonly constructors: readonly string[];
  /** The member that a call of an instance runs, or null. */
  readonly callOperator: string | null;
  /** The member of every instance that is its class (`__class__`), where the language has one. */
  readonly classMember?: string;
  /** The member of every class that makes an instance of it (`new`), where no call of the class does. */
  readonly instantiator?: string;
  /** The member of a function that is the function itself: `call`. */
  readonly functionCall?: string;
  /** Global names of classes that all others are below of: for instances, and for classes themselves. */
  readonly roots?: { readonly instances: readonly string[]; readonly classes: readonly string[] };
  /** Members that everything has from the language's own library, where no class says otherwise. */
  readonly libraryMembers?: ReadonlySet<string>;
  /** Names of the language's own classes, for languages that look constants up. */
  readonly libraryConstants?: ReadonlySet<string>;
  /**
   * Members that a class has by convention from a library's class above it, and what they give: an instance
   * of the class (`find`), or something that has the class's own members (`where`).
   */
  readonly conventionalMembers?: Readonly<Record<string, 'instance' | 'itself'>>;
  /**
   * Whether an import includes another file's text: a file sees all that those declare that it includes, and
   * what these include in turn, and a name may be written as several of which the first is meant.
   */
  readonly importsAreText?: boolean;
  /** Members of the library's that give what they are called on, where no class has one: `clone`. */
  readonly itselfMembers?: ReadonlySet<string>;
  /** Whether the name of a type may hold an example of what it makes: an alias of a container's type. */
  readonly aliasesHoldExamples?: boolean;
  /** Whether what is stored on a class is found on its instances, too. */
  readonly sharesClassFields?: boolean;
  /**
   * Whether a class implements every interface whose methods it has, and its own instances are all that a
   * class's name stands for: a base lends its members but is no other type's supertype, as in Go.
   */
  readonly isStructural?: boolean;
  /** Whether no literal is an instance of a class; one may have the shape of an interface. */
  readonly hasNominalClasses?: boolean;
  /** Whether names belong to the whole program: `createModules` is told which each file declares. */
  readonly hasProgramNames?: boolean;
  /** Whether what a type, class or function outside of the repository gives is known not to be ours. */
  readonly knowsOutside?: boolean;
  /** Whether an instance of an interface, or of a type outside, may be made of one function, to call that. */
  readonly hasDelegates?: boolean;
  /** Whether a method sees what the classes below its own store in the receiver. */
  readonly sharesFieldsBelow?: boolean;
  /** Whether a name that no file declares may be the language's own; all may where nothing is said. */
  isLibraryName?(name: string): boolean;
  /** Whether a method's parameters take what those of the method may take that it overrides. */
  readonly inheritsParameters?: boolean;
  /** The members that calls of a member run that neither an instance nor a class has: `__call`. */
  readonly missingMembers?: { readonly instance: string; readonly class: string };
  /** Whether calling a class converts a value to it and runs no code. */
  readonly callsConvert?: boolean;
  /** Whether a method taken from the class gets its receiver as first argument (`Base.method(self)`). */
  readonly explicitReceiver: boolean;
  /** Whether what is added to a class from outside stays where it is written: an extension is no member. */
  readonly keepsExtensions?: boolean;
  /** Members by which the language's own library calls functions: what a function is called by is its own. */
  readonly functionMembers?: ReadonlySet<string>;
  /** Set where functions of one name are told apart by what they take. */
  readonly overloading?: Overloading;
  /** Types of what members of values outside give, where any member of that name does; or functions by path. */
  readonly libraryResults?: Readonly<Record<string, string>>;
  /** What calling a member of a container does, by name. */
  readonly containerMembers: Readonly<Record<string, ContainerEffect>>;
  /** The library's type that all containers are of, where the repository can add members to it. */
  readonly containerType?: string;
  /**
   * What calling a name of the language's own library does: `sorted`, `Array.from`, `setTimeout`; with its
   * module where it is imported: `copy.deepcopy`.
   */
  readonly libraryFunctions: Readonly<Record<string, LibraryEffect>>;
  /** Path of a file as the language names modules: `django.db.models`, `src/service`. */
  moduleName(path: string, files: SourceFiles, packageName?: string): string;
  /**
   * Makes what says which file a specifier means.
   *
   * @param packageOf the package that a file says it belongs to, or ''.
   * @param exportsOf the names that a file exports; told where `hasProgramNames`.
   */
  createModules(
    files: SourceFiles,
    packageOf?: (path: string) => string,
    exportsOf?: (path: string) => readonly string[],
  ): Modules;
}

/** How a call chooses among functions of one name, in languages that have several. */
export interface Overloading {
  /** Whether a class's functions stand beside those of the same name above it, and hide only what they override. */
  readonly joinsInherited: boolean;
  /** Names of types outside that everything can be passed as: `Object`. */
  readonly roots: readonly string[];
  /**
   * What a value of a type outside may be passed as, the nearest first and itself left out: `int` as `long`,
   * `double`, `Integer`. A type that stands here holds nothing but its own kind: no closure, no class of ours.
   */
  readonly conversions: Readonly<Record<string, readonly string[]>>;
  /** All types above some of the language's own library, the nearest first. */
  readonly above?: Readonly<Record<string, readonly string[]>>;
}

/**
 * What a container's member does with elements: gives one (`pop`), gives a container of the same
 * (`slice`), stores argument `n` as an element (`push`), calls its first argument with elements.
 */
export type ContainerEffect =
  | { readonly gives: 'element' | 'itself' }
  | { readonly stores: number; readonly gives?: 'itself' }
  | { readonly calls: 'element'; readonly gives: 'itself' | 'element' | 'results' | 'nothing' }
  | { readonly steps: readonly ContainerStep[] };

/**
 * What a container's member does, where its contents are members of it: those called `<of>` are its elements.
 * Values are written as words joined by `|`: `itself`, `of` and other members by name, `0` and so on for
 * arguments (`last` for the last), `0.of` for what an argument holds, `called` for what the callback gave.
 */
export interface ContainerStep {
  /** The argument that is called, and with what. */
  readonly calls?: number;
  readonly with?: readonly string[];
  readonly gives?: string;
  /** Gives a new container that holds this, or two of them side by side. */
  readonly holds?: string;
  readonly pairs?: readonly [string, string];
  /** What the new container has as its error. */
  readonly fails?: string;
  /** Becomes an element. */
  readonly stores?: string;
}

/**
 * What a library function does with its first argument, or which argument it calls. `foreign`: it gives
 * something of the library's own make, such as a string.
 */
export type LibraryEffect =
  | { readonly gives: 'argument' | 'container_of_argument' | 'element_of_argument' | 'foreign' }
  | { readonly calls: number; readonly withElementsOf?: number; readonly gives: 'results' | 'nothing' };

/** The repository as module resolution sees it. Paths are relative to its root, with `/`. */
export interface SourceFiles {
  /** Name of the repository's own directory: it is a package's name where the directory is one. */
  readonly rootName: string;
  /** All files, sorted. */
  readonly paths: readonly string[];
  has(path: string): boolean;
  /** The text of a small file such as a manifest, or undefined when there is none or it cannot be read. */
  read(path: string): string | undefined;
}

/**
 * A module is named by its file's path, or by its directory's path with a `/` at the end where it has
 * no file of its own (a Python namespace package).
 */
export type ModulePath = string;

export interface Modules {
  /** What the specifier means in the file, or undefined when it is outside the repository. */
  resolve(fromFile: string, specifier: string): ModulePath | undefined;
  /** The module of this name inside a package, or undefined. */
  submodule(module: ModulePath, name: string): ModulePath | undefined;
  /** The module that the file is a part of together with others: it sees all their names. */
  around?(file: string): ModulePath | undefined;
  /**
   * For languages whose paths go through what modules export: where the path of an import may begin, the
   * likeliest place first, and the names to follow from there. It is asked instead of `resolve`.
   */
  follow?(imported: ImportedPath): readonly Route[];
  /** Modules that a file can name without importing them. */
  named?(file: string, name: string): readonly ModulePath[];
  /** Whether the files around see each other's name; all names where nothing is said. */
  isShared?(name: string): boolean;
  /** The files that such a module consists of, sorted. */
  filesOf?(module: ModulePath): readonly string[];
  /**
   * For languages whose names belong to the whole program: what a name means in a file that does not declare
   * it. Several are places of which any may be meant.
   */
  ofProgram?(fromFile: string, name: string): readonly ProgramName[];
  /** The name that an import's module exports it by, where that is not the imported name. */
  exportedAs?(fromFile: string, specifier: string, name: string): string;
}

/** A file that declares a name of the whole program, and the name that it exports it by. */
export interface ProgramName {
  readonly file: ModulePath;
  readonly name: string;
}

export interface ImportedPath {
  readonly file: string;
  readonly specifier: string;
  readonly kind: ImportKind;
  /** Names of the modules in the file that the import stands in, from the outermost. */
  readonly within: readonly string[];
}

export interface Route {
  readonly module: ModulePath;
  readonly names: readonly string[];
}
