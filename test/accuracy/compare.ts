/**
 * How an expected edge and a found one are held to be the same.
 * - Edges are counted once per pair of ends, however many call sites they have.
 * - An edge to or from a constructor is the edge to or from its class: the suites disagree among
 *   themselves which of the two a `new C()` calls, and some list both.
 * - A function without a name is no definition of the graph. An edge *from* one belongs to the definition
 *   around it, or to the module; an edge *to* one has no target and is counted apart, not as missing.
 * - Where a suite never lists a call at module level, ours are counted apart, not as false.
 * - Drivers that only trace a suite at run time are not part of a case.
 */
import type { FoundCall, FoundDefinition, FoundGraph } from './graph-calls.ts';
import { isInFile } from './graph-calls.ts';
import type { ExpectedEdge, ExpectedEnd, SuiteCase } from './suites.ts';

export interface CaseScore {
  readonly case: SuiteCase;
  readonly truePositives: number;
  readonly missing: readonly Mismatch[];
  readonly extra: readonly Mismatch[];
  /** Expected edges to functions without a name, and calls at module level of suites that list none. */
  readonly apart: number;
  readonly modes: ReadonlyMap<string, { readonly found: number; readonly expected: number }>;
}

interface Mismatch {
  readonly edge: string;
  readonly note: string;
}

const constructorNames = /\.(?:constructor|__init__|\(constructor\)|super)$/;
const driver = /(^|\/)driver\.mjs$/;

export function compare(suiteCase: SuiteCase, graph: FoundGraph): CaseScore {
  const countable = suiteCase.edges.filter((edge) => edge.target.position === null);
  const expected = new Map<string, ExpectedEdge>();
  for (const edge of countable) expected.set(expectedKey(edge, graph), edge);
  const calls = graph.calls.filter((call) => !driver.test(call.sourcePath));
  const counted = calls.filter((call) => call.source !== null || suiteCase.listsModuleLevel);
  const found = new Map<string, FoundCall>();
  for (const call of counted) found.set(foundKey(call), call);
  const missing = [...expected].filter(([key]) => !found.has(key));
  const extra = [...found].filter(([key]) => !expected.has(key));
  return {
    case: suiteCase,
    truePositives: expected.size - missing.length,
    missing: missing.map(([edge, { mode }]) => ({ edge, note: mode })),
    extra: extra.map(([edge, { line, resolution }]) => ({ edge, note: `line ${line}, ${resolution}` })),
    apart: suiteCase.edges.length - countable.length + (calls.length - counted.length),
    modes: countModes(expected, found),
  };
}

function countModes(expected: ReadonlyMap<string, ExpectedEdge>, found: ReadonlyMap<string, FoundCall>) {
  const modes = new Map<string, { found: number; expected: number }>();
  for (const [key, { mode }] of expected) {
    const count = modes.get(mode) ?? { found: 0, expected: 0 };
    count.expected += 1;
    if (found.has(key)) count.found += 1;
    modes.set(mode, count);
  }
  return modes;
}

function foundKey({ source, sourcePath, target }: FoundCall): string {
  return `${source === null ? `${sourcePath} <module>` : label(source)} -> ${label(target)}`;
}

function expectedKey({ source, target }: ExpectedEdge, graph: FoundGraph): string {
  return `${expectedLabel(source, graph)} -> ${expectedLabel(target, graph)}`;
}

function expectedLabel(end: ExpectedEnd, graph: FoundGraph): string {
  const inFile = graph.definitions.filter((definition) => isInFile(definition.path, end.file));
  const definition =
    end.position === null
      ? inFile.find((candidate) => hasName(candidate, end.name))
      : innermost(inFile, end.position.line, end.position.column);
  if (definition !== undefined) return label(definition);
  const path = graph.calls.find((call) => isInFile(call.sourcePath, end.file))?.sourcePath ?? end.file;
  return end.name === null ? `${path} <module>` : `${path} ${withoutConstructor(end.name)}`;
}

/** A name matches whole, or as the tail of a longer one: a class inside a function or another class. */
function hasName(definition: FoundDefinition, name: string | null): boolean {
  if (name === null) return false;
  const [own, wanted] = [withoutConstructor(definition.name), withoutConstructor(name)];
  return own === wanted || (wanted.includes('.') && own.endsWith(`.${wanted}`));
}

function label(definition: FoundDefinition): string {
  return `${definition.path} ${withoutConstructor(definition.name)}`;
}

function withoutConstructor(name: string): string {
  return name.replace(constructorNames, '');
}

const functionLike = new Set(['function', 'method', 'constructor']);

function innermost(
  definitions: readonly FoundDefinition[],
  line: number,
  column: number,
): FoundDefinition | undefined {
  const around = definitions.filter(
    (definition) =>
      (functionLike.has(definition.kind) || definition.kind === 'class') &&
      isBefore(definition.startLine, definition.startColumn, line, column) &&
      isBefore(line, column, definition.endLine, definition.endColumn),
  );
  return around.toSorted((a, b) => b.startLine - a.startLine || b.startColumn - a.startColumn)[0];
}

function isBefore(line: number, column: number, otherLine: number, otherColumn: number): boolean {
  return line < otherLine || (line === otherLine && column <= otherColumn);
}
