import { noNode, type Node } from '../../syntax/tree.ts';
import { modelledFunctions } from './library-functions.ts';
import type { ImportedName, Reading } from './reading.ts';

/**
 * Names of classes, functions and constants belong to the whole program. Each is a variable of the file's
 * own scope, called by its full name: `\App\User`, `\App\run()`, `\App\LIMIT#`. A name that the file does not
 * declare is looked for in all files (`modules.ts`). An imported name is a variable called by its alias,
 * without the leading `\`: `User`, `run()`, `LIMIT#`.
 */
export type NameKind = 'class' | 'function' | 'constant';

const suffixes: Readonly<Record<NameKind, string>> = { class: '', function: '()', constant: '#' };

/** What a class, function or constant of the name is called in scope when it is declared here. */
export function declaredName({ names }: Reading, name: string, kind: NameKind): string {
  return `\\${qualify(names.namespace, name)}${suffixes[kind]}`;
}

export function importedVariable(alias: string, kind: NameKind): string {
  return `${alias}${suffixes[kind]}`;
}

export function aliasKey(alias: string, kind: NameKind): string {
  return kind === 'constant' ? alias : alias.toLowerCase();
}

export function qualify(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}\\${name}`;
}

/** The variable that a name in the source means: as it is written, with `\` and all. */
export function scopeName(reading: Reading, text: string, kind: NameKind): string {
  const { names } = reading;
  if (text.startsWith('\\')) return ownSpelling(reading, globalName(text, kind));
  if (/^namespace\\/i.test(text)) return declaredName(reading, text.slice('namespace\\'.length), kind);
  const cut = text.indexOf('\\');
  if (cut === -1) return unqualifiedName(reading, text, kind);
  const prefix = names.classes.get(text.slice(0, cut).toLowerCase());
  if (prefix === undefined) return ownSpelling(reading, declaredName(reading, text, kind));
  return belowImport(reading, prefix, text.slice(cut + 1), kind);
}

function globalName(text: string, kind: NameKind): string {
  const isModelled = kind === 'function' && modelledFunctions.has(text.slice(1).toLowerCase());
  return isModelled ? text.slice(1).toLowerCase() : `${text}${suffixes[kind]}`;
}

function unqualifiedName(reading: Reading, text: string, kind: NameKind): string {
  const { names } = reading;
  const imported = { class: names.classes, function: names.functions, constant: names.constants }[kind];
  const found = imported.get(aliasKey(text, kind));
  if (found !== undefined) return found.variable;
  const own = ownSpelling(reading, declaredName(reading, text, kind));
  if (kind !== 'function' || reading.declared.has(own.toLowerCase())) return own;
  const lower = text.toLowerCase();
  return modelledFunctions.has(lower) ? lower : own;
}

/** Classes and functions are found in any case: as the file itself writes it. */
function ownSpelling({ declared }: Reading, name: string): string {
  return name.endsWith('#') ? name : (declared.get(name.toLowerCase()) ?? name);
}

/** `Models\User` below an imported `Models`: what is imported from outside is outside all the way down. */
function belowImport(reading: Reading, prefix: ImportedName, rest: string, kind: NameKind): string {
  const { facts, fed } = reading;
  const name = `\\${prefix.path}\\${rest}${suffixes[kind]}`;
  if (!fed.has(name)) {
    fed.add(name);
    const variable = facts.find(prefix.variable);
    const outside =
      variable === undefined ? -1 : facts.load(facts.currentValue(variable), `\\${rest}`, noNode);
    facts.copy(facts.libraryValue(name), outside);
  }
  return name;
}

/** The function of the language's own library that a name means, where what it does with values is known. */
export function modelledFunction(reading: Reading, text: string): string | undefined {
  const alias = reading.names.functions.get(text.toLowerCase());
  const name = (alias?.path ?? text.replace(/^\\/, '')).toLowerCase();
  if (!modelledFunctions.has(name)) return undefined;
  const isOwn = alias === undefined && scopeName(reading, text, 'function') !== name;
  return isOwn ? undefined : name;
}

/** The text of a name without blanks or comments that may stand in it. */
export function nameText({ tree }: Reading, node: Node): string {
  return tree.text(node).replaceAll(/\s+/g, '');
}
