import type { Inclusion } from './inclusion.ts';
import type { Solver } from './solver.ts';
import { value, valueKinds } from './values.ts';

/**
 * Gives the slot what a name means that its file does not declare: what the file sees of others without naming
 * it in an import, a module, or something of the language's own library.
 */
export function bindFreeName(solver: Solver, slot: number, name: number, file: number): void {
  const { graph, exports, program } = solver;
  const rows = exports.throughWildcards(file, name);
  for (const row of rows) graph.copy(slot, exports.exportSlot(row));
  if (rows.length > 0) return;
  if (exports.inclusion !== undefined) return bindUnincluded(solver, exports.inclusion, slot, name, file);
  const text = program.names.texts[name]!;
  const named = solver.namedModules(file, text);
  for (const module of named) graph.add(slot, value(valueKinds.module, module));
  const mayBeLibrary = program.family.isLibraryName?.(text) !== false;
  if (named.length === 0 && mayBeLibrary) graph.add(slot, value(valueKinds.library, name));
}

/** What no included file declares may be a member of something that one does. */
function bindUnincluded(
  solver: Solver,
  inclusion: Inclusion,
  slot: number,
  name: number,
  file: number,
): void {
  const { graph, exports, program } = solver;
  const holder = inclusion.findHolder(file, name);
  if (holder !== undefined) {
    for (const row of holder.rows) solver.addLoad(slot, exports.exportSlot(row), holder.member);
    return;
  }
  const own = inclusion.libraryName(name);
  const isLibrary = Object.hasOwn(program.family.libraryFunctions, program.names.texts[own]!);
  if (!isLibrary && inclusion.isDeclared(name)) return;
  graph.add(slot, value(valueKinds.library, own));
}
