import type { Reading } from './reading.ts';

/**
 * Everything that a module declares can be reached by its path. What is not public as well: by the modules
 * inside, and by tests.
 */
export function exportNames({ facts }: Reading): void {
  for (const variable of facts.variablesHere()) {
    if (variable.role !== 'definition' && variable.role !== 'import') continue;
    facts.export(variable.name.replace(/::$/, ''), { variable, isPrivate: true });
  }
}
