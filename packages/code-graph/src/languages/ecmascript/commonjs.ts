import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { constantString, firstMeaning, isFunction, keyName, unwrap } from './keys.ts';
import type { Reader } from './reading.ts';

/**
 * CommonJS: `require('x')` imports, `module.exports = X` exports X as `=` (the value of the whole
 * module), and `exports.a = …` exports a name. The exports object is also a value of the file.
 */

/** The specifier of a `require('x')` call, or undefined when the node is none. */
export function requiredSpecifier(r: Reader, node: Node): string | undefined {
  const { tree } = r;
  if (node === noNode || tree.kind(node) !== 'call_expression') return undefined;
  const callee = tree.child(node, 'function');
  if (callee === noNode || tree.text(callee) !== 'require' || r.facts.find('require') !== undefined)
    return undefined;
  const args = tree.child(node, 'arguments');
  return args === noNode ? undefined : constantString(tree, firstMeaning(tree, args));
}

/** The value of a module that is required or dynamically imported as a whole. */
export function importWhole(r: Reader, specifier: string, at: Node): Slot {
  const parent = r.tree.parent(at);
  const isStatement = parent !== noNode && r.tree.kind(parent) === 'expression_statement';
  const what = isStatement
    ? ({ name: '', kind: 'side_effect' } as const)
    : ({ name: '*', kind: 'namespace' } as const);
  return r.facts.import({ specifier, ...what, at }).slot;
}

/** Binds the names of `const x = require('…')`; false when the pattern is more than names. */
export function bindRequired(r: Reader, pattern: Node, specifier: string): boolean {
  const { tree, facts } = r;
  if (tree.kind(pattern) === 'identifier') {
    const name = tree.text(pattern);
    const imported = facts.import({ specifier, name: '*', alias: name, kind: 'namespace', at: pattern });
    facts.bindImport(name, imported);
    return true;
  }
  if (tree.kind(pattern) !== 'object_pattern') return false;
  const parts = tree.namedChildren(pattern).map((part) => namesOfPart(r, part));
  if (parts.includes(undefined)) return false;
  for (const part of parts) {
    if (part === undefined) continue;
    const { name, local, at } = part;
    const alias = local === name ? {} : { alias: local };
    facts.bindImport(local, facts.import({ specifier, name, ...alias, kind: 'named', at }));
  }
  return true;
}

function namesOfPart(r: Reader, part: Node): { name: string; local: string; at: Node } | undefined {
  const { tree } = r;
  if (tree.kind(part) === 'shorthand_property_identifier_pattern') {
    return { name: tree.text(part), local: tree.text(part), at: part };
  }
  if (tree.kind(part) !== 'pair_pattern') return undefined;
  const name = keyName(tree, tree.child(part, 'key'));
  const value = tree.child(part, 'value');
  if (name === undefined || value === noNode || tree.kind(value) !== 'identifier') return undefined;
  return { name, local: tree.text(value), at: part };
}

/** Whether the node is `exports` or `module.exports`. */
export function isExports(r: Reader, node: Node): boolean {
  const { tree } = r;
  if (node === noNode) return false;
  if (tree.kind(node) === 'identifier') {
    return tree.text(node) === 'exports' && r.facts.find('exports') === undefined;
  }
  if (tree.kind(node) !== 'member_expression' || tree.text(node) !== 'module.exports') return false;
  return r.facts.find('module') === undefined;
}

/** The exports object as a value. */
export function exportsObject(r: Reader): Slot {
  const { file, facts } = r;
  if (file.exportsObject === nothing) {
    file.exportsObject = facts.slot();
    facts.copy(file.exportsObject, facts.object());
  }
  return file.exportsObject;
}

/** The exports object where it is used as a value: then its names are what the object has. */
export function readExports(r: Reader): Slot {
  const { file, facts } = r;
  if (!file.isExportsValue) {
    file.isExportsValue = true;
    file.atEnd.push(() => facts.export('=', { slot: exportsObject(r) }));
  }
  return exportsObject(r);
}

/** `exports.name = value` */
export function exportMember(r: Reader, name: string, value: Slot, source: Node): void {
  const { facts } = r;
  facts.store(exportsObject(r), name, value);
  const variable = moduleVariable(r, source);
  if (variable === undefined) facts.export(name, { slot: value });
  else r.file.atEnd.push(() => facts.export(name, { variable }));
}

/** `module.exports = value` */
export function exportWhole(r: Reader, value: Slot, source: Node): void {
  const { facts, tree } = r;
  facts.copy(exportsObject(r), value);
  const variable = moduleVariable(r, source);
  if (variable === undefined) facts.export('=', { slot: value });
  else r.file.atEnd.push(() => facts.export('=', { variable }));
  const core = unwrap(tree, source);
  if (core !== noNode && tree.kind(core) === 'object') {
    for (const part of tree.namedChildren(core)) exportPart(r, part, value);
  }
}

/** A member of the literal that is the module is an exported name too. */
function exportPart(r: Reader, part: Node, whole: Slot): void {
  const { tree, facts } = r;
  const kind = tree.kind(part);
  if (kind === 'shorthand_property_identifier') exportKey(r, tree.text(part), part, whole);
  else if (kind === 'pair') {
    const name = keyName(tree, tree.child(part, 'key'));
    if (name !== undefined) exportKey(r, name, tree.child(part, 'value'), whole);
  } else if (kind === 'method_definition') {
    const name = keyName(tree, tree.child(part, 'name'));
    if (name !== undefined) facts.export(name, { slot: facts.load(whole, name, noNode) });
  }
}

function exportKey(r: Reader, name: string, source: Node, whole: Slot): void {
  const variable = moduleVariable(r, source);
  if (variable === undefined) r.facts.export(name, { slot: r.facts.load(whole, name, noNode) });
  else r.file.atEnd.push(() => r.facts.export(name, { variable }));
}

/** The module's variable that an exported value is, if it is just a name. */
function moduleVariable(r: Reader, source: Node): ReturnType<Reader['facts']['find']> {
  const { tree } = r;
  if (source === noNode || isFunction(tree, source)) return undefined;
  const kind = tree.kind(source);
  if (kind !== 'identifier' && kind !== 'shorthand_property_identifier') return undefined;
  const variable = r.facts.find(tree.text(source));
  return variable?.scope.parent === null ? variable : undefined;
}
