import type { ModulePath } from '../languages/language.ts';
import type { LinkedFile } from './program.ts';

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
