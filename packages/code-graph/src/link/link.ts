import { exportField, exportStride, type Facts } from '../facts/facts.ts';
import type { Family, SourceFiles } from '../languages/language.ts';
import { makeProgram } from './join-facts.ts';
import type { Interning } from './names.ts';
import type { LinkedFile } from './program.ts';
import type { Solution } from './solution.ts';
import { solve } from './solver.ts';

/** Resolves the files of one family against each other. `files` must be sorted by path; their facts are consumed. */
export function linkFamily(
  family: Family,
  files: readonly LinkedFile[],
  sources: SourceFiles,
  interning?: Interning,
): Solution {
  const packages = new Map(files.map(({ path, facts }) => [path, facts.packageName]));
  // Joining the facts consumes them.
  const names = family.hasProgramNames === true ? files : [];
  const exported = new Map(names.map(({ path, facts }) => [path, exportedNames(facts)]));
  const modules = family.createModules(
    sources,
    (path) => packages.get(path) ?? '',
    (path) => exported.get(path) ?? [],
  );
  const program = makeProgram(
    family,
    files,
    (path, specifier) => modules.resolve(path, specifier),
    interning,
  );
  return solve(program, modules);
}

function exportedNames(facts: Facts): readonly string[] {
  const count = facts.exports.length / exportStride;
  return Array.from(
    { length: count },
    (_, row) => facts.strings[facts.exports[row * exportStride + exportField.name]!]!,
  );
}
