import type { SourceFiles } from '../language.ts';
import { type Package, packagesOf } from './cargo.ts';
import { directoryOf, joinPath, resolvePath, stemOf } from './file-paths.ts';

/** Where the files of modules lie: each below the file that declares it, down from the root of a crate. */
export class ModuleFiles {
  readonly #files: SourceFiles;
  readonly packages: readonly Package[];
  readonly #roots = new Set<string>();
  readonly #rootsIn = new Map<string, string[]>();
  readonly #cratesOf = new Map<string, readonly string[]>();

  constructor(files: SourceFiles) {
    this.#files = files;
    this.packages = packagesOf(files);
    for (const { roots } of this.packages) for (const root of roots) this.#addRoot(root);
    for (const path of files.paths) {
      if (/(?:^|\/)(?:lib|main)\.rs$/.test(path) && !this.#isModuleFile(path)) this.#addRoot(path);
    }
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** The package that the file belongs to. */
  packageOf(file: string): Package | undefined {
    return this.packages.find(({ directory }) => directory === '' || file.startsWith(`${directory}/`));
  }

  /** The crate that a file calls by this name: the library beside a program, or one that the package depends on. */
  crateNamed(file: string, name: string): readonly string[] {
    const own = this.packageOf(file);
    if (own === undefined) {
      const isRoot = this.#files.rootName.replaceAll('-', '_') === name && this.has('lib.rs');
      return isRoot ? ['lib.rs'] : [];
    }
    if (own.library === name && own.libraryRoot !== undefined) return [own.libraryRoot];
    const dependency = own.dependencies.get(name);
    const target = this.packages.find((candidate) => candidate.name === dependency);
    return target?.libraryRoot === undefined ? [] : [target.libraryRoot];
  }

  /** The roots of the crates that the file may be a part of. */
  cratesOf(file: string): readonly string[] {
    let crates = this.#cratesOf.get(file);
    if (crates === undefined) {
      this.#cratesOf.set(file, [file]);
      crates = this.#findCrates(file);
      this.#cratesOf.set(file, crates);
    }
    return crates;
  }

  /** The files that may declare the file's module, the likeliest first. */
  parentsOf(file: string): readonly string[] {
    if (this.#roots.has(file)) return [];
    const own = directoryOf(file);
    const isNamedByFolder = stemOf(file) === 'mod';
    if (isNamedByFolder && own === '') return [];
    const folder = isNamedByFolder ? directoryOf(own) : own;
    const candidates = [
      joinPath(folder, 'mod.rs'),
      ...(folder === '' ? [] : [`${folder}.rs`]),
      ...(this.#rootsIn.get(folder) ?? []),
    ];
    return candidates.filter((path) => path !== file && this.has(path));
  }

  /** The file of a module that a file declares inside of the modules in it. */
  child(file: string, within: readonly string[], name: string): string | undefined {
    const folder = [this.#folderOf(file), ...within].filter((part) => part !== '').join('/');
    const candidates = [joinPath(folder, `${name}.rs`), joinPath(folder, `${name}/mod.rs`)];
    return candidates.find((path) => path !== file && this.has(path));
  }

  /** The file that `#[path = "…"]` names. */
  atPath(file: string, within: readonly string[], path: string): string | undefined {
    const folder = within.length === 0 ? directoryOf(file) : [this.#folderOf(file), ...within].join('/');
    const found = resolvePath(folder, path);
    return found !== undefined && this.has(found) ? found : undefined;
  }

  /** The folder in which the modules that a file declares lie. */
  #folderOf(file: string): string {
    const isOfFolder = this.#roots.has(file) || stemOf(file) === 'mod';
    return isOfFolder ? directoryOf(file) : file.replace(/\.rs$/, '');
  }

  #findCrates(file: string): readonly string[] {
    if (this.#roots.has(file)) return [file];
    const parents = this.parentsOf(file);
    if (parents.length === 0) return this.#rootsAbove(directoryOf(file), file);
    return [...new Set(parents.flatMap((parent) => this.cratesOf(parent)))];
  }

  /** Where no file declares the module, the crate around it. */
  #rootsAbove(directory: string, file: string): readonly string[] {
    for (let at = directory; ; at = directoryOf(at)) {
      const roots = this.#rootsIn.get(at);
      if (roots !== undefined) return roots;
      if (at === '') return [file];
    }
  }

  /** A module may be called `lib` or `main`, too: of a crate that has its root elsewhere. */
  #isModuleFile(path: string): boolean {
    const inner = this.packageOf(path);
    return inner !== undefined && inner.roots.length > 0 && !this.#roots.has(path);
  }

  #addRoot(path: string): void {
    if (this.#roots.has(path)) return;
    this.#roots.add(path);
    const directory = directoryOf(path);
    const known = this.#rootsIn.get(directory);
    if (known === undefined) this.#rootsIn.set(directory, [path]);
    else known.push(path);
  }
}
