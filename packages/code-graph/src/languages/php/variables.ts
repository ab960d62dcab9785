import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { meaningOfDoc } from './doc-meanings.ts';
import { parts } from './parts.ts';
import type { FunctionScope, Reading } from './reading.ts';
import { declareAs } from './type-meanings.ts';

/** Makes sure that the variable is one of the function being read, or of one that it shares variables with. */
export function declareVariable({ facts, scope }: Reading, name: string): void {
  if (isKnown(scope, name)) return;
  scope.variables.add(name);
  facts.declare(name, 'local', 'hoisted');
}

function isKnown(scope: FunctionScope, name: string): boolean {
  for (let at: FunctionScope | null = scope; at !== null; at = at.around) {
    if (at.variables.has(name)) return true;
  }
  return false;
}

/** `$name` */
export function readVariable(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const name = tree.text(node);
  if (name === '$this') return facts.this();
  return valueOfVariable(reading, name);
}

export function valueOfVariable(reading: Reading, name: string): Slot {
  declareVariable(reading, name);
  const variable = reading.facts.find(name);
  return variable === undefined ? nothing : reading.facts.currentValue(variable);
}

/** Gives the variable a value; what a comment says of it holds, too. */
export function assignVariable(reading: Reading, name: string, value: Slot): void {
  const { facts, announced } = reading;
  declareVariable(reading, name);
  const type = announced.get(name);
  if (type === undefined) return facts.assign(name, value);
  const slot = facts.slot();
  declareAs(facts, slot, type);
  facts.copy(slot, value);
  announced.delete(name);
  facts.assign(name, slot);
}

/** `${name}` in a string is `$name`; what `$$name` means is not known. */
export function readDynamicVariable(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree } = reading;
  const [inner] = parts(tree, node);
  if (inner === undefined) return nothing;
  if (tree.kind(inner) === 'name') return valueOfVariable(reading, `$${tree.text(inner)}`);
  reading.value(inner, access);
  return nothing;
}

/** `global $a, $b;`: variables of the whole program, of which the function's comment may say the type. */
export function readGlobals(reading: Reading, node: Node): void {
  const { tree, facts, scope } = reading;
  for (const part of parts(tree, node)) {
    if (tree.kind(part) !== 'variable_name') continue;
    const name = tree.text(part);
    scope.variables.add(name);
    const slot = globalVariable(reading, name);
    facts.alias(name, facts.moduleVariable(name));
    const type = scope.globals.get(name);
    if (type !== undefined)
      for (const cls of meaningOfDoc(reading, type).classes) facts.copy(slot, facts.instance(cls));
  }
}

/** Everything that a global variable ever holds, in whatever file. */
function globalVariable({ facts }: Reading, name: string): Slot {
  const all = facts.allValuesOf(facts.moduleVariable(name));
  facts.copy(all, facts.libraryValue(name));
  return all;
}

/** `$GLOBALS['name']`, or `nothing` where that is not what the node is. */
export function readGlobalEntry(reading: Reading, base: Node, key: string | undefined): Slot {
  if (key === undefined || reading.tree.text(base) !== '$GLOBALS') return nothing;
  return globalVariable(reading, `$${key}`);
}

/** `static $a = 1, $b;`: what a variable keeps between calls. */
export function readStatics(reading: Reading, node: Node): void {
  const { tree } = reading;
  for (const part of parts(tree, node)) {
    const name = tree.child(part, 'name');
    if (name === noNode) continue;
    assignVariable(reading, tree.text(name), reading.value(tree.child(part, 'value'), 'value'));
  }
}
