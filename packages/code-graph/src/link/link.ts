import type { Family, SourceFiles } from '../languages/language.ts';
import { type LinkedFile, makeProgram } from './program.ts';
import { type Solution, solve } from './solver.ts';

/** Resolves the files of one family against each other. `files` must be sorted by path. */
export function linkFamily(family: Family, files: readonly LinkedFile[], sources: SourceFiles): Solution {
  const modules = family.createModules(sources);
  const program = makeProgram(family, files, (path, specifier) => modules.resolve(path, specifier));
  return solve(program, modules);
}
