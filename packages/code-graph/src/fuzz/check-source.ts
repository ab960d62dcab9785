import type { Row } from '@gkg/ontology';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';
import { EdgeTable } from '../emit/edges.ts';
import { definitionRows, importedSymbolRows, keysOf } from '../emit/nodes.ts';
import { addProgramEdges } from '../emit/program-edges.ts';
import { extractText } from '../extract/extract-file.ts';
import type { Facts } from '../facts/facts.ts';
import type { Language, SourceFiles } from '../languages/language.ts';
import { linkFamily } from '../link/link.ts';
import { type GrammarParser, loadGrammar, ParseLimit } from '../syntax/parser.ts';
import { problemsOf } from './check-facts.ts';

/** Far beyond what sources of this size take: what passes it does not end, or grows faster than its input. */
const secondsMax = 8;

export interface Subject {
  readonly language: Language;
  readonly parserOf: (language: Language) => GrammarParser;
}

/** A language with every grammar that it may need. */
export async function loadSubject(language: Language): Promise<Subject> {
  const parsers = new Map<string, GrammarParser>();
  const require = createRequire(import.meta.url);
  for (const source of ['', '<script lang="tsx">', 'class A { public: };']) {
    const { grammar } = language.refine?.(source) ?? language;
    if (!parsers.has(grammar))
      parsers.set(grammar, await loadGrammar(readFileSync(require.resolve(grammar))));
  }
  return { language, parserOf: ({ grammar }) => parsers.get(grammar) ?? [...parsers.values()][0]! };
}

/**
 * Extracts, links and emits sources of one language as the files of a program.
 *
 * @throws an error that says what is wrong: what was thrown, malformed facts, edges to nothing, two runs that
 * differ, or a run that takes too long. What a grammar does not parse in time is skipped, as it is when indexing.
 */
export function checkSources(subject: Subject, sources: readonly string[]): void {
  const started = process.cpuUsage();
  const facts = sources.map((source) => extract(subject, source)).filter((each) => each !== undefined);
  const problems = facts.flatMap((each) => problemsOf(each.facts, each.source));
  if (problems.length > 0) throw new Error(`Malformed facts: ${problems.join('; ')}`);
  // Linking consumes the facts that it is given.
  const again = facts.map(({ source }) => extract(subject, source)!);
  if (!isDeepStrictEqual(again, facts)) throw new Error('Facts differ');
  const rows = emit(subject.language, facts);
  if (!isDeepStrictEqual(emit(subject.language, again), rows)) throw new Error('Rows differ');
  // Of the processor, not of the clock: others may have the machine.
  const seconds = process.cpuUsage(started).user / 1e6;
  const isWhole = facts.length === sources.length;
  if (isWhole && seconds > secondsMax) throw new Error(`Took ${seconds.toFixed(1)} s`);
}

interface Extracted {
  readonly facts: Facts;
  readonly source: string;
}

function extract({ language, parserOf }: Subject, source: string): Extracted | undefined {
  const refined = language.refine?.(source) ?? language;
  try {
    return { facts: extractText(source, parserOf(refined), refined), source };
  } catch (error) {
    if (error instanceof ParseLimit) return undefined;
    throw error;
  }
}

function emit({ family, extensions }: Language, extracted: readonly Extracted[]): Row[] {
  const files = extracted.map(({ facts }, at) => ({ path: `dir/f${String(at)}.${extensions[0]!}`, facts }));
  const paths = files.map(({ path }) => path);
  const sources: SourceFiles = {
    rootName: 'root',
    paths,
    has: (path) => paths.includes(path),
    read: () => undefined,
  };
  const solution = linkFamily(family, files, sources);
  const keys = keysOf(solution.program);
  const edges = new EdgeTable();
  addProgramEdges(solution, keys, edges);
  const nodes = [
    ...definitionRows(solution.program, keys, sources),
    ...importedSymbolRows(solution.program, keys),
  ];
  const links = edges.finish().flatMap(({ rows }) => [...rows]);
  checkRows(nodes, links, paths);
  return [...nodes, ...links];
}

function checkRows(nodes: readonly Row[], links: readonly Row[], paths: readonly string[]): void {
  const ids = new Set<unknown>([...paths, ...nodes.map(([id]) => id)]);
  if (ids.size !== nodes.length + paths.length) throw new Error('Two rows have one key');
  for (const row of [...nodes, ...links]) {
    if (row.some((cell) => cell === undefined)) throw new Error(`A row has a hole: ${JSON.stringify(row)}`);
  }
  for (const [from, to] of links) {
    if (!ids.has(from) || !ids.has(to))
      throw new Error(`An edge leads nowhere: ${String(from)} -> ${String(to)}`);
  }
}
