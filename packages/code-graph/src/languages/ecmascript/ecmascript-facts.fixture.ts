import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extractText } from '../../extract/extract-file.ts';
import type { Facts } from '../../facts/facts.ts';
import { linesOf, linkSources } from '../../link/link-sources.fixture.ts';
import { loadGrammar } from '../../syntax/parser.ts';
import { javascript, tsx, typescript } from './index.ts';

const languages = { js: javascript, ts: typescript, tsx } as const;

const load = (key: keyof typeof languages) =>
  loadGrammar(readFileSync(createRequire(import.meta.url).resolve(languages[key].grammar)));
const grammars = { js: load('js'), ts: load('ts'), tsx: load('tsx') };

/** Facts of one source, TypeScript unless said otherwise. */
export async function factsOf(source: string, as: keyof typeof languages = 'ts'): Promise<Facts> {
  return extractText(source, await grammars[as], languages[as]);
}

/**
 * Calls as `from -> to`, each once; for a single source (of `m.ts`, or another name) without the file,
 * `-` being module level.
 */
export async function callsOf(source: string | Record<string, string>, path = 'm.ts'): Promise<string[]> {
  const sources = typeof source === 'string' ? { [path]: source } : source;
  const lines = linesOf('CALLS', await linkSources(sources));
  const edges = lines.map((line) => line.replace(/ @\d+.*$/, ''));
  if (typeof source !== 'string') return [...new Set(edges)];
  return [...new Set(edges.map((edge) => edge.replaceAll(`${path}::`, '').replaceAll(path, '-')))];
}
