/** One text for each end of an edge, the same for an expected and a found one that mean the same. */
import { isInFile, type FoundCall, type FoundDefinition, type FoundGraph } from './graph-calls.ts';
import type { ExpectedEnd, SuiteCase } from './suites.ts';

export interface Labels {
  found(call: FoundCall): readonly [source: string, target: string];
  expectedSource(end: ExpectedEnd): string;
  /** Null when the graph has no definition for it. */
  expectedTarget(end: ExpectedEnd): string | null;
}

const moduleMark = ' <module>';
const constructorNames = /\.(?:constructor|__init__|__construct|\(constructor\)|super)$/;
const functionLike = new Set(['function', 'method', 'constructor', 'class']);

export function createLabels(suiteCase: SuiteCase, { definitions, calls }: FoundGraph): Labels {
  const paths = [
    ...new Set([...definitions.map(({ path }) => path), ...calls.map((call) => call.sourcePath)]),
  ];
  const pathOf = (file: string) => paths.find((path) => isInFile(path, file)) ?? file;
  const inFile = (file: string) => definitions.filter(({ path }) => isInFile(path, file));

  function sourceLabel(definition: FoundDefinition): string {
    const isShared = suiteCase.sharesModulePosition && beginsFile(definition);
    return isShared ? moduleOf(definition.path) : label(definition);
  }

  return {
    found: ({ source, sourcePath, target }) => [
      source === null ? moduleOf(sourcePath) : sourceLabel(source),
      label(target),
    ],
    expectedSource(end) {
      const definition = definitionOf(end, inFile(end.file)) ?? around(end, inFile(end.file));
      if (definition !== undefined) return sourceLabel(definition);
      return end.name === null ? moduleOf(pathOf(end.file)) : unknown(pathOf(end.file), end.name);
    },
    expectedTarget(end) {
      const definition = definitionOf(end, inFile(end.file));
      if (definition !== undefined && suiteCase.sharesModulePosition && isHolder(definition)) return null;
      if (definition !== undefined) return label(definition);
      return end.name === null ? null : unknown(pathOf(end.file), end.name);
    },
  };
}

/** Whether a label is that of a file, for the calls that it makes itself. */
export function isModule(text: string): boolean {
  return text.endsWith(moduleMark);
}

function moduleOf(path: string): string {
  return `${path}${moduleMark}`;
}

function definitionOf(
  end: ExpectedEnd,
  definitions: readonly FoundDefinition[],
): FoundDefinition | undefined {
  const { name, position } = end;
  if (name !== null) {
    return (
      definitions.find((definition) => isCalled(definition.name, name)) ??
      definitions.find((definition) => isCalled(definition.nameInClass, name))
    );
  }
  if (position === null) return undefined;
  return holding(definitions, position).find(({ startLine }) => startLine === position.line);
}

function around(
  { position }: ExpectedEnd,
  definitions: readonly FoundDefinition[],
): FoundDefinition | undefined {
  if (position === null) return undefined;
  return holding(definitions, position).find(({ kind }) => functionLike.has(kind));
}

/** The definitions around a position, the innermost first. */
function holding(
  definitions: readonly FoundDefinition[],
  { line, column }: { readonly line: number; readonly column: number },
): FoundDefinition[] {
  return definitions
    .filter(
      ({ startLine, startColumn, endLine, endColumn }) =>
        isBefore(startLine, startColumn, line, column) && isBefore(line, column, endLine, endColumn),
    )
    .toSorted((a, b) => b.startLine - a.startLine || b.startColumn - a.startColumn);
}

/** Whether it stands at the very start of the file, after `let` or `const` at most. */
function beginsFile(definition: FoundDefinition): boolean {
  const { startLine, startColumn } = definition;
  return (
    startLine === 1 && (startColumn === 1 || (isHolder(definition) && startColumn <= 'const '.length + 1))
  );
}

/** A variable: what it holds may be called by its name. */
export function isHolder({ kind }: FoundDefinition): boolean {
  return kind === 'variable' || kind === 'constant';
}

/** A name matches whole, or as the tail of a longer one: a class inside a function or another class. */
function isCalled(own: string, wanted: string): boolean {
  const [name, tail] = [withoutConstructor(own), withoutConstructor(wanted)];
  return name === tail || (tail.includes('.') && name.endsWith(`.${tail}`));
}

function label(definition: FoundDefinition): string {
  return unknown(definition.path, definition.name);
}

function unknown(path: string, name: string): string {
  return `${path} ${withoutConstructor(name)}`;
}

function withoutConstructor(name: string): string {
  return name.replace(constructorNames, '').replace(/(^|\.)(\w+)\.\2$/, '$1$2');
}

function isBefore(line: number, column: number, otherLine: number, otherColumn: number): boolean {
  return line < otherLine || (line === otherLine && column <= otherColumn);
}
