import type { Row } from '@gkg/ontology';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { EdgeTable } from '../emit/edges.ts';
import { keysOf } from '../emit/nodes.ts';
import { addProgramEdges } from '../emit/program-edges.ts';
import { extractText } from '../extract/extract-file.ts';
import { isSource, languageOfPath, loadLanguages } from '../languages/index.ts';
import type { Language } from '../languages/language.ts';
import { type GrammarParser, loadGrammar } from '../syntax/parser.ts';
import { linkFamily } from './link.ts';

const grammars = new Map<string, Promise<GrammarParser>>();

function grammarOf(language: Language): Promise<GrammarParser> {
  let grammar = grammars.get(language.grammar);
  if (grammar === undefined) {
    grammar = loadGrammar(readFileSync(createRequire(import.meta.url).resolve(language.grammar)));
    grammars.set(language.grammar, grammar);
  }
  return grammar;
}

/**
 * Links a handful of sources of one family, given by path, without a file system, and gives their edges
 * as sorted lines: `CALLS main.py::run -> service.py::Service.save @3 inferred_type`.
 */
export async function linkSources(sources: Readonly<Record<string, string>>): Promise<string[]> {
  const paths = Object.keys(sources).sort();
  const parsed = paths.filter(isSource);
  await loadLanguages(parsed);
  const files = await Promise.all(
    parsed.map(async (path) => {
      const known = languageOfPath(path)!;
      const language = known.refine?.(sources[path]!) ?? known;
      return { path, facts: extractText(sources[path]!, await grammarOf(language), language) };
    }),
  );
  const { family } = languageOfPath(parsed[0]!)!;
  const has = (path: string) => Object.hasOwn(sources, path);
  const solution = linkFamily(family, files, { rootName: 'root', paths, has, read: (path) => sources[path] });
  const edges = new EdgeTable();
  addProgramEdges(solution, keysOf(solution.program), edges);
  return edges
    .finish()
    .flatMap(({ label, rows }) => [...rows].map((row) => describe(label, row)))
    .sort(compareText);
}

function describe(label: string, [from, to, line, ...rest]: Row): string {
  const place = line === undefined ? '' : ` @${String(line)}`;
  const words = rest.slice(1, -1).map(String);
  return [`${label} ${String(from)} -> ${String(to)}${place}`, ...words].join(' ');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The lines of one edge label, without it. */
export function linesOf(label: string, lines: readonly string[]): string[] {
  return lines.filter((line) => line.startsWith(`${label} `)).map((line) => line.slice(label.length + 1));
}
