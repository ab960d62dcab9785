import { importField, importStride } from '../facts/facts.ts';
import type { Solver } from './solver.ts';
import { value, valueKinds } from './values.ts';

/** Gives every import what its name means: something that a module exports, a module, or what is outside. */
export function bindImports(solver: Solver): void {
  const { program } = solver;
  for (let row = 0; row < program.totals.imports; row++) {
    bindImport(solver, row, program.importedModule[row]!);
  }
}

function bindImport(solver: Solver, row: number, module: number): void {
  const { program, graph, exports } = solver;
  const slot = program.imports[row * importStride + importField.slot]!;
  if (module === -1) return graph.add(slot, value(valueKinds.external, row));
  const name = program.imports[row * importStride + importField.name]!;
  const text = program.names.texts[name]!;
  if (text === '*') return bindModule(solver, slot, module);
  const found = exports.findImported(row, module, name);
  for (const exported of found) graph.copy(slot, exports.exportSlot(exported));
  if (found.length > 0) return;
  const submodule = exports.submodule(module, text);
  if (submodule !== -1) return graph.add(slot, value(valueKinds.module, submodule));
  const whole = exports.wholeOf(module);
  for (const exported of whole) {
    if (text === 'default') graph.copy(slot, exports.exportSlot(exported));
    else solver.addLoad(slot, exports.exportSlot(exported), name);
  }
  if (text === 'default' && whole.length === 0) graph.add(slot, value(valueKinds.module, module));
}

/** The module itself, and the value that replaces its exports. */
function bindModule({ graph, exports }: Solver, slot: number, module: number): void {
  graph.add(slot, value(valueKinds.module, module));
  for (const exported of exports.wholeOf(module)) graph.copy(slot, exports.exportSlot(exported));
}
